import Glibc
public import SteelyardContracts
import SteelyardMath
import SteelyardPricing

/// Ways to keep a floor under a holding of a coin, side by side over the same paths.
///
/// The holding is in the coin at the beginning. What is bought or sold costs a share of its value; nothing earns interest.
///
///     bought    n coins with n puts of one strike K, n K = floor, paid out of the holding; ends at n × max(S, K)
///     made      n coins and the same puts made by trading their delta, at every look or outside a band
///     CPPI      m times the cushion in the coin;  TIPP: a floor that follows the highest value
///
/// - Source: H. Leland, M. Rubinstein, "Replicating options with positions in stock and cash", Financial Analysts Journal 37
///   (1981); those of `OptionInsurance`, `DeltaHedge` and `PortfolioInsurance`.
public struct InsuranceComparison: Sendable, Hashable {
  /// A way to keep the floor.
  public enum Way: String, Sendable, Hashable, CaseIterable {
    /// The coin is held, and nothing done.
    case hold
    /// Puts are bought.
    case bought
    /// The same puts are made by trading at every look.
    case made
    /// They are made by trading only outside the band of Whalley and Wilmott.
    case madeInBand = "made_in_band"
    /// Constant proportion portfolio insurance.
    case constantProportion = "cppi"
    /// Time-invariant portfolio protection.
    case timeInvariant = "tipp"
  }

  /// What is asked.
  public struct Question: Sendable, Hashable {
    /// What the holding is worth, > 0.
    public let value: Double
    /// The floor as a share of it, in (0, 1).
    public let floorShare: Double
    /// Days to the end, > 0.
    public let days: Double
    /// What puts are priced at, and made puts hedged at, decimal per root year, > 0.
    public let impliedVolatility: Double
    /// What a trade costs as a share of its value, in [0, 1).
    public let cost: Double
    /// Looks in a day at which a rule may trade, > 0.
    public let looksPerDay: Double
    /// Exposure of CPPI and TIPP for a unit of the cushion, > 0.
    public let multiple: Double
    /// Aversion of the band to a variance as large as the holding's square, > 0.
    public let riskAversion: Double

    /// A question from its parts.
    ///
    /// - Throws: `invalidInput` for a number that cannot be.
    public init(
      value: Double, floorShare: Double, days: Double, impliedVolatility: Double, cost: Double,
      looksPerDay: Double, multiple: Double, riskAversion: Double
    ) throws(SteelyardError) {
      guard value > 0, floorShare > 0, floorShare < 1, days > 0, impliedVolatility > 0, cost >= 0,
        cost < 1, looksPerDay > 0, multiple > 0, riskAversion > 0,
        [value, days, impliedVolatility, looksPerDay, multiple, riskAversion].allSatisfy(\.isFinite)
      else {
        throw SteelyardError(
          .invalidInput,
          "Value \(value), floor \(floorShare), \(days) days, volatility \(impliedVolatility), cost \(cost), "
            + "\(looksPerDay) looks a day, multiple \(multiple), aversion \(riskAversion).",
          remedy: "Give numbers above zero, a floor and a cost below 1.")
      }
      self.value = value
      self.floorShare = floorShare
      self.days = days
      self.impliedVolatility = impliedVolatility
      self.cost = cost
      self.looksPerDay = looksPerDay
      self.multiple = multiple
      self.riskAversion = riskAversion
    }

    var years: Double { days / 365 }
    /// Looks over the whole time.
    public var looks: Int { max(1, Int((days * looksPerDay).rounded())) }
  }

  /// What one way came to.
  public struct Outcome: Sendable, Hashable {
    /// The way.
    public let way: Way
    /// What it ended at over the paths.
    public let ends: SampleStatistics
    /// Mean cost of trading.
    public let costMean: Double
    /// Mean number of trades.
    public let tradeCountMean: Double
    /// Share of the paths that ended below the floor by more than a millionth of it.
    public let brokenShare: Double
    /// Mean distance below the floor of those; 0 where there are none.
    public let shortfallMean: Double
    /// Mean end over the tenth of the paths in which the coin ended highest.
    public let bestTenth: Double
  }

