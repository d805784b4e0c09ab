import SteelyardContracts

/// What one contract is worth at its delivery price.
enum SettlementPayoff {
  /// A future or perpetual.
  case future(ContractValuation)
  /// An option that pays max(±(price - strike), 0) in quote currency, or that over the price in coin.
  case option(strike: Amount, OptionRight, isInverse: Bool)
  /// An option that its barrier ended, or never brought to life.
  case nothing

  /// The payoff of an instrument.
  ///
  /// - Throws: `notApplicable` for spot, `unsupported` where a future is delivered, `invalidInput` where the barrier's
  ///   outcome is missing or has no place.
  init(
    of instrument: Instrument, delivery: ContractTerms.Delivery, _ outcome: BarrierOutcome?
  ) throws(SteelyardError) {
    let subject = SteelyardError.Subject.instrument(instrument.description)
    guard instrument.product != .spot else {
      throw SteelyardError(
        .notApplicable, "Spot does not settle.", remedy: "Name a contract.", subject: subject)
    }
    guard delivery != .future else {
      throw SteelyardError(
        .unsupported, "The instrument delivers a future.",
        remedy: "Book the future as a trade at the strike, and the option's end as another.",
        subject: subject)
    }
    let isInverse = instrument.underlying.isInverse
    switch (instrument.product, outcome) {
    case (.perpetual, nil), (.future, nil):
      self = .future(ContractValuation(of: instrument))
    case (.option(let terms), nil):
      self = .option(strike: terms.strike, terms.right, isInverse: isInverse)
    case (.barrierOption(let terms, let barrier), let outcome?):
      let isAlive =
        switch barrier.kind {
        case .upAndIn, .downAndIn: outcome == .touched
        case .upAndOut, .downAndOut: outcome == .untouched
        }
      self =
        isAlive ? .option(strike: terms.strike, terms.right, isInverse: isInverse) : .nothing
    default:
      throw SteelyardError(
        .invalidInput, "The barrier's outcome is missing, or there is no barrier.",
        remedy: "Say touched or untouched for barrier options, and for nothing else.",
        subject: subject)
    }
  }

  /// The worth of a quantity at a price above zero, in the settlement currency, rounded down.
  func worth(of quantity: Amount, at price: Amount) throws(SteelyardError) -> Amount {
    switch self {
    case .nothing: return .zero
    case .future(let valuation):
      return try valuation.worth(of: quantity, at: price, rounding: .down)
    case .option(let strike, let right, let isInverse):
      let intrinsic = max(
        right == .call ? try price.subtracting(strike) : try strike.subtracting(price), .zero)
      return isInverse
        ? try quantity.share(intrinsic, of: price, rounding: .down)
        : try quantity.multiplied(by: intrinsic, rounding: .down)
    }
  }
}
