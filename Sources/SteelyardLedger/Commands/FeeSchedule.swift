public import SteelyardContracts

/// Fees of an instrument as shares of what a trade is worth in the settlement currency.
///
/// The worth is quantity x price of a linear contract and of an option's premium, and quantity / price of an
/// inverse future. A negative rate is a rebate.
public struct FeeSchedule: Sendable, Hashable {
  /// Largest rate either way: 10 %.
  public static let rateMax = Amount(units: Amount.unitsPerOne / 10)

  /// The share that an order pays which stood in the book.
  public let maker: Amount
  /// The share that an order pays which took from the book.
  public let taker: Amount

  /// A schedule from its rates.
  ///
  /// - Throws: `invalidInput` for a rate beyond 10 % either way.
  public init(maker: Amount, taker: Amount) throws(SteelyardError) {
    for rate in [maker, taker] where rate.magnitude > FeeSchedule.rateMax {
      throw SteelyardError(
        .invalidInput, "The fee rate \(rate) is beyond ±0.1.",
        remedy: "Write it as a share: 0.0005 for five basis points.")
    }
    self.maker = maker
    self.taker = taker
  }

  /// No fees.
  public static let free = FeeSchedule(maker: .zero)

  private init(maker: Amount) {
    self.maker = maker
    taker = maker
  }
}

/// The fee of one side of a trade.
public enum FeeCharge: Sendable, Hashable {
  /// By the instrument's schedule, as one who stood in the book.
  case maker
  /// By the instrument's schedule, as one who took from the book.
  case taker
  /// So much of the settlement currency, as the venue says; negative for a rebate.
  case exactly(Amount)
  /// None.
  case none
}
