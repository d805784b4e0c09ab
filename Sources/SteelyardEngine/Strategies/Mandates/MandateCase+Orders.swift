package import SteelyardContracts
package import SteelyardLedger

// What the ledger books.
extension MandateCase {
  /// Whether a name is that of a leg that waits.
  package func waits(for name: StrategyOrderName) -> Bool {
    guard name.number == number, let open, open.number == name.decision, open.stage == .ordered,
      open.legs.indices.contains(name.leg)
    else { return false }
    return open.legs[name.leg].state == .waiting
  }

  /// Its order of a name was placed.
  package mutating func place(_ name: StrategyOrderName, as order: OrderIdentifier) {
    guard waits(for: name) else { return }
    changeOpen { decision in
      decision.legs[name.leg].order = order
      decision.legs[name.leg].state = .working
    }
  }

  /// Something of an order was filled.
  package mutating func fill(_ order: OrderIdentifier, _ quantity: Amount) {
    refusalCount = 0
    change(order) { leg in
      leg.filled = Amount(units: leg.filled.units + quantity.units)
      if leg.filled == leg.quantity { leg.state = .filled }
    }
  }

  /// An order has ended unfilled, or not wholly filled.
  package mutating func end(
    _ order: OrderIdentifier, as state: MandateLeg.State, reason: String
  ) {
    if state == .rejected { refusalCount += 1 }
    change(order) { leg in
      leg.state = state
      leg.refusal = reason
    }
  }

  private mutating func change(_ order: OrderIdentifier, _ body: (inout MandateLeg) -> Void) {
    changeOpen { decision in
      let place = decision.legs.firstIndex { $0.order == order && $0.state == .working }
      if let place { body(&decision.legs[place]) }
    }
  }

  /// Money came in or left that the strategy has nothing to do with.
  mutating func transferred(_ amount: Amount, of asset: Currency) { add(amount, of: asset) }

  /// Money is held to leave.
  mutating func leave(_ transfer: MandateTransfer, as withdrawal: WithdrawalIdentifier) {
    leaving[withdrawal] = transfer
    add(-transfer.amount, of: transfer.asset)
  }

  /// A withdrawal left, or its money is free again.
  mutating func resolve(_ withdrawal: WithdrawalIdentifier, hasLeft: Bool) {
    guard let transfer = leaving.removeValue(forKey: withdrawal), !hasLeft else { return }
    add(transfer.amount, of: transfer.asset)
  }
}
