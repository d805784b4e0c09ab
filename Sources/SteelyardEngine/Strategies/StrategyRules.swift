public import SteelyardAllocation
public import SteelyardContracts
public import SteelyardLiquidation

/// Which strategies there are, and what they are told besides the market and their account.
public struct StrategyRules: Sendable {
  /// Makes a strategy of its name and of the numbers that are given in place of its usual ones.
  public typealias Maker =
    @Sendable (_ name: String, _ parameters: [String: Double]) throws(SteelyardError)
    -> any Strategy

  private let make: Maker
  /// What strategies take trading to cost.
  public let rates: TradingRates
  /// What they take a debt to cost a year, decimal.
  public let borrowRate: Double
  /// Seconds after which a risk frame is too old to decide on.
  public let frameSecondsMax: Int64

  /// Rules from their parts.
  ///
  /// - Throws: `invalidInput` for a rate or an age that can't be.
  public init(
    rates: TradingRates, borrowRate: Double, frameSecondsMax: Int64, make: @escaping Maker
  ) throws(SteelyardError) {
    guard borrowRate.isFinite, borrowRate >= 0, (1...86_400).contains(frameSecondsMax) else {
      throw SteelyardError(
        .invalidInput,
        "A borrow rate of \(borrowRate) or frames of \(frameSecondsMax) s can't be.",
        remedy: "Give a rate from 0 up, and 1 to 86400 seconds.")
    }
    self.rates = rates
    self.borrowRate = borrowRate
    self.frameSecondsMax = frameSecondsMax
    self.make = make
  }

  /// The catalogue, with the usual rates of trading and of the backtest's debt; frames of five minutes at most.
  ///
  /// Where nothing moves a frame stands for as long as the whole book is left alone. That a market has fallen silent
  /// shows earlier, by the state of its oracle.
  public static let standard: StrategyRules = {
    do {
      return try StrategyRules(rates: .usual, borrowRate: 0.08, frameSecondsMax: 300) {
        name, parameters throws(SteelyardError) in
        try catalogued(name, parameters)
      }
    } catch { preconditionFailure("The standard rules are admissible.") }
  }()

  /// A strategy of the catalogue that can be run live.
  ///
  /// - Throws: `notFound` for a name that is none, `unsupported` for one that needs pools, `invalidInput` for a
  ///   number that it does not have.
  public static func catalogued(
    _ name: String, _ parameters: [String: Double]
  ) throws(SteelyardError) -> any Strategy {
    guard isLive(name) else {
      throw SteelyardError(
        .unsupported,
        "The strategy \(name) provides liquidity to pools, which the service can't reach.",
        remedy: "Test it on history, or choose another one.")
    }
    return try StrategyCatalogue.entry(named: name).strategy(parameters)
  }

  /// Whether a strategy of the catalogue can be run live.
  public static func isLive(_ name: String) -> Bool { name != "liquidity_provision" }

  /// A strategy by name.
  ///
  /// - Throws: What its maker throws.
  public func strategy(
    _ name: String, _ parameters: [String: Double]
  ) throws(SteelyardError) -> any Strategy { try make(name, parameters) }
}
