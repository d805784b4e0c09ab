import SteelyardContracts
import SteelyardMarket
import SteelyardScenarios

extension MarketShock {
  /// Refuses moves that cannot be.
  ///
  /// - Throws: `invalidInput` with the coin and the move.
  func check() throws(SteelyardError) {
    guard (0...SettlementRule.horizonDaysMax).contains(days) else {
      throw SteelyardError(
        .invalidInput, "A shock takes \(days) days.",
        remedy: "Give days from 0 to \(SettlementRule.horizonDaysMax).")
    }
    let named = coins.sorted { $0.key < $1.key }.map { (name: "\($0.key)", shock: $0.value) }
    for (name, shock) in named + [(name: "others", shock: others)] {
      guard shock.toldSpot > -1, shock.toldSpot <= MarketDisplacement.moveMax else {
        throw SteelyardError(
          .invalidInput, "\(name): spot moves by \(shock.toldSpot).",
          remedy: "Give a relative move above -1, up to \(MarketDisplacement.moveMax).")
      }
      guard shock.volatility.map({ abs($0) <= MarketShock.logVolatilityMax }) ?? true else {
        throw SteelyardError(
          .invalidInput, "\(name): volatility moves to nothing or beyond all bounds.",
          remedy: "Give a relative move above -1, such as -0.4, up to "
            + "\(MarketDisplacement.moveMax).")
      }
    }
  }

  /// The largest change of the logarithm of a volatility: a hundredfold rise or fall.
  private static let logVolatilityMax = 4.62
}
