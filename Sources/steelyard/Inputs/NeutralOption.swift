import Glibc
import SteelyardCommandLine
import SteelyardContracts
import SteelyardHedging
import SteelyardMargin

/// A sensitivity that a hedge keeps within bounds: `delta:BTC=1000`, `vega:BTC:2026-07-01=500`, `level=2000`.
struct NeutralOption: Sendable {
  private enum What: String, CaseIterable {
    case delta
    case gamma
    case vega
    case level
    case skew
  }

  private let what: What
  private let coin: Currency?
  private let until: Timestamp?
  private let within: Double

  /// - Throws: `invalidInput` that shows the part which is wrong, with the nearest word.
  init(_ text: String) throws(SteelyardError) {
    let sides = text.split(separator: "=", omittingEmptySubsequences: false)
    let words = (sides.first ?? "").split(separator: ":", omittingEmptySubsequences: false)
      .map(String.init)
    guard sides.count == 2, let first = words.first, words.count <= 3 else {
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(60))\" is no bound.",
        remedy: "Write WHAT[:COIN][:UNTIL]=USD, such as delta:BTC=1000.")
    }
    guard let what = What(rawValue: first) else {
      let near = NearestWord.among(What.allCases.map(\.rawValue), to: first)
      throw SteelyardError(
        .invalidInput, "\"\(first.prefix(60))\" is nothing to be neutral to.",
        remedy: near.map { "Did you mean \($0)?" }
          ?? "Give \(What.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    self.what = what
    coin = words.count > 1 ? try Currency(words[1]) : nil
    if words.count > 2 {
      guard what != .level, what != .skew else {
        throw SteelyardError(
          .invalidInput, "\"\(text.prefix(60))\": a move of the surface has no expiry.",
          remedy: "Leave the date out.")
      }
      until = try OptionValues.endOfDay(words[2])
    } else {
      until = nil
    }
    within = try HedgeOptions.amount(String(sides[1]))
  }

  /// The rules of a goal that it stands for.
  ///
  /// - Throws: `notApplicable` for a coin that the book does not depend on.
  func constraints(
    coins: [Currency]
  ) throws(SteelyardError) -> [HedgeGoal.Constraint] {
    if let coin, !coins.contains(coin) {
      throw SteelyardError(
        .notApplicable, "--neutral: the book does not depend on \(coin).",
        remedy: "It depends on \(coins.map(\.code).joined(separator: ", ")).")
    }
    switch what {
    case .delta:
      return (coin.map { [$0] } ?? coins).map { .delta($0, until: until, within: within) }
    case .gamma:
      return (coin.map { [$0] } ?? coins).map { .gamma($0, until: until, within: within) }
    case .vega:
      return (coin.map { [$0] } ?? coins).map {
        .vega($0, from: nil, until: until, within: within)
      }
    case .level:
      return [.neutral(shock(CoinShock(spot: 0, volatility: log1p(0.1)), "level"), within: within)]
    case .skew:
      return [.neutral(shock(CoinShock(spot: 0, volatility: 0, skew: 0.1), "skew"), within: within)]
    }
  }

  /// A principal move of one coin's surface, or of all.
  private func shock(_ move: CoinShock, _ name: String) -> MarketShock {
    let still = CoinShock(spot: 0, volatility: 0)
    return MarketShock(
      label: "the \(name) of \(coin.map { "\($0)'s surface" } ?? "all surfaces")", days: 0,
      coins: coin.map { [$0: move] } ?? [:], others: coin == nil ? move : still, assets: [:])
  }
}
