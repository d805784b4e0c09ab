import SteelyardContracts
import SteelyardMarket

extension Ticker {
  /// Throws `invalidInput` where a number can't be: one bad field would cost the whole row later.
  func check() throws(SteelyardError) {
    let positive = [
      ("mark volatility", markVolatility), ("underlying price", underlyingPrice),
      ("index price", indexPrice), ("settlement average", settlementAverage?.average),
      ("mark price", instrument.isOption ? nil : markPrice),
    ]
    for case (let name, let value?) in positive where !(value > 0 && value.isFinite) {
      throw wrong(name, value, "a finite number above zero")
    }
    let notNegative = [
      ("mark price", markPrice), ("bid", quotes?.bid?.price), ("ask", quotes?.ask?.price),
      ("bid amount", quotes?.bid?.amount), ("ask amount", quotes?.ask?.amount),
      ("bid volatility", quotes?.bid?.volatility), ("ask volatility", quotes?.ask?.volatility),
      ("open interest", openInterest), ("volume", volume),
    ]
    for case (let name, let value?) in notNegative where !(value >= 0 && value.isFinite) {
      throw wrong(name, value, "a finite number not below zero")
    }
    if let interestRate, !ExpiryObservation.rates.contains(interestRate) {
      throw wrong("interest rate", interestRate, "a rate from -10 to 10")
    }
    if let elapsed = settlementAverage?.elapsed, !(elapsed >= 0 && elapsed <= 1) {
      throw wrong("elapsed share", elapsed, "a share from 0 to 1")
    }
  }

  private func wrong(_ name: String, _ value: Double, _ bound: String) -> SteelyardError {
    SteelyardError(
      .invalidInput, "The feed says a \(name) of \(value).", remedy: "Expect \(bound).",
      subject: .instrument(instrument.description))
  }
}

extension BookUpdate {
  /// Throws `invalidInput` where a level can't be.
  func check() throws(SteelyardError) {
    for level in [bids, asks].joined()
    where !(level.price >= 0 && level.price.isFinite && level.amount >= 0 && level.amount.isFinite)
    {
      throw SteelyardError(
        .invalidInput, "The feed says \(level.amount) at the price \(level.price).",
        remedy: "Expect finite numbers not below zero.",
        subject: .instrument(instrument.description))
    }
  }
}
