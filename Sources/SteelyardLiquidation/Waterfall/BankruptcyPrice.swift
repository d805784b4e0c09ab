public import SteelyardContracts

/// The price at which what stands behind a position is gone.
///
/// | contract | price for a quantity q, a mark m and an equity e |
/// |---|---|
/// | linear future or perpetual, option | m - e / q |
/// | inverse future or perpetual of q USD | m q / (q + e m) |
///
/// Both are the root p of equity + profit(m to p) = 0. The price is rounded by less than 10^-18 to the side on which the
/// account keeps something, so that closing at it leaves no debt.
public enum BankruptcyPrice {
  /// The price.
  ///
  /// - Parameters:
  ///   - instrument: Anything but spot.
  ///   - quantity: In `Instrument.quantityCurrency`; short is negative; not zero.
  ///   - mark: In `Instrument.priceCurrency`, > 0, an option's ≥ 0.
  ///   - equity: What stands behind the position at the mark, in the settlement currency; of an option with its value
  ///     counted in. Negative where more than all of it is lost already.
  /// - Returns: In `Instrument.priceCurrency`; nil where no price that the instrument can have does it.
  /// - Throws: `notApplicable` for spot, `invalidInput`, `limitExceeded` beyond the range of exact amounts.
  public static func price(
    of instrument: Instrument, quantity: Amount, mark: Amount, equity: Amount
  ) throws(SteelyardError) -> Amount? {
    try check(instrument, quantity, mark)
    guard instrument.isInverseFuture else {
      // A long is better off at a higher price, a short at a lower one; both have the quotient rounded down.
      let price = try mark.subtracting(
        try equity.divided(by: quantity, rounding: quantity.isNegative ? .up : .down))
      return price > .zero || (price.isZero && instrument.isOption) ? price : nil
    }
    // A smaller denominator lifts a long's price, and one further from zero lowers a short's: both are below.
    let denominator = try quantity.adding(try equity.multiplied(by: mark, rounding: .down))
    guard !denominator.isZero, denominator.isNegative == quantity.isNegative else { return nil }
    return try mark.share(
      quantity, of: denominator, rounding: quantity.isNegative ? .down : .up)
  }

  static func check(
    _ instrument: Instrument, _ quantity: Amount, _ mark: Amount
  ) throws(SteelyardError) {
    let subject = SteelyardError.Subject.instrument(instrument.description)
    guard instrument.product != .spot else {
      throw SteelyardError(
        .notApplicable, "A spot balance has no bankruptcy price.",
        remedy: "Name a contract.", subject: subject)
    }
    guard !quantity.isZero, mark > .zero || (mark.isZero && instrument.isOption) else {
      throw SteelyardError(
        .invalidInput, "A quantity of \(quantity) at a mark of \(mark) has no bankruptcy price.",
        remedy: "Give a quantity other than zero and a mark above zero.", subject: subject)
    }
  }
}

extension Instrument {
  /// Whether it is a future or perpetual of so many units of quote, paid in coin.
  var isInverseFuture: Bool { !isOption && underlying.isInverse }
}
