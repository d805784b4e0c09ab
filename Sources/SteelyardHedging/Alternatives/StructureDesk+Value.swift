import SteelyardContracts
import SteelyardMargin
import SteelyardMarket

/// What a structure comes to.
extension StructureDesk {
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
