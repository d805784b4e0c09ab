public import SteelyardContracts
public import SteelyardForecasts
import SteelyardMargin

/// What a plan aims at, and how hard it is looked for.
public struct PlanSettings: Sendable {
  /// The maintenance excess to reach beside the buffer, in US dollars.
  public let targetUSD: Double
  /// The buffer: the share of the maintenance margin that is left which the excess must reach as well.
  public let bufferShare: Double
  /// What trading costs.
  public private(set) var rates: TradingRates
  /// Order books that are known, in quantities of their instruments; they take the place of spread and square-root
  /// law.
  public private(set) var books: [Instrument: BookLadder]
  /// Combinations of lots cheaper than the best plan found up to which all of them are tried.
  public let combinationsMax: Int
  /// Portfolios after whose evaluation no further improvement is looked for; nil for as many as suit the number of
  /// candidates.
  public let evaluationsMax: Int?

  /// Settings from their parts.
  ///
  /// - Throws: `invalidInput` for a target or buffer that is negative or no number.
  public init(
    targetUSD: Double = 0, bufferShare: Double, rates: TradingRates,
    books: [Instrument: BookLadder] = [:], combinationsMax: Int = 6000,
    evaluationsMax: Int? = nil
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

extension PlanSettings {
  /// Whether an account stands where plans want it: the target and the buffer are kept, and it is worth something.
  func isReached(by figures: AccountFigures) -> Bool {
    figures.maintenanceExcess >= targetUSD + bufferShare * figures.maintenanceMargin
      && figures.health != .bankrupt
  }

  /// The same with other order books.
  public func with(books: [Instrument: BookLadder]) -> PlanSettings {
    var changed = self
    changed.books = books
    return changed
  }

  /// The same without what is charged for a liquidation.
  var withoutLiquidationFee: PlanSettings {
    var changed = self
    changed.rates = rates.withoutLiquidationFee
    return changed
  }
}