  /// The question.
  public let question: Question
  /// How the floor is bought.
  public let insurance: OptionInsurance
  /// What the ways came to, in the order of `Way`.
  public let outcomes: [Outcome]
  /// What makers of the puts would ask for trading costs at every look, by Leland's volatility, for all of them.
  public let lelandPremium: Double
  /// The chance that CPPI's floor breaks between two looks, without jumps and caps.
  public let gapProbability: Double

  /// The ways over paths of a price.
  ///
  /// - Parameters:
  ///   - process: From which paths are drawn; its start is the coin's price.
  ///   - paths: From 2 to `DeltaHedgeSample.pathsMax`.
  ///   - progress: Called with the share that is done.
  /// - Throws: `limitExceeded` for too many paths or looks; what the ways throw.
  public init(
    _ question: Question, under process: PriceProcess, paths: Int, seed: UInt64,
    progress: (Double) -> Void = { _ in }
  ) throws(SteelyardError) {
    let looks = question.looks
    guard (2...DeltaHedgeSample.pathsMax).contains(paths), looks <= PriceProcess.stepsMax else {
      throw SteelyardError(
        .limitExceeded, "\(paths) paths of \(looks) looks.",
        remedy:
          "Give 2 to \(DeltaHedgeSample.pathsMax) paths of at most \(PriceProcess.stepsMax) looks.")
    }
    let run = try InsuranceRun(question, price: process.start)
    var generator = SplitMix64(seed: seed)
    var finals: [Double] = []
    var results = Way.allCases.map { _ in [InsuranceRun.End]() }
    for number in 0..<paths {
      let path = process.path(steps: looks, years: question.years, &generator)
      finals.append(path[looks])
      for (place, way) in Way.allCases.enumerated() {
        results[place].append(try run.end(of: way, along: path))
      }
      if number % 64 == 0 { progress(Double(number) / Double(paths)) }
    }
    let best = finals.indices.sorted { (finals[$0], $0) > (finals[$1], $1) }
      .prefix(max(1, paths / 10))
    var outcomes: [Outcome] = []
    for (way, ends) in zip(Way.allCases, results) {
      outcomes.append(try Outcome(way, ends, best: Array(best), floor: run.floor))
    }
    self.question = question
    insurance = run.insurance
    self.outcomes = outcomes
    let leland = try LelandVolatility(
      volatility: question.impliedVolatility, roundTripCost: 2 * question.cost,
      years: question.years / Double(looks))
    lelandPremium =
      run.insurance.coins * (try run.put(leland.short, price: process.start))
    gapProbability = try PortfolioInsurance.gapProbability(
      multiple: question.multiple, volatility: max(process.volatility, 1e-9), drift: process.drift,
      rate: 0, years: question.years, looks: looks)
  }

  /// What each way without a path ends at, were the coin to move by so much with the implied volatility on the way: the coin, puts
  /// bought, and CPPI traded at every instant.
  ///
  /// - Throws: What CPPI throws.
  public func ends(after move: Double) throws(SteelyardError) -> [(way: Way, value: Double)] {
    let value = question.value
    let floor = question.floorShare * value
    let ratio = 1 + move
    let coins = insurance.coins
    let price = insurance.participation * value / coins
    return [
      (.hold, value * ratio),
      (.bought, insurance.value(at: price * ratio)),
      (
        .constantProportion,
        try PortfolioInsurance.continuousValue(
          value: value, floorNow: floor, multiple: question.multiple, priceRatio: ratio,
          volatility: question.impliedVolatility, rate: 0, years: question.years)
      ),
    ]
  }
}

extension InsuranceComparison.Outcome {
  init(
    _ way: InsuranceComparison.Way, _ ends: [InsuranceRun.End], best: [Int], floor: Double
  ) throws(SteelyardError) {
    self.way = way
    self.ends = try SampleStatistics(ends.map(\.value))
    let count = Double(ends.count)
    costMean = ends.reduce(0) { $0 + $1.cost } / count
    tradeCountMean = ends.reduce(0) { $0 + Double($1.trades) } / count
    let broken = ends.filter { $0.value < floor * (1 - 1e-6) }
    brokenShare = Double(broken.count) / count
    shortfallMean =
      broken.isEmpty ? 0 : broken.reduce(0) { $0 + floor - $1.value } / Double(broken.count)
    bestTenth = best.reduce(0) { $0 + ends[$1].value } / Double(best.count)
  }
}
