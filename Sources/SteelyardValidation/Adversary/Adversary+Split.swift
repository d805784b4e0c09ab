public import SteelyardContracts
import SteelyardMargin

extension Adversary {
  /// The book is divided over accounts of one owner, at random.
  ///
  /// Each position goes into the accounts in random shares; a third of the cases also add what cancels
  /// between two accounts, and a third put whole positions into one account each.
  ///
  /// - Parameters:
  ///   - accountsMax: Most accounts; at least 2.
  ///   - splitCount: Divisions tried.
  ///   - bound: The most that the sum of requirements may be below the whole's, as a share of it.
  /// - Throws: What the model throws.
  public func splitAccounts(
    of portfolio: Portfolio, accountsMax: Int, splitCount: Int, bound: Double
  ) throws(SteelyardError) -> AdversaryFinding {
    let before = try view(of: portfolio)
    var random = AttackRandom(seed: seed)
    var worst: (relief: Double, finding: AdversaryFinding)?
    for split in 0..<splitCount {
      let count = Int.random(in: 2...max(2, accountsMax), using: &random)
      let kind = SplitKind.allCases[split % SplitKind.allCases.count]
      let parts = try divided(portfolio, over: count, kind, &random)
      let after = try view(ofOwner: parts)
      let finding = AdversaryFinding(
        .splitAccounts, action: "\(count) accounts, \(kind.rawValue)", triedCount: splitCount,
        before: before, after: after, costUSD: 0, costTold: "transfers are free", bound: bound)
      let relief = max(finding.relief, finding.creditShare)
      if relief > worst?.relief ?? -.infinity { worst = (relief, finding) }
    }
    guard let worst else {
      throw SteelyardError(
        .invalidInput, "No division was tried.", remedy: "Try at least one.")
    }
    return worst.finding
  }

  /// How a book is divided.
  private enum SplitKind: String, CaseIterable {
    case shares = "random shares of every position"
    case whole = "every position in one account"
    case offsetting = "random shares and what cancels between accounts"
  }

  private func view(ofOwner parts: [Portfolio]) throws(SteelyardError) -> AdversaryView {
    var batch = PortfolioBatch()
    for part in parts { try batch.add(part, ownerGroup: "attacker") }
    let frame = try model.frame(
      number: 1, of: batch.universe, in: snapshot, surfaces: surfaces, level: level)
    let figures = model.figures(of: batch, in: frame)
    var sum = AdversaryView(requirement: 0, credit: 0)
    for account in parts.indices {
      sum.requirement += figures[account].initialMargin
      sum.credit += figures[account].initialCountedEquity
    }
    return sum
  }

  private func divided(
    _ portfolio: Portfolio, over count: Int, _ kind: SplitKind, _ random: inout AttackRandom
  ) throws(SteelyardError) -> [Portfolio] {
    var positions = [[Position]](repeating: [], count: count)
    var balances = [[AssetBalance]](repeating: [], count: count)
    for position in portfolio.positions {
      var shares = Self.shares(count, kind, &random)
      if kind == .offsetting {
        let long = Int.random(in: 0..<count, using: &random)
        let short = (long + 1) % count
        let moved = Double.random(in: 0...2, using: &random)
        shares[long] += moved
        shares[short] -= moved
      }
      for (account, share) in shares.enumerated() where share != 0 {
        positions[account].append(
          Position(
            instrument: position.instrument,
            quantity: try Amount(nearest: position.quantity.doubleValue * share),
            averagePrice: position.averagePrice))
      }
    }
    for balance in portfolio.balances {
      for (account, share) in Self.shares(count, kind, &random).enumerated() where share != 0 {
        balances[account].append(
          AssetBalance(
            asset: balance.asset, amount: try Amount(nearest: balance.amount.doubleValue * share)))
      }
    }
    var parts: [Portfolio] = []
    for account in 0..<count {
      parts.append(try Portfolio(positions: positions[account], balances: balances[account]))
    }
    return parts
  }

  /// Shares that sum to 1.
  private static func shares(
    _ count: Int, _ kind: SplitKind, _ random: inout AttackRandom
  ) -> [Double] {
    if kind == .whole {
      let one = Int.random(in: 0..<count, using: &random)
      return (0..<count).map { $0 == one ? 1 : 0 }
    }
    let raw = (0..<count).map { _ in Double.random(in: 0...1, using: &random) }
    let sum = raw.reduce(0, +)
    return raw.map { $0 / sum }
  }
}
