import SteelyardContracts

/// How a quantity at a price becomes an amount of the settlement currency.
enum ContractValuation: Sendable, Hashable {
  /// The coin itself: both sides change hands.
  case spot
  /// A future or perpetual worth quantity x price.
  case linearFuture
  /// A future or perpetual of so many units of quote, worth - quantity / price in coin.
  case inverseFuture
  /// An option, whose premium quantity x price is paid when it is traded.
  case premium

  init(of instrument: Instrument) {
    switch instrument.product {
    case .spot: self = .spot
    case .perpetual, .future:
      self = instrument.underlying.isInverse ? .inverseFuture : .linearFuture
    case .option, .barrierOption: self = .premium
    }
  }

  /// Whether profit is booked when a position gets smaller, and not when it is entered.
  var isFuture: Bool { self == .linearFuture || self == .inverseFuture }

  /// The worth of a quantity at a price, in the settlement currency.
  ///
  /// Both sides of a trade take the same rounded number with opposite signs, so nothing is left over.
  func worth(
    of quantity: Amount, at price: Amount, rounding: Rounding
  ) throws(SteelyardError) -> Amount {
    switch self {
    case .spot, .linearFuture, .premium: try quantity.multiplied(by: price, rounding: rounding)
    case .inverseFuture: try (-quantity).divided(by: price, rounding: rounding)
    }
  }

  /// The price at which a quantity has this worth: the average entry price of a position, to the nearest
  /// 10^-18.
  func price(of quantity: Amount, worth: Amount) throws(SteelyardError) -> Amount {
    switch self {
    case .spot, .linearFuture, .premium: try worth.divided(by: quantity, rounding: .halfToEven)
    case .inverseFuture: try (-quantity).divided(by: worth, rounding: .halfToEven)
    }
  }
}
