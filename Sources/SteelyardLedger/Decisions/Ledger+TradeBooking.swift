import SteelyardContracts

extension Ledger {
  /// One side of a trade.
  struct TradeSide {
    let account: AccountIndex
    let fee: FeeCharge
  }

  /// What a trade moves: `quantity` to the first side, the opposite to the second.
  ///
  /// The worth is rounded once, half to even, and both sides take it with opposite signs.
  func booking(
    of quantity: Amount, at price: Amount, in index: InstrumentIndex, _ first: TradeSide,
    _ second: TradeSide
  ) throws(SteelyardError) -> Booking {
    let instrument = instruments[index.place]
    let settlement = instrument.settlement
    let worth = try instrument.valuation.worth(of: quantity, at: price, rounding: .halfToEven)
    var booking = Booking()
    switch instrument.valuation {
    case .spot:
      booking.post(first.account, instrument.base, quantity)
      booking.post(first.account, settlement, -worth)
      booking.post(second.account, instrument.base, -quantity)
      booking.post(second.account, settlement, worth)
    case .premium:
      booking.post(first.account, settlement, -worth)
      booking.post(second.account, settlement, worth)
      booking.changes = [
        try change(of: first.account, in: index, by: quantity, worth: worth),
        try change(of: second.account, in: index, by: -quantity, worth: -worth),
      ]
    case .linearFuture, .inverseFuture:
      let gain = try change(of: first.account, in: index, by: quantity, worth: worth)
      let other = try change(of: second.account, in: index, by: -quantity, worth: -worth)
      booking.post(first.account, settlement, gain.realised)
      booking.post(second.account, settlement, other.realised)
      booking.post(
        HouseAccount.clearing.index, settlement, -(try gain.realised.adding(other.realised)))
      booking.changes = [gain, other]
    }
    var fees = Amount.zero
    for side in [first, second] {
      let fee = try self.fee(side.fee, on: worth, by: instrument.listing.fees)
      booking.post(side.account, settlement, -fee)
      fees = try fees.adding(fee)
    }
    booking.post(HouseAccount.fees.index, settlement, fees)
    return booking
  }

  /// What a trade does to one side's position.
  ///
  /// A position that gets larger adds the worth to its cost. One that gets smaller releases its cost in
  /// proportion, rounded towards zero, and realises what it gets for that part above the cost released; the last
  /// part releases all that is left, so nothing is lost to rounding. One that turns does both.
  func change(
    of account: AccountIndex, in index: InstrumentIndex, by quantity: Amount, worth: Amount
  ) throws(SteelyardError) -> PositionChange {
    let held = accounts[account.place].position(in: index)
    let before = held?.quantity ?? .zero
    let cost = held?.cost ?? .zero
    var realised = Amount.zero
    if !before.isZero, before.isNegative != quantity.isNegative {
      if quantity.magnitude <= before.magnitude {
        let released = try cost.share(
          quantity.magnitude, of: before.magnitude, rounding: .towardsZero)
        realised = -(try worth.adding(released))
      } else {
        let closing = try worth.share(
          before.magnitude, of: quantity.magnitude, rounding: .towardsZero)
        realised = -(try closing.adding(cost))
      }
    }
    return PositionChange(
      account: account, instrument: index, quantity: quantity,
      cost: try worth.adding(realised), realised: realised)
  }

  /// The fee of one side, in the settlement currency: a rate on the worth rounded up, so that the house neither
  /// loses on a fee nor on a rebate.
  private func fee(
    _ charge: FeeCharge, on worth: Amount, by schedule: FeeSchedule
  ) throws(SteelyardError) -> Amount {
    switch charge {
    case .none: return .zero
    case .maker: return try worth.magnitude.multiplied(by: schedule.maker, rounding: .up)
    case .taker: return try worth.magnitude.multiplied(by: schedule.taker, rounding: .up)
    case .exactly(let amount):
      try checkSize(amount, "fee")
      return amount
    }
  }
}
