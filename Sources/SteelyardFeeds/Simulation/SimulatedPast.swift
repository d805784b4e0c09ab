import Glibc
public import SteelyardContracts

/// The years before a simulated market begins: daily closes and a 30-day volatility index of each coin, by the same
/// process and in steps of an hour.
///
/// The last close of each coin is the price that the market begins with, so that the past leads up to it; the variance
/// that it ends with is the process's own, not the one that the market begins with. Nobody has seen this past: it is
/// made up, and whoever shows it says so.
public struct SimulatedPast: Sendable {
  /// One coin's past.
  public struct Coin: Sendable {
    /// The coin.
    public let coin: Currency
    /// US dollars at the end of each day; shape `[day]`.
    public let closes: [Double]
    /// Volatility of the next 30 days as the coin's options have it, decimal; shape `[day]`.
    public let impliedVolatility: [Double]
  }

  /// Most days: ten years and what a leap year adds.
  public static let daysMax = 3_653

  /// The end of each day, rising by 24 hours, the last at the market's begin or less than a day before.
  public let days: [Timestamp]
  /// The coins, in the order of the parameters.
  public let coins: [Coin]

  /// The past of a market.
  ///
  /// - Parameters:
  ///   - end: When the market begins.
  ///   - dayCount: 2 to `daysMax`.
  ///   - seed: Of everything random; the market's own numbers are others.
  /// - Throws: `invalidInput` for parameters or a number of days that can't be.
  public init(
    parameters: SimulationParameters, before end: Timestamp, dayCount: Int, seed: UInt64
  ) throws(SteelyardError) {
    try parameters.check()
    guard (2...SimulatedPast.daysMax).contains(dayCount) else {
      throw SteelyardError(
        .invalidInput, "A past of \(dayCount) days is asked for.",
        remedy: "Ask for 2 to \(SimulatedPast.daysMax).")
    }
    let last = end.microseconds - end.microseconds % SimulatedPast.day
    days = (1...dayCount).map {
      Timestamp(microseconds: last - Int64(dayCount - $0) * SimulatedPast.day)
    }
    var processes = parameters.coins.map { CoinProcess($0, commonJumps: parameters.commonJumps) }
    // Purposes of their own, far from those of the market.
    var streams = processes.indices.map {
      NormalStream(seed: seed, purpose: 50_000 + UInt64($0))
    }
    var common = NormalStream(seed: seed, purpose: 49_999)
    var closes = processes.map { _ in [Double]() }
    var volatilities = closes
    for _ in days {
      for _ in 0..<24 {
        SimulatedPast.step(&processes, &streams, &common, parameters.commonJumps)
      }
      for place in processes.indices {
        closes[place].append(processes[place].logPrice)
        let variance = processes[place].surface.totalVariance(years: SimulatedPast.indexYears)
        volatilities[place].append((variance / SimulatedPast.indexYears).squareRoot())
      }
    }
    coins = processes.indices.map { place in
      let end = closes[place][dayCount - 1]
      let price = parameters.coins[place].priceUSD
      return Coin(
        coin: parameters.coins[place].coin, closes: closes[place].map { price * exp($0 - end) },
        impliedVolatility: volatilities[place])
    }
  }

  /// Microseconds of a day.
  private static let day: Int64 = 86_400_000_000
  private static let hourYears = 1.0 / 8_760
  private static let indexYears = 30.0 / 365

  private static func step(
    _ processes: inout [CoinProcess], _ streams: inout [NormalStream],
    _ common: inout NormalStream, _ jumps: SimulatedJumps
  ) {
    let market = common.normal()
    var jump = (log: 0.0, variance: 0.0)
    for _ in 0..<common.poisson(mean: jumps.perYear * hourYears) {
      jump.log += jumps.mean + jumps.deviation * common.normal()
      jump.variance += jumps.varianceMean * common.exponential()
    }
    for place in processes.indices {
      processes[place].advance(
        years: hourYears, market: market, commonJump: jump, &streams[place])
    }
  }
}
