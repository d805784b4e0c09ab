public import SteelyardContracts

/// What a perpetual's holders pay each other.
public enum FundingPayment {
  /// What one unit of quantity pays, in the settlement currency, to the nearest 10^-18.
  ///
  /// Linear: price x rate per coin. Inverse: rate / price per unit of quote, so that a long of 70,000 USD at
  /// 70,000 pays the rate times one coin.
  ///
  /// - Parameters:
  ///   - price: The index or mark price, in quote currency, > 0.
  ///   - rate: For the whole interval, as a decimal of the position's worth; positive: long pays short.
  ///   - isInverse: Whether the contract settles in its coin.
  static func perUnit(
    price: Amount, rate: Amount, isInverse: Bool
  ) throws(SteelyardError) -> Amount {
    isInverse
      ? try rate.divided(by: price, rounding: .halfToEven)
      : try rate.multiplied(by: price, rounding: .halfToEven)
  }

  /// What a holder gets, rounded down, so that what is left over is never negative.
  static func cash(to quantity: Amount, perUnit: Amount) throws(SteelyardError) -> Amount {
    try (-quantity).multiplied(by: perUnit, rounding: .down)
  }

  /// The hourly funding rate of Derive: clamp(premium / convergence + static rate, ±cap).
  ///
  /// The premium is (max(bid - index, 0) - max(index - ask, 0)) / index with the impact prices; each quotient
  /// is cut towards zero.
  ///
  /// - Parameters:
  ///   - index: The index price, in quote currency, > 0.
  ///   - impactBid: The bid at the impact size.
  ///   - impactAsk: The ask at the impact size.
  ///   - convergenceHours: How long the premium takes to be paid, > 0.
  ///   - staticRate: Added whatever the premium, an hour.
  ///   - cap: Largest rate either way, an hour, ≥ 0.
  /// - Throws: `invalidInput` for an index, a time or a cap out of its range.
  /// - Source: Derive v2-core `PerpAsset._getPremium` and `_getFundingRate` (derive.md, 2.4).
  public static func hourlyRate(
    index: Amount, impactBid: Amount, impactAsk: Amount, convergenceHours: Amount,
    staticRate: Amount, cap: Amount
  ) throws(SteelyardError) -> Amount {
    guard index > .zero, convergenceHours > .zero, !cap.isNegative else {
      throw SteelyardError(
        .invalidInput,
        "An index of \(index), a convergence of \(convergenceHours) h or a cap of \(cap) is out of "
          + "its range.", remedy: "Give the index and the hours above zero, the cap from zero up.")
    }
    let above = max(try impactBid.subtracting(index), .zero)
    let below = max(try index.subtracting(impactAsk), .zero)
    let premium = try above.subtracting(below).divided(by: index, rounding: .towardsZero)
    let rate = try premium.divided(by: convergenceHours, rounding: .towardsZero)
      .adding(staticRate)
    return min(max(rate, -cap), cap)
  }

  /// What a holder of a linear perpetual gets over some time at an hourly rate.
  ///
  /// - Parameters:
  ///   - quantity: The position, in coin; short is negative.
  ///   - index: The index price, in quote currency, > 0.
  ///   - hourlyRate: As `hourlyRate(...)` gives it.
  ///   - seconds: How long, ≥ 0.
  /// - Returns: - quantity x index x rate x seconds / 3600, in quote currency, rounded down.
  public static func cash(
    to quantity: Amount, index: Amount, hourlyRate: Amount, seconds: Int64
  ) throws(SteelyardError) -> Amount {
    guard seconds >= 0, index > .zero else {
      throw SteelyardError(
        .invalidInput, "A time of \(seconds) s or an index of \(index) is out of its range.",
        remedy: "Give a time from zero up and an index above zero.")
    }
    let rate = try hourlyRate.share(Amount(seconds), of: Amount(3600), rounding: .halfToEven)
    return try cash(
      to: quantity, perUnit: try perUnit(price: index, rate: rate, isInverse: false))
  }
}
