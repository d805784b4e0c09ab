public import SteelyardContracts
import SteelyardMargin
public import SteelyardMarket

extension Adversary {
  /// One of five price sources says any value, coin by coin.
  ///
  /// Five venues stand within `dispersion` of the market; the fifth then says each of many values: none,
  /// zero, far away, at the edges of rejection and in between. The oracle makes a price of them, and the
  /// whole market moves with it.
  ///
  /// - Parameters:
  ///   - dispersion: How far the venues are from the market at most, as a share of the price.
  ///   - panelCount: Sets of honest venues tried for each coin.
  ///   - bound: The most that requirement or credit may change, as a share of the requirement.
  /// - Throws: What the oracle, the market or the model throws.
  public func oneSource(
    against portfolio: Portfolio, rules: OracleRules, dispersion: Double, panelCount: Int,
    bound: Double
  ) throws(SteelyardError) -> AdversaryFinding {
    var random = AttackRandom(seed: seed)
    let oracle = try Oracle(rules: rules)
    var tried = 0
    var worst: (gain: Double, finding: AdversaryFinding)?
    for coin in snapshot.coins.sorted() {
      guard let price = try? snapshot.priceUSD(of: coin) else { continue }
      for panel in 0..<panelCount {
        let honest = (0..<5).map { _ in
          price * (1 + Double.random(in: -dispersion...dispersion, using: &random))
        }
        let fair = try oracle.price(of: sources(honest), at: snapshot.time, memory: nil)
        let before = try view(of: portfolio, in: try moved(coin, to: fair.price / price))
        for value in Self.values(around: price, rules, &random) {
          var attacked = honest
          attacked[4] = value
          let pushed = try oracle.price(of: sources(attacked), at: snapshot.time, memory: nil)
          let after = try view(of: portfolio, in: try moved(coin, to: pushed.price / price))
          tried += 1
          let finding = AdversaryFinding(
            .oneSource,
            action: "the fifth source of \(coin) says \(value) at \(price), panel \(panel)",
            triedCount: tried, before: before, after: after, costUSD: 0,
            costTold: "a source is taken to be free", bound: bound)
          let gain = max(finding.relief, finding.creditShare)
          if gain > worst?.gain ?? -.infinity { worst = (gain, finding) }
        }
      }
    }
    guard let worst else {
      throw SteelyardError(
        .notApplicable, "The market has no coin with a price to attack.",
        remedy: "Give a market with contracts.")
    }
    return worst.finding.tried(tried)
  }

  private func sources(_ prices: [Double]) -> [OracleSource] {
    prices.enumerated().map { index, price in
      OracleSource(venue: "venue \(index)", price: price, time: snapshot.time, confidence: nil)
    }
  }

  /// The market after the price of a coin has become so many times what it was.
  private func moved(_ coin: Currency, to ratio: Double) throws(SteelyardError) -> MarketSnapshot {
    try snapshot.displaced(
      by: try MarketDisplacement(
        spotMove: ratio - 1, scope: .coin(coin), volatilityMove: 0, days: 0),
      marks: .init(source: model.surfaceSource, surfaces: surfaces, isDiscounted: false))
  }

  private static func values(
    around price: Double, _ rules: OracleRules, _ random: inout AttackRandom
  ) -> [Double] {
    let edge = rules.deviationMax
    var values = [0, .nan, .infinity, 5e-300, 1e300, price * 0.1, price * 10]
    for move in [edge, 0.9 * edge, 0.5 * edge, rules.deviationMin, 0.5 * rules.deviationMin] {
      values += [price * (1 + move), price * (1 - move)]
    }
    for _ in 0..<8 {
      values.append(price * (1 + Double.random(in: -2 * edge...2 * edge, using: &random)))
    }
    return values
  }
}

extension AdversaryFinding {
  /// The same finding out of more cases.
  func tried(_ count: Int) -> AdversaryFinding {
    AdversaryFinding(
      attack, action: action, triedCount: count,
      before: AdversaryView(requirement: requirementBefore, credit: creditBefore),
      after: AdversaryView(requirement: requirementAfter, credit: creditAfter), costUSD: costUSD,
      costTold: costTold, bound: bound)
  }
}
