import SteelyardContracts
import SteelyardPricing

/// One question of insurance, made ready for paths.
struct InsuranceRun {
  /// What a way ends at on one path.
  struct End: Sendable, Hashable {
    let value: Double
    let cost: Double
    let trades: Int
  }

  let question: InsuranceComparison.Question
  let insurance: OptionInsurance
  /// The floor in the value's unit.
  var floor: Double { question.floorShare * question.value }
  private let price: Double

  init(_ question: InsuranceComparison.Question, price: Double) throws(SteelyardError) {
    self.question = question
    self.price = price
    // What buying the puts costs comes out of the holding as well, so that the floor stands after it.
    var bought = try InsuranceRun.insurance(of: question, paid: 0, price: price)
    for _ in 0..<8 {
      bought = try InsuranceRun.insurance(
        of: question, paid: question.cost * bought.coins * bought.putValue, price: price)
    }
    insurance = bought
  }

  private static func insurance(
    of question: InsuranceComparison.Question, paid cost: Double, price: Double
  ) throws(SteelyardError) -> OptionInsurance {
    try OptionInsurance(
      value: question.value - cost, floor: question.floorShare * question.value, spot: price,
      years: question.years, volatility: question.impliedVolatility, rate: 0)
  }

  /// A put of the insurance's strike at a volatility.
  func put(_ volatility: Double, price: Double) throws(SteelyardError) -> Double {
    try Black76(
      forward: price, strike: insurance.strike, timeToExpiry: question.years,
      volatility: volatility, rate: 0
    ).value(.put)
  }

  func end(
    of way: InsuranceComparison.Way, along path: [Double]
  ) throws(SteelyardError) -> End {
    let last = path[path.count - 1]
    switch way {
    case .hold: return End(value: question.value * last / price, cost: 0, trades: 0)
    case .bought:
      return End(
        value: insurance.value(at: last),
        cost: question.cost * insurance.coins * insurance.putValue, trades: 1)
    case .made: return try made(.every(1), last, along: path)
    case .madeInBand:
      return try made(
        .band(riskAversion: question.riskAversion / question.value), last, along: path)
    case .constantProportion: return try proportion(.constant, along: path)
    case .timeInvariant: return try proportion(.ratchet(question.floorShare), along: path)
    }
  }

  /// Coins, what the puts would have cost in cash, and the trading that stands for them.
  private func made(
    _ rule: DeltaHedge.Rule, _ last: Double, along path: [Double]
  ) throws(SteelyardError) -> End {
    let coins = insurance.coins
    // Who is short of puts and hedges holds minus their delta: the trading that makes them.
    let plan = try DeltaHedge.Plan(
      strike: insurance.strike, right: .put, years: question.years,
      hedgeVolatility: question.impliedVolatility, quantity: -coins, cost: question.cost, rule: rule
    )
    let hedge = try DeltaHedge(plan, along: path)
    let payoff = max(insurance.strike - last, 0)
    return End(
      value: coins * (last + insurance.putValue) + hedge.profit
        + coins * (payoff - insurance.putValue),
      cost: hedge.costs, trades: hedge.tradeCount)
  }

  private func proportion(
    _ floor: PortfolioInsurance.Floor, along path: [Double]
  ) throws(SteelyardError) -> End {
    let rule = try PortfolioInsurance.Rule(
      floorShare: question.floorShare, multiple: question.multiple, exposureMax: 1, floor: floor,
      cost: question.cost, rate: 0, tolerance: 0)
    let insured = try PortfolioInsurance(
      rule, along: path, years: question.years, value: question.value)
    return End(
      value: insured.values[insured.values.count - 1], cost: insured.costs,
      trades: insured.tradeCount)
  }
}
