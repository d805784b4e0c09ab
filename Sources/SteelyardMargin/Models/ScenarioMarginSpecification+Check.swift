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
    try collateral.check()
    for family in families {
      _ = try family.grid.scenarios()
      let offset = family.offset
      guard (0...1).contains(offset.gainShare), offset.gainMaxUSD >= 0, offset.tailDampenerUSD >= 0
      else {
        throw SteelyardError(
          .invalidInput, "The offset of \(family.base) has a negative part, or a share over 1.",
          remedy: "Give a gain share from 0 to 1 and amounts from 0 up.")
      }
      for applied in family.charges where !applied.charge.rates.allSatisfy({ $0 >= 0 }) {
        throw SteelyardError(
          .invalidInput, "The charge \(applied.charge.name) of \(family.base) has a negative rate.",
          remedy: "Give rates from 0 up.")
      }
    }
  }
}

extension Charge {
  /// The numbers of the rule.
  fileprivate var rates: [Double] {
    switch self {
    case .rollShock(let rule): [rule.annualisedMove, rule.moveMin]
    case .deltaShock(let rule): [rule.thresholdUSD, rule.incrementPerCoin, rule.moveMax]
    case .netShortStrikes(let rule): [rule.ratePerOption, rule.atTheMoneyRange]
    case .optionShare(let rate), .offsettingFutures(let rate), .grossFutures(let rate),
      .offsettingVega(let rate):
      [rate]
    case .stated: []
    }
  }
}
