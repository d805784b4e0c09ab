import SteelyardContracts
import SteelyardMarket

/// The checks that every number of a market file passes before it becomes an observation.
enum ObservationCheck {
  /// Largest price accepted, in any currency.
  static let priceMax = 1e15
  /// Largest amount, open interest or volume accepted.
  static let amountMax = 1e18
  /// Largest volatility accepted: 20 is 2000 %.
  static let volatilityMax = 20.0

  /// What must hold for a number.
  enum Rule {
    /// A price that cannot be zero: an index, a forward, a future's mark.
    case positivePrice
    /// A price that may be zero: the mark of an option far out of the money.
    case price
    /// An amount of anything.
    case amount
    /// A volatility, decimal.
    case volatility
    /// A share of one.
    case share
    /// An interest rate per year.
    case rate
    /// Any finite number: parameters that their type checks.
    case finite
  }

  /// Passes a number on.
  ///
  /// - Throws: `invalidInput` about `subject` where the rule does not hold.
  static func checked(
    _ number: Double, _ rule: Rule, text: @autoclosure () -> String,
    _ subject: @autoclosure () -> SteelyardError.Subject
  ) throws(SteelyardError) -> Double {
    let (isFine, requirement) =
      switch rule {
      case .positivePrice:
        (number > 0 && number <= priceMax, "a price above 0 and at most 1e15")
      case .price: (number >= 0 && number <= priceMax, "a price from 0 to 1e15")
      case .amount: (number >= 0 && number <= amountMax, "an amount from 0 to 1e18")
      case .volatility:
        (number > 0 && number <= volatilityMax, "a volatility above 0 and at most 2000 %")
      case .share: (number >= 0 && number <= 1, "a share from 0 to 1")
      case .rate:
        (ExpiryObservation.rates.contains(number), "a rate per year from -10 to 10, 0.04 for 4 %")
      case .finite: (number.isFinite, "a finite number")
      }
    if isFine { return number }
    throw SteelyardError(
      .invalidInput, "\(text()) is not \(requirement).",
      remedy: "Correct it, or leave the field empty.", subject: subject())
  }

  /// Why an observation cannot be: its instrument has expired, or nil.
  static func expiryProblem(
    _ instrument: Instrument, at time: Timestamp,
    _ subject: @autoclosure () -> SteelyardError.Subject
  ) -> SteelyardError? {
    guard let expiry = instrument.expiry, expiry <= time else { return nil }
    return SteelyardError(
      .invalidInput, "\(instrument) expired before the row's time \(time).",
      remedy: "Leave expired instruments out.", subject: subject())
  }

  /// What is odd about an observation that is kept: bid above ask, or nil.
  static func crossing(
    _ observation: InstrumentObservation, _ subject: @autoclosure () -> SteelyardError.Subject
  ) -> SteelyardError? {
    guard let bid = observation.bid, let ask = observation.ask, bid.price > ask.price else {
      return nil
    }
    return SteelyardError(
      .invalidInput, "The bid \(bid.price) is above the ask \(ask.price): crossed quotes.",
      remedy: "Check the source; the row is kept.", subject: subject())
  }

  /// An instant from a count, or nil outside the years 1970 to 9999.
  static func timestamp(_ count: Int64, microsecondsEach: Int64) -> Timestamp? {
    let (microseconds, overflow) = count.multipliedReportingOverflow(by: microsecondsEach)
    guard !overflow, (0...253_402_300_799_999_999).contains(microseconds) else { return nil }
    return Timestamp(microseconds: microseconds)
  }
}
