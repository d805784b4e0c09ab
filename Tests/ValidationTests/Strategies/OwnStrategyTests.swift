import Foundation
import SteelyardContracts
import SteelyardMarket
import SteelyardValidation
import TestSupport
import Testing

@Suite("A strategy of one's own") struct OwnStrategyTests {
  @Test("the page shows the strategy that is tested here, and it is short")
  func page() throws {
    let page = try String(
      contentsOfFile: PackageRoot.path(of: "docs/strategies.md"), encoding: .utf8)
    let code = try String(
      contentsOfFile: PackageRoot.path(of: "Tests/ValidationTests/Strategies/QuietMarket.swift"),
      encoding: .utf8)
    #expect(page.contains("```swift\n\(code)```"))
    #expect(code.split(separator: "\n", omittingEmptySubsequences: false).count <= 50)
  }

  @Test("it steps aside for a week after a large day, and holds otherwise")
  func walk() throws {
    // Ten quiet days, a fall of a tenth, thirty quiet days.
    let closes = (0..<960).map { $0 < 240 ? 50_000.0 : 45_000 }
    let history = try StrategyHistory(
      [StrategyHistory.Coin(.btc, spot: MadeUpHistory.prices(.btc, closes))], interval: .hourly)
    var run = try StrategyRun(
      QuietMarket(largestMove: 0.08), through: history, StrategyRunTests.settings([.btc]))
    try run.finish()
    let fills = run.state.events.filter { $0.kind == .fill }
    let exit = try #require(fills.first { $0.quantity < 0 })
    let back = try #require(fills.first { $0.row > exit.row && $0.quantity > 0 })
    #expect(try #require(fills.first).quantity > 0)
    // Decided on the row of the fall, done at the next. The fall is in a day's return for 24 hours, and the week
    // counts from the last of them.
    #expect(exit.row == 241 && fills.count { $0.quantity < 0 } == 1)
    #expect(back.row >= 240 + 7 * 24 && back.row <= 240 + 8 * 24 + 2)
  }
}
