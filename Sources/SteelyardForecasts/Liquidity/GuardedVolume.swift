public import SteelyardContracts

/// A trading volume that trading with oneself cannot raise, or only at a stated price.
///
/// What counts is the least daily volume of a window that ended some days ago, and of each day no more
/// than the fees paid stand for. So volume added today changes nothing until the lag is over; volume
/// added on any days but the least one changes nothing ever; and to lift the least from v to v′ every
/// day of the window below v′ has to be lifted, in fees at least `costOfRaising(to:)`.
public struct GuardedVolume: Sendable, Hashable {
  /// Longest window and lag accepted, in days.
  public static let daysMax = 3650

  /// What the volume of a day is held against.
  public enum FeeCap: Sendable, Hashable, Codable {
    /// Nothing is known of fees: only window and lag guard.
    case none
    /// At most fees / rate counts: what rebates or zero fees carry is free to wash.
    case feesPaid(rate: Double)
  }

  /// Days of which the least counts.
  public let window: Int
  /// Days that have to pass before a day counts.
  public let lag: Int
  /// What a day's volume is held against.
  public let feeCap: FeeCap
  /// Counted volumes of days, the oldest first, at most window + lag of them.
  private var days: [Double] = []

  /// A guard without days.
  ///
  /// - Throws: `invalidInput` for a window outside 1 to `daysMax`, a lag outside 0 to `daysMax`, or a
  ///   fee rate not above 0.
  public init(window: Int, lag: Int, feeCap: FeeCap) throws(SteelyardError) {
    var isFine =
      (1...GuardedVolume.daysMax).contains(window) && (0...GuardedVolume.daysMax).contains(lag)
    if case .feesPaid(let rate) = feeCap { isFine = isFine && rate > 0 && rate.isFinite }
    guard isFine else {
      throw SteelyardError(
        .invalidInput, "A window of \(window) days with a lag of \(lag) and \(feeCap) is no guard.",
        remedy: "Give 1 to \(GuardedVolume.daysMax) days, a lag from 0, and a fee rate above 0.")
    }
    self.window = window
    self.lag = lag
    self.feeCap = feeCap
  }

  /// Takes the volume of the day that has ended.
  ///
  /// - Parameters:
  ///   - volume: Turnover in quote, ≥ 0.
  ///   - fees: Fees paid for it less rebates, in quote; read only where the guard caps by fees. Below 0
  ///     counts as 0.
  /// - Throws: `invalidInput` for a number that is none; `missingMarketData` where the guard caps by
  ///   fees and none are given. Nothing is changed.
  public mutating func update(volume: Double, fees: Double?) throws(SteelyardError) {
    guard volume >= 0, volume.isFinite, fees?.isFinite ?? true else {
      throw SteelyardError(
        .invalidInput, "Volume \(volume) with fees \(fees ?? 0) is no day of trading.",
        remedy: "Give a volume of at least 0 and fees that are a number.")
    }
    switch feeCap {
    case .none: days.append(volume)
    case .feesPaid(let rate):
      guard let fees else {
        throw SteelyardError(
          .missingMarketData, "The fees of the day are missing, and volume is capped by them.",
          remedy: "Give the fees, or make a guard without a cap.")
      }
      days.append(min(volume, max(0, fees) / rate))
    }
    if days.count > window + lag { days.removeFirst() }
  }

  /// The volume to count with, in quote per day; nil until window and lag are over.
  public var counted: Double? {
    days.count == window + lag ? days[..<window].min() : nil
  }

  /// The fees that lifting the counted volume takes at the least, paid on each day of a window to come.
  ///
  /// - Parameter volume: The volume wanted, in quote per day.
  /// - Returns: In quote; nil without a cap by fees, when nothing is known, or before there is a
  ///   counted volume.
  public func costOfRaising(to volume: Double) -> Double? {
    guard case .feesPaid(let rate) = feeCap, counted != nil else { return nil }
    return days[..<window].reduce(0) { $0 + max(0, volume - $1) * rate }
  }
}
