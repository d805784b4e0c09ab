public import SteelyardContracts
import SteelyardMarket

extension BoardRules {
  /// Throws `invalidInput`, with the rule's name, where the rules can't be.
  public func check() throws(SteelyardError) {
    try oracle.check()
    for pair in oraclesOfPairs.keys.sorted() { try oraclesOfPairs[pair]?.check() }
    let ages = [
      ("markAgeSecondsMax", markAgeSecondsMax), ("quoteAgeSecondsMax", quoteAgeSecondsMax),
      ("settlementKeptSeconds", settlementKeptSeconds),
    ]
    for (name, value) in ages where value <= 0 || value > BoardRules.ageSecondsMax {
      throw wrong(name, "\(value)", "seconds from 1 to \(BoardRules.ageSecondsMax)")
    }
    let counts = [
      ("instrumentsMax", instrumentsMax, InstrumentUniverse.instrumentsMax),
      ("pairsMax", pairsMax, 10_000), ("venuesMax", venuesMax, 1000),
      ("levelsMax", levelsMax, 10_000), ("feedsMax", feedsMax, 10_000),
    ]
    for (name, value, most) in counts where value < 1 || value > most {
      throw wrong(name, "\(value)", "a number from 1 to \(most)")
    }
    let moves = [
      ("significance.moveRelativeMin", significance.moveRelativeMin),
      ("significance.volatilityPointsMin", significance.volatilityPointsMin),
    ]
    for (name, value) in moves where !(value >= 0 && value.isFinite) {
      throw wrong(name, "\(value)", "a finite number not below zero")
    }
  }

  /// A year: an age beyond it is a typing error.
  private static let ageSecondsMax: Int64 = 31_536_000

  private func wrong(_ name: String, _ value: String, _ range: String) -> SteelyardError {
    SteelyardError(.invalidInput, "\(name) is \(value).", remedy: "Give \(range).")
  }
}
