/// Whether a model discounts option prices from expiry to now; named by the model.
public enum Discounting: String, Sendable, Hashable, Codable, CaseIterable {
  /// Option prices are undiscounted: the venues' forwards carry the rate.
  case none
  /// An option's price and Greeks are multiplied with e^(−max(rate, 0) t), on the interest rate that
  /// a source publishes for its expiry; 1 where none does.
  case rate
}

/// Where the rate of a priced instrument came from.
public enum RateSource: Sendable, Hashable {
  /// Nowhere: the price is not discounted.
  case notDiscounted
  /// Published for the expiry.
  case published
  /// Nowhere: the price would be discounted, but no source gives a rate, so 0 stands in.
  case unknown
}
