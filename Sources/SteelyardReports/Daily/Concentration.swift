public import SteelyardContracts
public import SteelyardMargin
import SteelyardScenarios

/// How much of a book hangs on one coin, one expiry, one position.
///
/// Shares are of sums of absolute sizes, so that what hedges does not hide: of a coin and of a position the dollar
/// delta (delta in coins times index; of a coin all its contracts and what is held of it), of an expiry the vega of
/// its options.
public struct Concentration: Sendable, Hashable {
  /// One share.
  public struct Share: Sendable, Hashable {
    /// What it is a share of the book of: a coin, an expiry, an instrument.
    public let name: String
    /// Its size, in US dollars, or in US dollars for a volatility point.
    public let amount: Double
    /// Of the sum, 0 to 1.
    public let share: Double
  }

  /// By coin, the largest first.
  public let coins: [Share]
  /// By expiry of options, the largest first.
  public let expiries: [Share]
  /// By position, the largest first.
  public let positions: [Share]

  /// The concentration of accounts together.
  ///
  /// - Parameters:
  ///   - explanations: What a model found for each.
  ///   - names: How instruments are named.
  init(_ explanations: [MarginExplanation], _ names: PositionNames) {
    var coins: [Currency: Double] = [:]
    var expiries: [Timestamp: Double] = [:]
    var positions: [Instrument: Double] = [:]
    for explanation in explanations {
      for position in explanation.positions {
        guard let priced = position.priced, let greeks = position.greeks else { continue }
        let size = abs(greeks.delta) * priced.index
        coins[position.instrument.underlying.base, default: 0] += size
        positions[position.instrument, default: 0] += size
        if position.instrument.isOption, let expiry = position.instrument.expiry {
          expiries[expiry, default: 0] += abs(greeks.vega)
        }
      }
      for balance in explanation.collateral where coins[balance.asset] != nil {
        coins[balance.asset, default: 0] += abs(balance.valueUSD)
      }
    }
    self.coins = Concentration.shares(coins.map { ($0.key.code, $0.value) })
    self.expiries = Concentration.shares(expiries.map { ($0.key.dayText, $0.value) })
    self.positions = Concentration.shares(positions.map { (names.name(of: $0.key), $0.value) })
  }

  private static func shares(_ amounts: [(name: String, amount: Double)]) -> [Share] {
    let sum = amounts.reduce(0) { $0 + $1.amount }
    return amounts.sorted { (-$0.amount, $0.name) < (-$1.amount, $1.name) }.map {
      Share(name: $0.name, amount: $0.amount, share: sum > 0 ? $0.amount / sum : 0)
    }
  }

  /// A table of one kind of share.
  static func table(
    _ name: String, _ caption: String, _ head: String, _ shares: [Share], unit: String,
    count: Int = 10
  ) -> ReportTable {
    ReportTable(
      name, caption: caption,
      columns: [
        .init(name, head), .init("amount", "size", unit: unit), .init("share", "share", unit: "%"),
      ],
      rows: shares.prefix(count).map {
        [.text($0.name), .number($0.amount, .grouped(2)), .percent($0.share)]
      })
  }
}
