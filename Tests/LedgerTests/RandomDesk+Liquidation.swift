import SteelyardContracts
import SteelyardLedger

extension RandomDesk {
  /// A step of the loss waterfall for some account, now and then a wrong one.
  mutating func liquidation(in ledger: Ledger) -> LedgerAction {
    let liquidation = LiquidationIdentifier(rawValue: UInt64(below(1000)))
    switch below(9) {
    case 0, 1:
      return .chargeLiquidationFee(
        LiquidationFee(
          liquidation: liquidation, account: party(), asset: asset(), amount: money()))
    case 2: return .takeOver(takeover(liquidation, in: ledger))
    case 3, 4: return .deleverage(deleveraging(liquidation, in: ledger))
    case 5, 6: return .shareLoss(sharing(liquidation, in: ledger))
    default: return .sellShare(sale(liquidation))
    }
  }

  /// Any share of anybody, now and then more than all or without a fill.
  private mutating func sale(_ liquidation: LiquidationIdentifier) -> ShareSale {
    let share =
      below(6) == 0
      ? Amount.one : Amount(units: Amount.unitsPerOne * Int128(below(1010) + 1) / 1000)
    return ShareSale(
      liquidation: liquidation, bidder: party(), share: share, worstPrice: nil,
      fill: below(20) == 0
        ? nil
        : ShareSale.Fill(
          account: party(), share: share, asset: asset(),
          kept: below(3) == 0 ? money() : .zero,
          payment: below(4) == 0 ? -money() : money(),
          compensation: below(3) == 0 ? money() : .zero))
  }

  /// Money of a client for the fund, or all that the fund has and more for a client, which leaves it a debt.
  mutating func correction(in ledger: Ledger) -> LedgerAction {
    let asset = below(2) == 0 ? Currency.btc : .usdc
    let owned = ledger.index(of: asset).map { index in
      ledger[HouseAccount.insurance.index].balance(of: index).amount.units
    }
    var sum = money().units
    if below(2) == 0 { sum = -(owned ?? 0) - sum }
    return .adjust(
      [
        Adjustment(account: name(), asset: asset, amount: Amount(units: -sum)),
        Adjustment(
          account: HouseAccount.insurance.name, asset: asset, amount: Amount(units: sum)),
      ], reason: "a correction")
  }

  /// Mostly a client, now and then the fund.
  private mutating func party() -> AccountName {
    below(10) == 0 ? HouseAccount.insurance.name : name()
  }

  private mutating func takeover(
    _ liquidation: LiquidationIdentifier, in ledger: Ledger
  ) -> Takeover {
    let account = party()
    let balances: Takeover.Balances = below(3) == 0 ? .all : .stay
    let positions = ledger.index(of: account).map { ledger[$0].positions } ?? []
    var closings: [Takeover.Closing] = []
    // Mostly everything of an account that is emptied, else now and then a position.
    for held in positions where below(balances == .all ? 60 : 3) != 1 {
      let listed = ledger[held.instrument].listing.instrument
      let quantity = below(20) == 0 ? quantity(of: listed) : held.quantity
      closings.append(
        Takeover.Closing(instrument: listed, quantity: quantity, price: price(of: listed)))
    }
    return Takeover(
      liquidation: liquidation, account: account, closings: closings, balances: balances)
  }

  /// Closes what an account has against the first who hold the opposite.
  private mutating func deleveraging(
    _ liquidation: LiquidationIdentifier, in ledger: Ledger
  ) -> Deleveraging {
    let account = party()
    let positions = ledger.index(of: account).map { ledger[$0].positions } ?? []
    guard !positions.isEmpty else {
      let listed = instrument()
      return Deleveraging(
        liquidation: liquidation, account: account, instrument: listed, price: price(of: listed),
        shares: [Deleveraging.Share(account: name(), quantity: quantity(of: listed))])
    }
    let held = positions[below(positions.count)]
    let listed = ledger[held.instrument].listing.instrument
    var left = held.quantity.units
    var shares: [Deleveraging.Share] = []
    let first = below(ledger.accounts.count)
    for place in ledger.accounts.indices {
      let other = ledger.accounts[(first + place) % ledger.accounts.count]
      guard !other.isHouse, let position = other.position(in: held.instrument), left != 0,
        position.quantity.isNegative != held.quantity.isNegative
      else { continue }
      let part = min(left.magnitude, position.quantity.units.magnitude)
      let quantity = Amount(units: left < 0 ? -Int128(part) : Int128(part))
      left -= quantity.units
      shares.append(Deleveraging.Share(account: other.name, quantity: quantity))
    }
    if below(15) == 0 {
      shares.append(Deleveraging.Share(account: name(), quantity: quantity(of: listed)))
    }
    return Deleveraging(
      liquidation: liquidation, account: account, instrument: listed, price: price(of: listed),
      shares: shares)
  }

  private mutating func sharing(
    _ liquidation: LiquidationIdentifier, in ledger: Ledger
  ) -> LossSharing {
    let asset = below(2) == 0 ? Currency.btc : .usdc
    let owed = ledger.index(of: asset).map { index in
      ledger[HouseAccount.insurance.index].balance(of: index).available.units
    }
    // Mostly a part of what the fund owes, else any amount.
    let loss =
      if let owed, owed < 0, below(8) > 0 {
        Amount(units: -owed / Int128(1 + below(3)))
      } else { money() }
    var base = LossSharing.Base.balances
    if below(2) == 0 {
      base = .stated(
        (0..<below(12)).map { _ in LossSharing.Share(account: party(), base: money()) })
    }
    return LossSharing(
      liquidation: liquidation, asset: asset, loss: loss, base: base,
      reason: "day of \(below(30))")
  }
}
