/// A requirement for what a model's scenarios do not contain, one of a closed list.
public enum Charge: Sendable, Hashable {
  /// Basis between expiries.
  case rollShock(RollShock)
  /// Size of the net delta.
  case deltaShock(DeltaShock)
  /// A share of the underlying of every option, long or short.
  case optionShare(rate: Double)
  /// A rate for each option that is net short at its strike.
  case netShortStrikes(NetShortStrikes)
  /// A rate on the futures that offset each other between expiries.
  case offsettingFutures(rate: Double)
  /// A rate on the sum of absolute futures.
  case grossFutures(rate: Double)
  /// A rate on the base coin that is held, at the index.
  case heldBase(rate: Double)
  /// A rate on the vega that offsets between expiries.
  case offsettingVega(rate: Double)
  /// A settlement currency that has lost its peg.
  case depeg(DepegCharge)
  /// Prices that their source does not trust.
  case oracle(OracleCharge)
  /// The cost of closing, by the size of the owner; a charge of the dynamic model.
  case liquidity(LiquidityCharge)
  /// An amount that the caller states under this name, 0 where none is stated.
  case stated(name: String)
}

/// A charge and the requirement it belongs to.
public struct AppliedCharge: Sendable, Hashable {
  /// The charge.
  public let charge: Charge
  /// The requirement it belongs to.
  public let appliesTo: AppliesTo

  /// A charge and where it belongs.
  public init(_ charge: Charge, _ appliesTo: AppliesTo) {
    self.charge = charge
    self.appliesTo = appliesTo
  }
}

extension Charge {
  /// The charge on one bucket, in settlement currency.
  func outcome(
    _ positions: inout BucketPositions, _ columns: BlockColumns, stated: (String) -> Double
  ) -> ChargeOutcome {
    switch self {
    case .rollShock(let rule): return rule.outcome(&positions, columns)
    case .deltaShock(let rule): return rule.outcome(positions, columns)
    case .netShortStrikes(let rule): return rule.outcome(&positions, columns)
    case .optionShare(let rate):
      var options = 0.0
      for index in positions.rows.indices where columns.isOption[Int(positions.rows[index])] {
        options += abs(positions.quantities[index])
      }
      return ChargeOutcome(amount: rate * options * columns.unitPerCoin, base: options)
    case .offsettingFutures(let rate):
      positions.sumByExpiry(columns, where: { !columns.isOption[$0] }) { row, quantity in
        quantity * columns.delta[row]
      }
      let offset = positions.offsetting()
      return ChargeOutcome(amount: rate * offset * columns.unitPerCoin, base: offset)
    case .grossFutures(let rate):
      var gross = 0.0
      for index in positions.rows.indices where !columns.isOption[Int(positions.rows[index])] {
        gross += abs(positions.quantities[index] * columns.delta[Int(positions.rows[index])])
      }
      return ChargeOutcome(amount: rate * gross * columns.unitPerCoin, base: gross)
    case .heldBase(let rate):
      var held = 0.0
      for balance in positions.balances where balance.isBase { held += balance.amount }
      return ChargeOutcome(amount: rate * held * columns.unitPerCoin, base: held)
    case .offsettingVega(let rate):
      positions.sumByExpiry(columns, where: { columns.isOption[$0] }) { row, quantity in
        quantity * columns.vega[row]
      }
      let offset = positions.offsetting()
      return ChargeOutcome(amount: rate * offset * columns.unitPerQuote, base: offset)
    case .depeg(let rule): return rule.outcome(positions, columns)
    case .oracle(let rule): return rule.outcome(&positions, columns)
    case .liquidity:
      // Taken on a coin and not on a block, by the one model that has what it stands on.
      preconditionFailure("models without a state refuse this charge")
    case .stated(let name):
      let amount = stated(name)
      return ChargeOutcome(amount: amount, base: amount)
    }
  }
}
