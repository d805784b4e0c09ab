public import SteelyardContracts

/// What a linear perpetual gains from one mark to the next.
public enum PerpetualProfit {
  /// (mark - last mark) x quantity, in quote currency, rounded down.
  ///
  /// - Parameters:
  ///   - quantity: The position, in coin; short is negative.
  ///   - lastMark: The mark that was settled last, in quote currency.
  ///   - mark: The mark now.
  /// - Source: Derive v2-core `PerpAsset._getPnl` (derive.md, 2.4).
  public static func profit(
    of quantity: Amount, from lastMark: Amount, to mark: Amount
  ) throws(SteelyardError) -> Amount {
    try mark.subtracting(lastMark).multiplied(by: quantity, rounding: .down)
  }
}
