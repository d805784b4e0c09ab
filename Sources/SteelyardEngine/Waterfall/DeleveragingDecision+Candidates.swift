import SteelyardContracts
import SteelyardLedger
import SteelyardLiquidation
import SteelyardMargin

// Who may be deleveraged, and what stands in the way.
extension DeleveragingDecision {
  /// Clients that hold the opposite and are neither liquidated nor waiting for it.
  static func candidates(
    against held: Amount, _ index: InstrumentIndex, _ instrument: Instrument, _ state: EngineState,
    _ slot: LiveFrame.Slot, _ frame: LiveFrame, _ worthUSD: (AccountIndex) -> Double?
  ) throws(SteelyardError) -> [AccountIndex: DeleveragingCandidate] {
    let ledger = state.ledger
    var found: [AccountIndex: DeleveragingCandidate] = [:]
    for holder in ledger.holders(of: index) {
      let place = Int(holder.rawValue)
      guard !ledger.accounts[place].isHouse,
        let position = ledger.accounts[place].position(in: index),
        position.quantity.isNegative != held.isNegative
      else { continue }
      let name = ledger.accounts[place].name
      // What nobody knows the worth or the entry of can't be ranked; dust has no entry.
      guard state.liquidations.open[name] == nil, !state.liquidations.awaiting.contains(name),
        let worth = worthUSD(holder), worth > 0, worth.isFinite,
        let entry = try ledger.averagePrice(of: position)?.doubleValue, entry > 0,
        let notional = slot.frame.notionalUSD(
          of: instrument, position.quantity.doubleValue, frame.universe), notional > 0
      else { continue }
      found[holder] = DeleveragingCandidate(
        account: name, quantity: position.quantity, entryPrice: entry, notional: notional,
        accountValue: worth)
    }
    return found
  }

  /// What live reduce-only orders of each account may still take off its position.
  static func reducingOrders(
    _ index: InstrumentIndex, _ instrument: Instrument,
    _ holders: some Sequence<AccountIndex>, _ ledger: Ledger
  ) -> [AccountIndex: Amount] {
    var working: [AccountIndex: Amount] = [:]
    for holder in holders {
      var units: Int128 = 0
      for identifier in ledger[holder].orders {
        guard let order = ledger.orders[identifier], order.instrument == index,
          order.effect == .reduceOnly
        else { continue }
        units += order.largestRemaining.magnitude.units
      }
      if units > 0 { working[holder] = Amount(units: units) }
    }
    return working
  }
}
