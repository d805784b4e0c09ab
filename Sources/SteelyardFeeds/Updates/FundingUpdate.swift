public import SteelyardContracts

/// What a perpetual pays at present.
public struct FundingUpdate: Sendable, Hashable {
  /// The perpetual.
  public let instrument: Instrument
  /// The rate over `intervalSeconds`, as a share of the position's value; positive: longs pay shorts.
  public let rate: Double
  /// The time that the rate is for, in seconds, > 0.
  public let intervalSeconds: Int64

  /// A funding rate from its parts.
  public init(instrument: Instrument, rate: Double, intervalSeconds: Int64) {
    self.instrument = instrument
    self.rate = rate
    self.intervalSeconds = intervalSeconds
  }

  /// The rate per hour.
  public var ratePerHour: Double { rate * 3600 / Double(intervalSeconds) }
}
