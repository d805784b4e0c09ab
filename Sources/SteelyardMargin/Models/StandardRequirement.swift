import SteelyardContracts
import SteelyardScenarios

/// The standard requirement of one position, in settlement currency, and what it stood on.
struct StandardRequirement: Equatable {
  /// Initial margin.
  var initial = 0.0
  /// Maintenance margin.
  var maintenance = 0.0
  /// Initial share of the underlying, after the out-of-the-money amount.
  var initialShare = 0.0
  /// Maintenance share of the underlying.
  var maintenanceShare = 0.0
  /// Out-of-the-money amount over the underlying; options only.
  var outOfTheMoneyShare = 0.0
  /// Coins of the position.
  var coins = 0.0
}

extension StandardMarginSpecification.Family {
  /// The requirement of a position in an option, future or perpetual; spot is a balance.
  ///
  /// Short call: max(a - OTM/U, b) + mark initially, c + mark for maintenance; short put: max(d, e x
  /// mark) + mark for maintenance, and initially at least that times a scale; bought options nothing.
  /// Futures: a share of the position that rises with its size. U is the forward or the index.
  ///
  /// - Source: Deribit's standard margin, `docs/margin-models/standard.md`; Derive's standard manager,
  ///   `docs/margin-models/derive-standard.md`.
  func requirement(of priced: PricedInstrument, quantity: Double) -> StandardRequirement {
    let isInverse = priced.instrument.underlying.isInverse
    if let terms = priced.instrument.optionTerms {
      guard quantity < 0 else { return StandardRequirement(coins: quantity) }
      // Ratios are coins per coin; settled in the quote, they count times the underlying.
      let underlying = option.reference == .forward ? priced.price : priced.index
      let unit = isInverse ? 1 : underlying
      let distance = (priced.strike - underlying) * terms.right.sign
      let outOfTheMoney = max(0, distance) / underlying
      let mark = priced.value / unit
      var share = max(option.initial - outOfTheMoney, option.initialMin)
      var initial = share + mark
      var maintenance = option.callMaintenance
      if terms.right == .put {
        maintenance = max(option.putMaintenance, option.putMaintenanceOfMark * mark)
        let least = option.putInitialScale * (maintenance + mark)
        if least > initial {
          initial = least
          share = option.putInitialScale == 1 ? maintenance : least - mark
        }
      }
      return StandardRequirement(
        initial: initial * unit * -quantity,
        maintenance: (maintenance + mark) * unit * -quantity, initialShare: share,
        maintenanceShare: maintenance, outOfTheMoneyShare: outOfTheMoney, coins: quantity)
    }
    let isPerpetual = priced.instrument.expiry == nil
    let reference =
      isPerpetual && future.perpetualReference == .index ? priced.index : priced.price
    let coins = isInverse ? abs(quantity) / reference : abs(quantity)
    let rise = future.risePerCoin * coins
    let unit = isInverse ? 1 : reference
    return StandardRequirement(
      initial: (future.initial + rise) * coins * unit,
      maintenance: (future.maintenance + rise) * coins * unit,
      initialShare: future.initial + rise, maintenanceShare: future.maintenance + rise,
      coins: quantity < 0 ? -coins : coins)
  }
}
