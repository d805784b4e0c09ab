import SteelyardContracts
import SteelyardMargin
import SteelyardMarket

extension WalkReport {
  /// The answer for people.
  public var document: ReportDocument {
    let provenance = walk.provenance
    let summary = sentences.map { ReportDocument.Block.paragraph($0) } + [.facts(facts)]
    var sections: [ReportDocument.Section] = [
      .init("", summary),
      .init("Along \(axisWords)", [.plots([plot]), .table(pointTable)]),
    ]
    if !walk.crossings.isEmpty { sections.append(.init("Crossings", [.table(crossingTable)])) }
    if !walk.settlements.isEmpty {
      sections.append(.init("Settled on the way", [.table(settlementTable)]))
    }
    sections += [.failures(failures), .notes(remarks)].compactMap(\.self)
    return ReportDocument(
      title: "Margin by \(walk.modelName) along \(axisWords)",
      subtitle: "Parameters \(provenance.name), in force from \(provenance.effective). "
        + (walk.stateName.map { "State \($0). " } ?? "")
        + "Market of \(walk.time). Options priced from \(walk.surfaceSource.words). Amounts in \(currency).",
      sections: sections)
  }

  /// What the walk found, a sentence for each stretch, the worst news first.
  var sentences: [String] {
    let thresholds: [WalkCrossing.Threshold] = [.maintenanceMargin, .initialMargin, .equity]
    return thresholds.flatMap { threshold -> [String] in
      let stretches = UncoveredStretch.all(of: threshold, on: walk)
      guard !stretches.isEmpty else {
        return [
          threshold.sentence(isKept: true) + " everywhere between "
            + "\(words(walk.range.lower)) and \(words(walk.range.upper))."
        ]
      }
      return stretches.map(sentence)
    }
  }

  private func sentence(_ stretch: UncoveredStretch) -> String {
    let beginning = stretch.threshold.sentence(isKept: false)
    switch (stretch.start, stretch.end) {
    case (nil, nil):
      return beginning + " anywhere between \(words(walk.range.lower)) and "
        + "\(words(walk.range.upper))."
    case (let start?, nil): return beginning + " from \(place(start)) on."
    case (nil, let end?): return beginning + " at or below \(place(end))."
    case (let start?, let end?):
      return beginning + " from \(place(start)) to \(place(end))."
    }
  }

  /// `spot -23.41 % (BTC 54,310.00, ETH 1,600.00; btc_btc: spot -16 %, volatility up binds)`.
  private func place(_ crossing: WalkCrossing) -> String {
    var details: [String] = []
    let prices = crossing.point.coinPrices.filter { movedCoins.contains($0.coin) }
    if !prices.isEmpty {
      details.append(
        prices.map {
          "\($0.coin) "
            + NumberText.text($0.priceUSD, $0.priceUSD < 1 ? .significant(5) : .grouped(2))
        }.joined(separator: ", ") + " USD")
    }
    if crossing.threshold != .equity, let binding = binding(at: crossing.point) {
      details.append("binding: \(binding)")
    }
    let value = words(crossing.point.value)
    return details.isEmpty ? value : value + " (\(details.joined(separator: "; ")))"
  }

  /// What binds in the bucket that loses most, with the bucket where there are several.
  func binding(at point: WalkPoint) -> String? {
    point.heaviestBinding.flatMap { binding in
      binding.scenario.map { point.bindings.count > 1 ? "\(binding.bucket): \($0)" : $0 }
    }
  }

  private var facts: [ReportDocument.Fact] {
    let figures = walk.present.figures
    func amount(_ key: String, _ label: String, _ amountUSD: Double) -> ReportDocument.Fact {
      .init(key, label, .amount(reported(amountUSD), currency), unit: currency.code)
    }
    var facts: [ReportDocument.Fact] = [
      .status(status, key: "status", label: "status as it is"),
      amount("equity", "equity", figures.equity),
      amount("initial_excess", "initial excess", figures.initialExcess),
      amount("maintenance_excess", "maintenance excess", figures.maintenanceExcess),
    ]
    if case .quantity(let instrument) = walk.axis {
      facts.append(
        .init(
          "quantity", "size as it is", .number(walk.present.value, .shortest),
          unit: instrument.quantityCurrency.code))
    }
    if !isComplete { facts.append(.incomplete) }
    return facts
  }

  /// What people should know besides.
  var remarks: [String] {
    var remarks: [String] = []
    switch walk.axis {
    case .spot, .volatility:
      remarks.append(
        "Every option keeps its own volatility while spot moves"
          + (axisCode == "volatility" ? " and the walk multiplies it" : "")
          + "; each point is a whole evaluation of the book in the displaced market.")
    case .days:
      remarks.append(
        "Index, forwards and volatilities stay as they are; options age, and what expires settles in "
          + "cash at the forward of its expiry. Funding and interest are not counted.")
    case .quantity:
      remarks.append(
        "The size is changed at the mark, without fees: premium and realised profit go through the "
          + "balance of the settlement currency.")
    }
    if !walk.unmovedAssets.isEmpty {
      remarks.append(
        "Assets that keep their price: "
          + walk.unmovedAssets.map(\.code).joined(separator: ", ") + ".")
    }
    if movedCoins.contains(currency) {
      remarks.append("Amounts in \(currency) are counted at its price in the undisplaced market.")
    }
    if let superseded = walk.provenance.superseded {
      remarks.append("The parameters are superseded: \(superseded)")
    }
    return remarks + notes
  }
}
