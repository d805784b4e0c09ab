public import SteelyardContracts
public import SteelyardPricing

/// The answer of `price`: the value of one option and every Greek with its unit.
public struct PriceReport: Report {
  /// The formula with its inputs.
  public enum Formula: Sendable, Hashable {
    /// Paid in quote currency, on a forward.
    case forward(Black76)
    /// Paid in the coin, on a forward.
    case inverse(InverseOption)
    /// Paid in quote currency, on a spot with carry.
    case spot(BlackScholes)
    /// With one barrier.
    case barrier(BarrierOption)
  }

  let name: String
  let right: OptionRight
  let formula: Formula
  let base: Currency
  let quote: Currency
  let sources: [String]
  let notes: [String]

  /// A report on one option.
  ///
  /// - Parameters:
  ///   - name: What the option is called.
  ///   - right: Call or put.
  ///   - formula: The formula with its inputs.
  ///   - base: The coin it is written on.
  ///   - quote: The currency of strike and forward.
  ///   - sources: Where the inputs came from: "forward: put-call parity of 12 strikes".
  ///   - notes: Remarks for people, each a sentence.
  public init(
    name: String, right: OptionRight, formula: Formula, base: Currency, quote: Currency,
    sources: [String] = [], notes: [String] = []
  ) {
    self.name = name
    self.right = right
    self.formula = formula
    self.base = base
    self.quote = quote
    self.sources = sources
    self.notes = notes
  }
}
