public import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardScenarios

extension HedgeAlternatives {
  /// A move in favour of the holding at which what is given up is told.
  static let favourableMove = 0.5
  /// Days over which a structure without expiry is looked at.
  static let openDays = 30.0

  /// Builds and values every structure.
  ///
  /// - Parameters:
  ///   - book: What may be traded is among its candidates.
  ///   - events: Shocks whose losses are told.
  ///   - labels: Their names.
  /// - Throws: `notApplicable` where the book has no delta in the coin; what models throw.
  public init(
    in book: HedgeBook, _ question: Question, events: HedgeProfits, labels: [String]
  ) throws(SteelyardError) {
    let exposure = book.market.delta(of: question.coin).book
    guard exposure != 0 else {
      throw SteelyardError(
        .notApplicable, "The book has no delta in \(question.coin).",
        remedy: "Ask about a coin that it holds.")
    }
    let desk = StructureDesk(book, question, exposure: exposure)
    var alternatives: [HedgeAlternative] = []
    var unavailable: [(structure: ProtectiveStructure, reason: String)] = []
    for structure in ProtectiveStructure.allCases {
      do throws(SteelyardError) {
        let quantities = try desk.quantities(of: structure)
        alternatives.append(
          try desk.alternative(structure, quantities, events: events, labels: labels))
      } catch {
        guard error.code == .missingMarketData else { throw error }
        unavailable.append((structure, error.message))
      }
    }
    self.question = question
    self.exposure = exposure
    self.alternatives = alternatives
    self.unavailable = unavailable
  }
}

/// Builds structures from the candidates of a book.
struct StructureDesk {
  private let book: HedgeBook
  private let question: HedgeAlternatives.Question
  private let exposure: Double
  /// 1 for a holding that is hurt by a fall, −1 for one that is hurt by a rise.
  private let side: Double

  init(_ book: HedgeBook, _ question: HedgeAlternatives.Question, exposure: Double) {
    self.book = book
    self.question = question
    self.exposure = exposure
    side = exposure > 0 ? 1 : -1
  }

  private var candidates: [HedgeCandidate] { book.market.candidates }

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

  // MARK: What it comes to

  func alternative(
    _ structure: ProtectiveStructure, _ units: [Double], events: HedgeProfits, labels: [String]
  ) throws(SteelyardError) -> HedgeAlternative {
    let cost = book.cost(of: units)
    let premium = book.premium(of: units)
    let places = units.indices.filter { units[$0] != 0 }
    let expiry = places.compactMap { candidates[$0].instrument.instrument }
      .filter(\.isOption).compactMap(\.expiry).min()
    let shocked = events.after(units)
    // A token is held, not spent: what comes off is its costs.
    return HedgeAlternative(
      structure: structure,
      legs: places.map { .init(candidate: candidates[$0], quantity: units[$0]) }, expiry: expiry,
      premium: premium, cost: cost, carryPerDay: carry(units, places),
      floorShare: floor(structure, units, places, cost: cost.total),
      givenUpShare: givenUp(units, places),
      expectedShortfall: book.shortfall(
        of: book.profits(after: units, costsPaid: true), level: question.shortfallLevel),
      figures: try book.market.figures(after: [units])[0],
      outcomes: labels.indices.map { place in
        .init(
          label: labels[place], before: events.book[place],
          after: shocked[place] - cost.total)
      })
  }

  private func carry(_ units: [Double], _ places: [Int]) -> Double {
    places.reduce(0) { sum, place in
      let candidate = candidates[place]
      switch candidate.instrument {
      case .token(let token):
        let volatility = book.scenarios.volatilities[token.coin] ?? 0
        return sum - units[place] * token.decay(volatility: volatility, days: 1)
      case .listed:
        return sum + units[place] * (candidate.unit.theta - candidate.carryPerDay)
      }
    }
  }

  /// Profit of one unit where the coin has moved relatively by then, premium taken off; options at expiry, a token
  /// over `openDays`.
  private func profit(_ candidate: HedgeCandidate, after move: Double) -> Double {
    switch candidate.instrument {
    case .token(let token):
      let volatility = book.scenarios.volatilities[token.coin] ?? 0
      return token.growth(
        after: max(move, -0.999_999), volatility: volatility, days: HedgeAlternatives.openDays) - 1
    case .listed(let instrument):
      guard let terms = instrument.optionTerms else { return candidate.unit.delta * move }
      let relative = terms.strike.doubleValue / (indexOf(instrument) ?? 1)
      let worth = terms.right == .call ? 1 + move - relative : relative - 1 - move
      return max(worth, 0) * candidate.unit.notional - candidate.unit.outlay
    }
  }

  private func indexOf(_ instrument: Instrument) -> Double? {
    book.market.snapshot.market(of: instrument.underlying)?.index
  }

  private func together(_ units: [Double], _ places: [Int], after move: Double) -> Double {
    places.reduce(exposure * move) { $0 + units[$1] * profit(candidates[$1], after: move) }
  }

  /// The worst of all moves from losing everything to tripling: a line between kinks, so the kinks and ends tell it.
  private func floor(
    _ structure: ProtectiveStructure, _ units: [Double], _ places: [Int], cost: Double
  ) -> Double? {
    guard structure != .none, structure != .inverseToken else { return nil }
    var moves = [-1.0, 0, 2]
    for place in places {
      guard let instrument = candidates[place].instrument.instrument,
        let terms = instrument.optionTerms, let index = indexOf(instrument)
      else { continue }
      moves.append(terms.strike.doubleValue / index - 1)
    }
    let worst = (moves.map { together(units, places, after: $0) }.min() ?? 0) - cost
    let share = worst / abs(exposure)
    // Half of everything lost is no floor any more; a short position has none against any rise.
    return share > -0.5 ? share : nil
  }

  private func givenUp(_ units: [Double], _ places: [Int]) -> Double {
    let move = side * HedgeAlternatives.favourableMove
    let held = exposure * move
    return (held - together(units, places, after: move)) / abs(exposure)
  }
}
