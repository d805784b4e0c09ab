import SteelyardScenarios

/// How much credit a gain gives, and how losses beyond the grid are dampened.
///
/// - Source: Deribit's `pnl_offset`, `max_offsetable_pnl` and `extended_dampener`. The order (gains
///   first, then the dampener on losses and gains alike) is our choice, see
///   `docs/margin-models/deribit.md`.
public struct GainOffset: Sendable, Hashable, Codable {
  /// Share of a gain that counts, 0 to 1.
  public let gainShare: Double
  /// Largest gain that counts, in US dollars.
  public let gainMaxUSD: Double
  /// Moves tail entries towards zero: this much in US dollars for each multiple of the range that
  /// the move lies beyond it.
  public let tailDampenerUSD: Double

  /// An offset from its parts.
  public init(gainShare: Double, gainMaxUSD: Double, tailDampenerUSD: Double) {
    self.gainShare = gainShare
    self.gainMaxUSD = gainMaxUSD
    self.tailDampenerUSD = tailDampenerUSD
  }

  private enum CodingKeys: String, CodingKey {
    // The files write snake case, whose conversion knows no "USD".
    case gainShare
    case gainMaxUSD = "gainMaxUsd"
    case tailDampenerUSD = "tailDampenerUsd"
  }

  /// The profit of a bucket in one scenario after offset and dampener, in settlement currency.
  ///
  /// - Parameters:
  ///   - profit: The plain sum over the bucket.
  ///   - usdPerUnit: US dollars for one unit of settlement currency.
  ///   - isInverse: Whether profit is paid in the coin, whose price the scenario moves.
  func applied(
    to profit: Double, in scenario: Scenario, usdPerUnit: Double, isInverse: Bool
  ) -> Double {
    var counted = profit > 0 ? min(profit * gainShare, gainMaxUSD / usdPerUnit) : profit
    if let tail = scenario.tail {
      let beyond = max(abs(scenario.spotMove) / tail.range, 1) - 1
      let edge = isInverse ? 1 + tail.signedRange(of: scenario.spotMove) : 1
      let damper = min(abs(counted), beyond * tailDampenerUSD / (usdPerUnit * edge))
      counted -= counted < 0 ? -damper : damper
    }
    return counted
  }
}
