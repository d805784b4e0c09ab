public import SteelyardContracts
public import SteelyardPricing

/// The answer of `iv`: the volatility behind a price, or why there is none.
public struct ImpliedVolatilityReport: Report {
  /// What was asked.
  public struct Question: Sendable, Hashable {
    /// What the option is called.
    public let name: String
    /// Call or put.
    public let right: OptionRight
    /// The price, in `priceCurrency`.
    public let price: Double
    /// The currency of the price: the coin for an inverse option.
    public let priceCurrency: Currency
    /// The forward, in quote currency.
    public let forward: Double
    /// The strike, in quote currency.
    public let strike: Double
    /// The quote currency.
    public let quote: Currency
    /// Years of 365 days.
    public let timeToExpiry: Double
    /// What 1 unit at expiry is worth now.
    public let discountFactor: Double

    /// A question from its parts.
    public init(
      name: String, right: OptionRight, price: Double, priceCurrency: Currency, forward: Double,
      strike: Double, quote: Currency, timeToExpiry: Double, discountFactor: Double
    ) {
      self.name = name
      self.right = right
      self.price = price
      self.priceCurrency = priceCurrency
      self.forward = forward
      self.strike = strike
      self.quote = quote
      self.timeToExpiry = timeToExpiry
      self.discountFactor = discountFactor
    }
  }

  let question: Question
  /// The answer.
  public let result: ImpliedVolatility
  let sources: [String]
  let notes: [String]

  /// A report on one price.
  ///
  /// - Parameters:
  ///   - question: What was asked.
  ///   - result: What the solver found.
  ///   - sources: Where the inputs came from.
  ///   - notes: Remarks for people, each a sentence.
  public init(
    _ question: Question, result: ImpliedVolatility, sources: [String] = [], notes: [String] = []
  ) {
    self.question = question
    self.result = result
    self.sources = sources
    self.notes = notes
  }
}
