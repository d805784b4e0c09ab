import SteelyardContracts

/// The share of an account that is bid for.
enum BidShare {
  /// - Throws: `invalidInput` for a share that is not above 0 and at most 1.
  static func check(_ share: Amount) throws(SteelyardError) {
    guard share > .zero, share <= .one else {
      throw SteelyardError(
        .invalidInput, "A bid for a share of \(share) is not above 0 and at most 1.",
        remedy: "Bid for a share above 0, at most 1.")
    }
  }
}
