import SteelyardContracts

extension MarketEvent {
  /// Refuses what cannot be an event.
  func check() throws(SteelyardError) {
    guard MarketEvent.isID(id) else {
      throw refusal(
        "id", "\"\(id.prefix(60))\" is no event id.",
        "Write small letters, digits and hyphens, such as 2020-03-12-covid, at most 60.")
    }
    for (field, text) in [("name", name), ("summary", summary)] where text.isEmpty {
      throw refusal(field, "The \(field) is empty.", "Say what happened.")
    }
    guard start <= end else {
      throw refusal("end", "The event ends at \(end), before it starts at \(start).", order)
    }
    guard end <= knownFrom else {
      throw refusal(
        "known_from", "The event is known from \(knownFrom), before it ends at \(end).", order)
    }
    guard horizonHours > 0, horizonHours.isFinite else {
      throw refusal(
        "horizon_hours", "The horizon is \(horizonHours) hours.", "Give hours above 0.")
    }
    guard !figures.isEmpty else {
      throw refusal("figures", "The event has no figure.", "Give one at least.")
    }
    guard path.count <= MarketEvent.stepsMax else {
      throw refusal(
        "path", "The path has \(path.count) steps.",
        "Give at most \(MarketEvent.stepsMax).", code: .limitExceeded)
    }
    try check(figures, "figures", knownFrom: knownFrom)
    var last = horizonHours
    for (index, step) in path.enumerated() {
      guard step.hours > last, step.hours.isFinite else {
        throw refusal(
          "path[\(index)].hours", "The step at \(step.hours) hours does not come after \(last).",
          "Give hours since the beginning of the shock, beyond the horizon and ascending.")
      }
      guard !step.figures.isEmpty else {
        throw refusal(
          "path[\(index)].figures", "The step has no figure.", "Give one, or leave it out.")
      }
      last = step.hours
      try check(step.figures, "path[\(index)].figures", knownFrom: nil)
    }
  }

  private var order: String { "Give start, end and known_from in this order." }

  /// Refuses figures that cannot be.
  ///
  /// - Parameter knownFrom: The end of the last datum allowed; nil for a step, which is known when
  ///   its own data are.
  private func check(
    _ figures: [EventFigure], _ list: String, knownFrom: Timestamp?
  ) throws(SteelyardError) {
    guard figures.count <= MarketEvent.figuresMax else {
      throw refusal(
        list, "There are \(figures.count) figures.",
        "Give at most \(MarketEvent.figuresMax).", code: .limitExceeded)
    }
    struct Target: Hashable {
      let factor: EventFactor
      let asset: Currency?
    }
    var seen: Set<Target> = []
    for (index, figure) in figures.enumerated() {
      let field = "\(list)[\(index)]"
      let whose = figure.asset.map { " of \($0)" } ?? " of every coin not named"
      let what = figure.factor.rawValue + whose
      guard seen.insert(Target(factor: figure.factor, asset: figure.asset)).inserted else {
        throw refusal(field, "The figure \(what) stands twice.", "Keep one of the two.")
      }
      let opposite: EventFactor? =
        switch figure.factor {
        case .spot: .price
        case .price: .spot
        default: nil
        }
      if let opposite, let asset = figure.asset,
        seen.contains(Target(factor: opposite, asset: asset))
      {
        throw refusal(
          field, "\(asset) has both a spot and a price figure.",
          "Give price to what has a peg or an underlying, spot to what floats.")
      }
      guard figure.factor.admits(figure.value) else {
        throw refusal(
          field + ".value", "The figure \(what) is \(figure.value).",
          "Give \(figure.factor.admissible.words).")
      }
      guard figure.factor != .price || figure.asset != nil else {
        throw refusal(
          field + ".asset", "A price against a peg names no asset.",
          "Name the stablecoin or staking token.")
      }
      try check(figure.evidence, field, knownFrom: knownFrom)
    }
  }

  private func check(
    _ evidence: EventEvidence, _ field: String, knownFrom: Timestamp?
  ) throws(SteelyardError) {
    switch evidence {
    case .cited(let text) where text.isEmpty:
      throw refusal(field + ".cited", "No text is named.", "Name the text and its section.")
    case .unsourced(let reason) where reason.isEmpty:
      throw refusal(field + ".unsourced", "No reason is given.", "Say why there is no source.")
    case .cited, .unsourced: return
    case .computed(let computation): try check(computation, field + ".computed", knownFrom)
    }
  }

  private func check(
    _ computation: EventComputation, _ field: String, _ knownFrom: Timestamp?
  ) throws(SteelyardError) {
    for (part, text) in [("file", computation.file), ("column", computation.column)]
    where text.isEmpty {
      throw refusal("\(field).\(part)", "The \(part) is not named.", "Name it.")
    }
    guard computation.from <= computation.to else {
      throw refusal(
        field + ".to", "The span ends at \(computation.to), before \(computation.from).",
        "Give from and to in this order.")
    }
    if let knownFrom, computation.to > knownFrom {
      throw refusal(
        field + ".to", "The datum of \(computation.to) is later than known_from, \(knownFrom).",
        "Move known_from to the end of the last datum.")
    }
    guard computation.method != .slope || computation.reference != nil else {
      throw refusal(
        field + ".reference", "A slope needs a reference column.", "Name the column.")
    }
    guard (computation.scale ?? 1).isFinite, computation.scale != 0 else {
      throw refusal(
        field + ".scale", "The scale is 0 or not finite.", "Leave it out, or correct it.")
    }
  }

  private static func isID(_ text: String) -> Bool {
    (1...60).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
      }
  }

  private func refusal(
    _ field: String, _ message: String, _ remedy: String,
    code: SteelyardError.Code = .invalidInput
  ) -> SteelyardError {
    SteelyardError(
      code, message, remedy: remedy, subject: .place(file: "event", row: nil, field: field))
  }
}
