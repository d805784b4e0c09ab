public import SteelyardContracts
public import SteelyardMargin
import SteelyardMarket

extension Adversary {
  /// Sold options are placed where the model's scenarios see least.
  ///
  /// Every option of the market is sold, alone and against its neighbours, and its requirement compared
  /// with the expected shortfall by a model with many more scenarios, which were made apart: `dense`.
  ///
  /// - Parameters:
  ///   - dense: The same parameters on a denser state of its own.
  ///   - quantity: Coins that are sold, > 0.
  ///   - pairCount: Random pairs of sold options tried besides.
  ///   - bound: By how much the requirement may be below the denser core, as a share of it.
  /// - Throws: What a model throws; `notApplicable` without options.
  public func gridCorners(
    against dense: DynamicMargin, quantity: Amount, pairCount: Int, bound: Double
  ) throws(SteelyardError) -> AdversaryFinding {
    let options = snapshot.observations.map(\.instrument).filter { instrument in
      instrument.isOption && (instrument.expiry.map { $0 > snapshot.time } ?? false)
    }
    guard !options.isEmpty else {
      throw SteelyardError(
        .notApplicable, "The market has no options to place.", remedy: "Give one with options.")
    }
    var random = AttackRandom(seed: seed)
    var books = options.map { [$0] }
    for _ in 0..<pairCount {
      let first = Int.random(in: 0..<options.count, using: &random)
      let second = Int.random(in: 0..<options.count, using: &random)
      if first != second { books.append([options[first], options[second]]) }
    }
    let short = Amount(units: -quantity.units)
    var batch = PortfolioBatch()
    for book in books {
      try batch.add(
        try Portfolio(
          positions: book.map { Position(instrument: $0, quantity: short) }, balances: []))
    }
    let own = try model.frame(
      number: 1, of: batch.universe, in: snapshot, surfaces: surfaces, level: level)
    let other = try dense.frame(
      number: 2, of: batch.universe, in: snapshot, surfaces: surfaces, level: level)
    let figures = model.figures(of: batch, in: own)
    var worst: (relief: Double, finding: AdversaryFinding)?
    for (account, book) in books.enumerated() {
      guard
        let core = dense.explanation(of: account, in: batch, frame: other).dynamic?.initial.core
      else { continue }
      let finding = AdversaryFinding(
        .gridCorners,
        action: "sold " + book.map(\.description).joined(separator: " and "),
        triedCount: books.count, before: AdversaryView(requirement: core, credit: 0),
        after: AdversaryView(requirement: figures[account].initialMargin, credit: 0), costUSD: 0,
        costTold: "nothing but the position", bound: bound)
      if finding.relief > worst?.relief ?? -.infinity { worst = (finding.relief, finding) }
    }
    guard let worst else {
      throw SteelyardError(
        .notApplicable, "No option could be margined.", remedy: "Give a market that prices them.")
    }
    return worst.finding
  }
}
