import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios
import TestSupport
import Testing

@Suite("Frames that take from the one before")
struct FrameReuseTests {
  /// Two markets of one instant: in the second, BTC and its currency stand 4 % higher.
  private func markets() throws -> (before: MarketSnapshot, after: MarketSnapshot) {
    let before = try RandomBooks(seed: 31).snapshot
    let after = try before.displaced(
      by: MarketDisplacement(
        coins: [.btc: CoinDisplacement(spotMove: 0.04)], others: .none, assets: [.btc: 0.04],
        volatility: .none, days: 0),
      marks: .init(source: .marks, surfaces: [:], isDiscounted: false))
    return (before, after)
  }

  @Test(
    "what moved is made anew, and the figures are those of a whole frame, to the bit",
    arguments: MarginModelCatalogue.names)
  func sameBits(_ name: String) throws {
    let model = try catalogued(name)
    let (before, after) = try markets()
    var books = try RandomBooks(seed: 32)
    var batch = PortfolioBatch()
    for _ in 0..<200 { try batch.add(try books.next()) }
    func frame(_ market: MarketSnapshot, _ reuse: FrameReuse?) throws -> RiskFrame {
      try model.frame(
        number: 1, of: batch.universe, in: market, surfaces: [:], level: .detected, reuse: reuse,
        sharing: .callerAlone)
    }
    let moved = Set(batch.universe.instruments.map(\.underlying).filter { $0.base == .btc })
    let first = try frame(before, nil)
    let whole = try frame(after, nil)
    let made = try frame(after, FrameReuse(first, moved: moved))
    #expect(model.figures(of: batch, in: made) == model.figures(of: batch, in: whole))
    #expect(model.figures(of: batch, in: first) != model.figures(of: batch, in: whole))
    // Without being told of the move, its figures are those of before but for balances: reuse is real.
    let stale = try frame(after, FrameReuse(first, moved: []))
    for index in batch.universe.instruments.indices {
      #expect(stale.prices[index]?.value == first.prices[index]?.value)
    }
  }

  @Test("an instrument that is new gets its block made anew")
  func grown() throws {
    let model = try catalogued("deribit")
    let market = try markets().before
    var books = try RandomBooks(seed: 33)
    var batch = PortfolioBatch()
    for _ in 0..<5 { try batch.add(try books.next()) }
    let first = try model.frame(
      number: 1, of: batch.universe, in: market, surfaces: [:], level: .detected)
    for _ in 0..<100 { try batch.add(try books.next()) }
    let grown = try model.frame(
      number: 2, of: batch.universe, in: market, surfaces: [:], level: .detected,
      reuse: FrameReuse(first, moved: []), sharing: .callerAlone)
    let whole = try model.frame(
      number: 2, of: batch.universe, in: market, surfaces: [:], level: .detected)
    #expect(model.figures(of: batch, in: grown) == model.figures(of: batch, in: whole))
  }

  @Test("however many share the work, the bits are the same", arguments: ["deribit", "dynamic"])
  func shared(_ name: String) throws {
    let model = try catalogued(name)
    let market = try markets().before
    var books = try RandomBooks(seed: 34)
    var batch = PortfolioBatch()
    for _ in 0..<200 { try batch.add(try books.next()) }
    // Backwards, as threads may.
    let backwards = WorkSharing(workerCount: 4) { count, piece in
      for index in (0..<count).reversed() { piece(index) }
    }
    let alone = try model.frame(
      number: 1, of: batch.universe, in: market, surfaces: [:], level: .detected)
    let shared = try model.frame(
      number: 1, of: batch.universe, in: market, surfaces: [:], level: .detected, reuse: nil,
      sharing: backwards)
    #expect(model.figures(of: batch, in: alone) == model.figures(of: batch, in: shared))
  }
}
