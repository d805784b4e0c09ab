import SteelyardContracts

/// Initial and maintenance margin over the loss and the charges that belong to both.
public struct MarginRatios: Sendable, Hashable, Codable {
  /// A rise of the initial ratio while the settlement currency is worth less than it should be.
  public struct Peg: Sendable, Hashable, Codable {
    /// US dollars for one unit of settlement currency below which the ratio rises.
    public let threshold: Double
    /// What the ratio rises by for each US dollar below.
    public let factor: Double

    /// A rise from its parts.
    public init(threshold: Double, factor: Double) {
      self.threshold = threshold
      self.factor = factor
    }
  }

  /// Initial margin over loss and common charges, at par.
  public let initial: Double
  /// Maintenance margin over the same.
  public let maintenance: Double
  /// The rise of `initial` below par; nil for none.
  public let peg: Peg?

  /// Ratios from their parts.
  public init(initial: Double, maintenance: Double, peg: Peg? = nil) {
    self.initial = initial
    self.maintenance = maintenance
    self.peg = peg
  }

  /// The initial ratio at a price of the settlement currency.
  ///
  /// - Source: Derive's portfolio managers, "peg loss": factor + max(0, threshold - price) x rise.
  public func initial(usdPerSettlement: Double) -> Double {
    guard let peg else { return initial }
    return initial + max(0, peg.threshold - usdPerSettlement) * peg.factor
  }

  func check(_ base: Currency) throws(SteelyardError) {
    let parts: [Double] = [initial, maintenance, peg?.threshold ?? 0, peg?.factor ?? 0]
    guard parts.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
      throw SteelyardError(
        .invalidInput, "A ratio of \(base) is negative or not finite.",
        remedy: "Give finite ratios from 0 up.",
        subject: .place(file: "margin model", row: nil, field: "ratios"))
    }
  }
}
