import SteelyardContracts

extension Ledger {
  /// Largest funding rate either way for one interval: all of the position's worth.
  static let fundingRateMax = Amount.one

  func decideFunding(
    of instrument: Instrument, price: Amount, rate: Amount
  ) throws(SteelyardError) -> [LedgerEvent] {
    let index = try findTradable(instrument)
    let subject = SteelyardError.Subject.instrument(instrument.description)
    guard instrument.product == .perpetual else {
      throw SteelyardError(
        .notApplicable, "Only perpetuals pay funding.", remedy: "Name a perpetual.",
        subject: subject)
    }
    try checkPositive(price, "price")
    guard rate.magnitude <= Ledger.fundingRateMax else {
      throw SteelyardError(
        .invalidInput, "The funding rate \(rate) is beyond ±1.",
        remedy: "Write it as a decimal for the interval: 0.0001 for one basis point.",
        subject: subject)
    }
    let perUnit = try FundingPayment.perUnit(
      price: price, rate: rate, isInverse: instruments[index.place].valuation == .inverseFuture)
    let asset = instruments[index.place].settlement
    var booking = Booking()
    var rest = Amount.zero
    for holder in instruments[index.place].holders.sorted() {
      guard let held = accounts[holder.place].position(in: index) else { continue }
      let paid = try FundingPayment.cash(to: held.quantity, perUnit: perUnit)
      booking.post(holder, asset, paid)
      rest = try rest.subtracting(paid)
    }
    booking.post(HouseAccount.rounding.index, asset, rest)
    return [.fundingPaid(index, price: price, rate: rate, booking)]
  }
}
