import Glibc
public import SteelyardContracts
public import SteelyardScenarios

extension JointScenarios {
  /// By how much the logarithm of each coin's spot moves for that of a reference coin: the slope of a
  /// weighted regression over the scenarios; 1 for the reference coin itself.
  ///
  /// - Parameters:
  ///   - coins: The coins; those that the scenarios do not know are left out.
  ///   - reference: The reference coin.
  /// - Throws: `unsupported` where the scenarios do not know the reference coin or never move it.
  public func betas(
    of coins: [Currency], to reference: Currency
  ) throws(SteelyardError) -> [Currency: Double] {
    guard let own = self.coins[reference] else {
      throw SteelyardError(
        .unsupported, "The state does not say how \(reference) moves.",
        remedy: "It knows \(self.coins.keys.sorted().map(\.code).joined(separator: ", ")).")
    }
    let total = weights.reduce(0, +)
    func centred(_ column: [Double]) -> [Double] {
      let logs = column.map { log1p($0) }
      let mean = zip(weights, logs).reduce(0) { $0 + $1.0 * $1.1 } / total
      return logs.map { $0 - mean }
    }
    func product(_ left: [Double], _ right: [Double]) -> Double {
      weights.indices.reduce(0) { $0 + weights[$1] * left[$1] * right[$1] }
    }
    let moves = centred(own.spot)
    let square = product(moves, moves)
    guard square > 0 else {
      throw SteelyardError(
        .unsupported, "\(reference) does not move in the scenarios of the state.",
        remedy: "State the betas, or calibrate with a history of \(reference).")
    }
    var betas: [Currency: Double] = [:]
    for coin in coins {
      guard let spot = self.coins[coin]?.spot else { continue }
      betas[coin] = coin == reference ? 1 : product(moves, centred(spot)) / square
    }
    return betas
  }
}
