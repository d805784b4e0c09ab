import SteelyardContracts
import SteelyardScenarios

extension ScenarioMarginSpecification {
  /// Most decimals that a requirement may be rounded to; a double has no more.
  static let decimalsMax = 15

  /// Refuses parts that make no requirement: rates below zero, shares outside 0 to 1.
  func check() throws(SteelyardError) {
    if let decimals, !(0...ScenarioMarginSpecification.decimalsMax).contains(decimals) {
      throw SteelyardError(
        .invalidInput, "\(decimals) decimals to round to.",
        remedy: "Give 0 to \(ScenarioMarginSpecification.decimalsMax), or leave them out.")
    }
    guard measure.isAdmissible else {
      throw SteelyardError(
        .invalidInput,
        "The measure has a level outside 0 to 1, a negative weight or nothing in it.",
        remedy: "Give levels from 0 to below 1, weights from 0 up, and no mixture in a mixture.",
        subject: .place(file: "margin model", row: nil, field: "measure"))
    }
    try collateral.check()
    for family in families {
      try family.ratios.check(family.base)
      _ = try ScenarioSet(family.sources)
      try family.checkOffsets()
      for applied in family.charges where applied.charge.needsState {
        throw SteelyardError(
          .unsupported, "The charge \(applied.charge.name) of \(family.base) needs a state.",
          remedy: "Leave it out; it is a charge of models of the kind dynamic.")
      }
      for applied in family.charges where !applied.charge.rates.allSatisfy({ $0 >= 0 }) {
        throw SteelyardError(
          .invalidInput, "The charge \(applied.charge.name) of \(family.base) has a negative rate.",
          remedy: "Give rates from 0 up.")
      }
    }
  }
}

extension ScenarioMarginSpecification.Family {
  /// Refuses offsets that stand twice, out of order, or out of range.
  fileprivate func checkOffsets() throws(SteelyardError) {
    func refuse(_ message: String, _ remedy: String) -> SteelyardError {
      SteelyardError(
        .invalidInput, message, remedy: remedy,
        subject: .place(file: "margin model", row: nil, field: "offsets"))
    }
    let discounts = offsets.prefix(while: \.isExpiryDiscount)
    let gains = offsets.dropFirst(discounts.count)
    guard discounts.count <= 1, gains.count <= 1, !gains.contains(where: \.isExpiryDiscount) else {
      throw refuse(
        "An offset of \(base) stands twice, or expiries come after gains.",
        "Give expiry_discount at most once, then gains at most once.")
    }
    for offset in offsets {
      switch offset {
      case .gains(let gains):
        guard (0...1).contains(gains.gainShare), gains.gainMaxUSD >= 0, gains.tailDampenerUSD >= 0
        else {
          throw refuse(
            "The offset of \(base) has a negative part, or a share over 1.",
            "Give a gain share from 0 to 1 and amounts from 0 up.")
        }
      case .expiryDiscount(let discount):
        guard discount.isAdmissible else {
          throw refuse(
            "The expiry discount of \(base) has a negative or infinite part.",
            "Give finite numbers from 0 up.")
        }
      }
    }
  }
}

extension Offset {
  fileprivate var isExpiryDiscount: Bool {
    if case .expiryDiscount = self { true } else { false }
  }
}

extension Charge {
  /// Whether it stands on what a model has learned from history.
  var needsState: Bool {
    if case .liquidity = self { true } else { false }
  }

  /// The numbers of the rule, of a charge that is checked number by number.
  var rates: [Double] {
    switch self {
    case .rollShock(let rule): [rule.annualisedMove, rule.moveMin]
    case .deltaShock(let rule): [rule.thresholdUSD, rule.incrementPerCoin, rule.moveMax]
    case .netShortStrikes(let rule): [rule.ratePerOption, rule.atTheMoneyRange]
    case .optionShare(let rate), .offsettingFutures(let rate), .grossFutures(let rate),
      .heldBase(let rate),
      .offsettingVega(let rate):
      [rate]
    case .depeg(let rule): [rule.threshold, rule.rate]
    case .oracle(let rule): [rule.rate] + rule.thresholds.map(\.amount.doubleValue)
    case .liquidity, .stated: []
    }
  }
}
