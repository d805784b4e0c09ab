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

  /// What a tail entry moves towards zero by at most, in the bucket's unit; 0 inside the range.
  ///
  /// - Parameters:
  ///   - usdPerUnit: US dollars for one unit.
  ///   - isInverse: Whether profit is counted in the coin, whose price the scenario moves.
  func damper(in scenario: Scenario, usdPerUnit: Double, isInverse: Bool) -> Double {
    guard let tail = scenario.tail else { return 0 }
    let beyond = max(abs(scenario.spotMove) / tail.range, 1) - 1
    let edge = isInverse ? 1 + tail.signedRange(of: scenario.spotMove) : 1
    return beyond * tailDampenerUSD / (usdPerUnit * edge)
  }

  /// The profit of a bucket in one scenario after offset and dampener, in its unit.
  ///
  /// - Parameters:
  ///   - profit: The plain sum over the bucket.
  ///   - damper: What `damper(in:usdPerUnit:isInverse:)` says of the scenario.
  func applied(to profit: Double, damper: Double, usdPerUnit: Double) -> Double {
    let counted = profit > 0 ? min(profit * gainShare, gainMaxUSD / usdPerUnit) : profit
    let reduced = min(abs(counted), damper)
    return counted < 0 ? counted + reduced : counted - reduced
  }
}
