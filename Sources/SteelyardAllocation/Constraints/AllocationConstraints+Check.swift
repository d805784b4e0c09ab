import SteelyardContracts

extension AllocationConstraints {
  /// That everything fits the assets and each other.
  ///
  /// - Throws: `invalidInput` that names what does not.
  func check(_ assets: [String]) throws(SteelyardError) {
    func refuse(_ message: String, _ remedy: String) -> SteelyardError {
      SteelyardError(.invalidInput, message, remedy: remedy)
    }
    guard weights.count == assets.count else {
      throw refuse(
        "There are limits for \(weights.count) weights of \(assets.count) assets.",
        "Give a range for each asset.")
    }
    for (asset, range) in weights.enumerated() { try check(range, "the weight of \(assets[asset])") }
    try check(total, "the sum of weights")
    for group in groups {
      try check(group.range, "the group \(group.name)")
      guard !group.assets.isEmpty, Set(group.assets).count == group.assets.count,
        group.assets.allSatisfy({ assets.indices.contains($0) })
      else {
        throw refuse(
          "The group \(group.name) is empty, or names an asset twice or one that is not there.",
          "Name each of its assets once.")
      }
    }
    let columns = [
      ("held weights", held), ("trading costs", tradingCosts), ("margin rates", margin?.rates),
    ]
    for case (let name, let column?) in columns {
      guard column.count == assets.count, column.allSatisfy(\.isFinite) else {
        throw refuse(
          "There are \(column.count) \(name) for \(assets.count) assets, or one is not finite.",
          "Give a finite number for each asset.")
      }
    }
    for case (let name, let column?) in columns[1...] where column.contains(where: { $0 < 0 }) {
      throw refuse("One of the \(name) is negative.", "Give shares from 0 up.")
    }
    guard held != nil || (turnoverMax == nil && tradingCosts == nil) else {
      throw refuse(
        "Turnover is limited or costs, and no weights are held.",
        "Give the weights held now, zeros where there is nothing.")
    }
    let limits = [
      ("turnover", turnoverMax), ("gross weight", grossMax), ("margin", margin?.most),
      ("drawdown", drawdown?.most),
    ]
    for case (let name, let limit?) in limits where !(limit >= 0 && limit.isFinite) {
      throw refuse("The limit on \(name) is \(limit).", "Give a finite share from 0 up.")
    }
    try drawdown?.check(assets)
  }

  private func check(_ range: Range, _ what: String) throws(SteelyardError) {
    guard range.lower <= range.upper, range.lower < .infinity, range.upper > -.infinity else {
      throw SteelyardError(
        .invalidInput, "Nothing lies from \(range.lower) to \(range.upper), for \(what).",
        remedy: "Give a least that is at most the most.")
    }
  }
}
