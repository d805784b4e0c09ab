public import SteelyardContracts
import SteelyardPricing
import SteelyardMath

/// A put that is not bought but made, by selling the underlying as it falls and buying it back as it rises, against
/// one that is bought.
///
/// What replication costs is known only afterwards: it is dear where realised volatility is above the one the deltas
/// are made of, where trading costs, and where prices jump.
public struct PutReplication: Sendable, Hashable {
  /// What a bought put costs at the implied volatility, in quote currency.
  public let boughtPremium: Double
  /// What making it cost along each path: payoff less what the trades left; positive for a cost.
  public let madeCost: SampleStatistics
  /// The part of it that trading cost.
  public let tradingCost: SampleStatistics
  /// The share of the paths on which making it was cheaper than the premium.
  public let cheaperShare: Double
  /// The worst path's cost less the premium: what the gap of a jump or a bad path took.
  public let worstExcess: Double
  /// The premium that Leland's volatility gives the made put, for hedges at every step; nil for other rules.
  public let lelandPremium: Double?

  /// Makes a put along many paths.
  ///
  /// - Parameters:
  ///   - strike: In quote currency.
  ///   - years: To expiry.
  ///   - impliedVolatility: That the bought put is paid at.
  ///   - hedgeVolatility: That deltas are made of.
  ///   - cost: Of a trade, as a share of its value.
  ///   - rule: When it is traded.
  ///   - process: What the price does.
  /// - Throws: What `DeltaHedge` throws; `limitExceeded` as `DeltaHedgeSample`.
  public init(
    strike: Double, years: Double, impliedVolatility: Double, hedgeVolatility: Double, cost: Double,
    rule: DeltaHedge.Rule, under process: PriceProcess, steps: Int, paths: Int, seed: UInt64
  ) throws(SteelyardError) {
    guard (2...DeltaHedgeSample.pathsMax).contains(paths),
      (1...PriceProcess.stepsMax).contains(steps)
    else {
      throw SteelyardError(
        .limitExceeded, "\(paths) paths of \(steps) steps.",
        remedy:
          "Give 2 to \(DeltaHedgeSample.pathsMax) paths of 1 to \(PriceProcess.stepsMax) steps.")
    }
    // The seller of a put who hedges it makes one: what the sale would have to bring is the cost.
    let plan = try DeltaHedge.Plan(
      strike: strike, right: .put, years: years, hedgeVolatility: hedgeVolatility, quantity: -1,
      cost: cost, rule: rule)
    func value(_ volatility: Double) throws(SteelyardError) -> Double {
      try Black76(
        forward: process.start, strike: strike, timeToExpiry: years, volatility: volatility, rate: 0
      ).value(.put)
    }
    let opening = try value(hedgeVolatility)
    let premium = try value(impliedVolatility)
    var generator = SplitMix64(seed: seed)
    var made: [Double] = []
    var trading: [Double] = []
    for _ in 0..<paths {
      let path = process.path(steps: steps, years: years, &generator)
      let hedge = try DeltaHedge(plan, along: path)
      made.append(opening - hedge.profit)
      trading.append(hedge.costs)
    }
    boughtPremium = premium
    madeCost = try SampleStatistics(made)
    tradingCost = try SampleStatistics(trading)
    cheaperShare = Double(made.filter { $0 < premium }.count) / Double(paths)
    worstExcess = madeCost.greatest - premium
    if case .every(let every) = rule {
      let leland = try LelandVolatility(
        volatility: hedgeVolatility, roundTripCost: 2 * cost,
        years: years * Double(every) / Double(steps))
      lelandPremium = try value(leland.short)
    } else {
      lelandPremium = nil
    }
  }
}
