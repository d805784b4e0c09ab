package import SteelyardContracts

extension Amount {
  /// The exact amount nearest to a number that was computed, to 18 decimals.
  ///
  /// - Throws: `invalidInput` for what is not finite, `limitExceeded` outside ±10^20.
  package init(nearest number: Double) throws(SteelyardError) {
    guard number.isFinite else {
      throw SteelyardError(
        .invalidInput, "A price or amount is \(number).", remedy: "Correct the market.")
    }
    guard abs(number) < 1e20 else {
      throw SteelyardError(
        .limitExceeded, "\(number) is outside ±1e20, the range of exact amounts.",
        remedy: "Use smaller amounts, or correct the market.")
    }
    // The shortest decimal text is what people see; it keeps 0.0385 from becoming 0.03849999...
    if let exact = Amount("\(number)") {
      self = exact
    } else {
      // Digits beyond the 18th, below what any price can be traded at.
      self.init(units: Int128((number * 1e18).rounded(.toNearestOrEven)))
    }
  }
}
