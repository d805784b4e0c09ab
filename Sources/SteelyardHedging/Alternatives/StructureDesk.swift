import SteelyardContracts
import SteelyardMargin
import SteelyardMarket

/// Builds structures from the candidates of a book.
struct StructureDesk {
  let book: HedgeBook
  let question: HedgeAlternatives.Question
  let exposure: Double
  /// 1 for a holding that is hurt by a fall, −1 for one that is hurt by a rise.
  let side: Double

  init(_ book: HedgeBook, _ question: HedgeAlternatives.Question, exposure: Double) {
    self.book = book
    self.question = question
    self.exposure = exposure
    side = exposure > 0 ? 1 : -1
  }

  var candidates: [HedgeCandidate] { book.market.candidates }

  /// Units of each candidate; shape `[candidate]`.
  ///
  /// - Throws: `missingMarketData` where the market does not have what it takes.
  func quantities(of structure: ProtectiveStructure) throws(SteelyardError) -> [Double] {
    var units = [Double](repeating: 0, count: candidates.count)
    switch structure {
    case .none: break
    case .protectivePut:
      let put = try protecting(at: question.floorDistance)
      units[put] = options(put)
    case .putSpread:
      let near = try protecting(at: question.floorDistance)
      let far = try protecting(at: question.spreadDistance, unlike: near)
      units[near] = options(near)
      units[far] = -options(far)
    case .collar:
      let put = try protecting(at: question.floorDistance)
      let call = try giving(at: question.capDistance)
      units[put] = options(put)
      units[call] = -options(call)
    case .riskReversal:
      let put = try protecting(at: question.floorDistance)
      let call = try paying(for: put)
      units[put] = options(put)
      units[call] = -options(call)
    case .coveredCall:
      let call = try giving(at: question.capDistance)
      units[call] = -options(call)
    case .inverseToken:
      let place = candidates.firstIndex { candidate in
        if case .token(let token) = candidate.instrument {
          return token.coin == question.coin && token.leverage * side < 0
        }
        return false
      }
      guard let place else {
        throw missing(
          "no token of the inverse return of \(question.coin) is among what may be traded")
      }
      units[place] = rounded(-exposure / candidates[place].unit.delta, place)
    case .deltaNeutral:
      let place = candidates.indices.filter { place in
        guard candidates[place].instrument.coin == question.coin,
          let instrument = candidates[place].instrument.instrument
        else { return false }
        switch instrument.product {
        case .perpetual, .future: return true
        default: return false
        }
      }.min { order($0) < order($1) }
      guard let place else {
        throw missing("no perpetual or future of \(question.coin) is among what may be traded")
      }
      units[place] = rounded(-exposure / candidates[place].unit.delta, place)
    }
    return units
  }

  /// The perpetual first, then futures by expiry.
  private func order(_ place: Int) -> Double {
    candidates[place].instrument.instrument?.expiry.map {
      book.market.snapshot.time.days(to: $0)
    } ?? -1
  }

  /// A number of options for the exposure: one for each coin of delta.
  private func options(_ place: Int) -> Double {
    rounded(abs(exposure) / candidates[place].unit.notional, place)
  }

  private func rounded(_ units: Double, _ place: Int) -> Double {
    let candidate = candidates[place]
    return candidate.units(Int((units / candidate.lot).rounded()))
  }

  private func missing(_ what: String) -> SteelyardError {
    SteelyardError(
      .missingMarketData, "It cannot be made: \(what).", remedy: "Allow more instruments.")
  }

  // MARK: Options

  /// The expiry of the coin's options nearest to the days asked for, with its options by right.
  private func chain(
    _ right: OptionRight
  ) throws(SteelyardError) -> [(place: Int, distance: Double)] {
    let listed = candidates.indices.compactMap { place -> (place: Int, terms: OptionTerms)? in
      guard candidates[place].instrument.coin == question.coin,
        let terms = candidates[place].instrument.instrument?.optionTerms
      else { return nil }
      return (place, terms)
    }
    func gap(_ expiry: Timestamp) -> Double {
      abs(book.market.snapshot.time.days(to: expiry) - question.days)
    }
    guard
      let expiry = listed.map(\.terms.expiry).min(by: { (gap($0), $0) < (gap($1), $1) })
    else { throw missing("no option of \(question.coin) is among what may be traded") }
    let found = listed.filter { $0.terms.expiry == expiry && $0.terms.right == right }
    return found.compactMap { entry in
      guard let instrument = candidates[entry.place].instrument.instrument,
        let forward = book.market.snapshot.market(of: instrument.underlying)?.market(at: expiry)?
          .forward.value
      else { return nil }
      // Positive where the strike lies on the right's own side of the forward.
      let relative = entry.terms.strike.doubleValue / forward - 1
      return (entry.place, right == .call ? relative : -relative)
    }
  }

  private var protectingRight: OptionRight { side > 0 ? .put : .call }
  private var givingRight: OptionRight { side > 0 ? .call : .put }

  private func nearest(
    _ right: OptionRight, at distance: Double, unlike other: Int? = nil
  ) throws(SteelyardError) -> Int {
    let chain = try chain(right)
    let otherDistance = chain.first { $0.place == other }?.distance
    let allowed = chain.filter { entry in otherDistance.map { entry.distance > $0 } ?? true }
    guard
      let found = allowed.min(by: {
        (abs($0.distance - distance), $0.place) < (abs($1.distance - distance), $1.place)
      })
    else { throw missing("no \(right.rawValue) of \(question.coin) has the strike it takes") }
    return found.place
  }

  private func protecting(
    at distance: Double, unlike other: Int? = nil
  ) throws(SteelyardError) -> Int {
    try nearest(protectingRight, at: distance, unlike: other)
  }

  private func giving(at distance: Double) throws(SteelyardError) -> Int {
    try nearest(givingRight, at: distance)
  }

  /// The option on the other side whose premium is nearest to what the protection costs.
  private func paying(for put: Int) throws(SteelyardError) -> Int {
    let wanted = candidates[put].unit.outlay
    func gap(_ place: Int) -> Double { abs(candidates[place].unit.outlay - wanted) }
    guard
      let found = try chain(givingRight).map(\.place).min(by: { (gap($0), $0) < (gap($1), $1) })
    else {
      throw missing("no \(givingRight.rawValue) of \(question.coin) is listed for that expiry")
    }
    return found
  }
}
