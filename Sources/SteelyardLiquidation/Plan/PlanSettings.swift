public import SteelyardContracts
public import SteelyardForecasts

/// What a plan aims at, and how hard it is looked for.
public struct PlanSettings: Sendable {
  /// The maintenance excess to reach beside the buffer, in US dollars.
  public let targetUSD: Double
  /// The buffer: the share of the maintenance margin that is left which the excess must reach as well.
  public let bufferShare: Double
  /// What trading costs.
  public let rates: TradingRates
  /// Order books that are known, in quantities of their instruments; they take the place of spread and square-root
  /// law.
  public let books: [Instrument: BookLadder]
  /// Combinations of lots up to which all are tried in the order of their cost.
  public let combinationsMax: Int
  /// Portfolios that are evaluated at most, but for the last improvements under way.
  public let evaluationsMax: Int

  /// Settings from their parts.
  ///
  /// - Throws: `invalidInput` for a target or buffer that is negative or no number.
  public init(
    targetUSD: Double = 0, bufferShare: Double, rates: TradingRates,
    books: [Instrument: BookLadder] = [:], combinationsMax: Int = 3000,
    evaluationsMax: Int = 20_000
  ) throws(SteelyardError) {
    guard targetUSD >= 0, targetUSD.isFinite else {
      throw SteelyardError(
        .invalidInput, "The target is an excess of \(targetUSD) USD.",
        remedy: "Give an amount from 0 up.")
    }
    guard bufferShare >= 0, bufferShare.isFinite else {
      throw SteelyardError(
        .invalidInput, "The buffer is \(bufferShare) of the maintenance margin.",
        remedy: "Give a share from 0 up, such as 0.05.")
    }
    self.targetUSD = targetUSD
    self.bufferShare = bufferShare
    self.rates = rates
    self.books = books
    self.combinationsMax = combinationsMax
    self.evaluationsMax = evaluationsMax
  }
}
