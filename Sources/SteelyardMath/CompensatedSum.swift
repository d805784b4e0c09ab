/// A running sum that carries the digits that plain addition loses.
///
/// - Accuracy: The error of the result is about one unit in the last place plus
///   `count` × 1e-32 times the sum of magnitudes.
/// - Source: A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen",
///   Zeitschrift für Angewandte Mathematik und Mechanik 54 (1974), pp. 39-51.
public struct CompensatedSum: Sendable, Hashable {
  private var total = 0.0
  private var lost = 0.0

  /// An empty sum, zero.
  public init() {}

  /// The sum of the numbers, added in their order.
  public init(_ numbers: some Sequence<Double>) {
    for number in numbers { add(number) }
  }

  /// The sum so far.
  public var value: Double { total + lost }

  /// Adds one number.
  public mutating func add(_ number: Double) {
    let next = total + number
    // An infinite total has lost nothing; computing the loss would turn it into NaN.
    if next.isFinite {
      lost += abs(total) >= abs(number) ? (total - next) + number : (number - next) + total
    }
    total = next
  }
}
