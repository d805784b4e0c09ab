public import SteelyardContracts

/// The delivery price: the time-weighted mean of an index over the window before an expiry, exactly.
///
/// A price counts from its own time until the next one or the window's end. The last price before the window
/// opens counts from the opening.
public struct DeliveryAverage: Sendable, Hashable {
  /// Largest price taken: a thousand million of quote currency.
  public static let priceMax = Amount(1_000_000_000)

  /// When the window opens.
  public let start: Timestamp
  /// When it ends: the expiry.
  public let end: Timestamp
  /// The sum of price x microseconds so far, in units of 10^-18.
  private var weighted: Int128 = 0
  /// When the first price that counts began to; nil before one was added.
  private var firstTime: Timestamp?
  private var lastPrice = Amount.zero
  private var lastTime: Timestamp

  /// An average over the seconds before an expiry.
  ///
  /// - Throws: `invalidInput` for a window that is not above zero or above a day.
  public init(before expiry: Timestamp, seconds: Int) throws(SteelyardError) {
    guard (1...86_400).contains(seconds) else {
      throw SteelyardError(
        .invalidInput, "A window of \(seconds) s is not within a day.",
        remedy: "Give 1 to 86,400 seconds.")
    }
    end = expiry
    start = expiry.advanced(bySeconds: -Int64(seconds))
    lastTime = start
  }

  /// Adds a price of the index.
  ///
  /// - Throws: `invalidInput` for a price that is not above zero, or a time before the last one's or after the end;
  ///   `limitExceeded` for prices above 10^9.
  public mutating func add(_ price: Amount, at time: Timestamp) throws(SteelyardError) {
    guard price > .zero, time <= end else {
      throw SteelyardError(
        .invalidInput, "The index \(price) is not above zero, or is after the window's end.",
        remedy: "Add positive prices up to the expiry.")
    }
    // 10^9 x 10^18 x 8.64 x 10^10 us is half the range of 128 bits.
    guard price <= DeliveryAverage.priceMax else {
      throw SteelyardError(
        .limitExceeded, "The index \(price) is above \(DeliveryAverage.priceMax).",
        remedy: "Check its unit.")
    }
    let from = max(time, start)
    guard firstTime == nil || from >= lastTime else {
      throw SteelyardError(
        .invalidInput, "The index at \(time.microseconds) us comes after a later one.",
        remedy: "Add prices in the order of their times.")
    }
    weighted += lastPrice.units * Int128(from.microseconds - lastTime.microseconds)
    if firstTime == nil { firstTime = from }
    lastPrice = price
    lastTime = from
  }

  /// How much of the window has a price, in microseconds, once the last one counts to the end.
  public var coveredMicroseconds: Int64 {
    firstTime.map { end.microseconds - $0.microseconds } ?? 0
  }

  /// The mean over the part of the window that has a price, to the nearest 10^-18.
  ///
  /// - Parameter minimumMicroseconds: How much of the window must have a price, > 0; the whole window, where no
  ///   gap at its beginning is taken.
  /// - Throws: `missingMarketData` where less of the window has a price.
  public func mean(minimumMicroseconds: Int64) throws(SteelyardError) -> Amount {
    let covered = coveredMicroseconds
    guard covered > 0, covered >= minimumMicroseconds else {
      throw SteelyardError(
        .missingMarketData,
        "\(covered) us of the window have an index, less than \(minimumMicroseconds) us.",
        remedy: "Add the prices from the window's opening, or settle at a price of your own.")
    }
    let rest = lastPrice.units * Int128(end.microseconds - lastTime.microseconds)
    return try Amount(units: weighted + rest).share(
      Amount(units: 1), of: Amount(units: Int128(covered)), rounding: .halfToEven)
  }
}
