import Glibc
public import SteelyardContracts
import SteelyardPricing
import SteelyardMath

/// An option that is delta hedged at steps along one path of prices, and what comes of it.
///
/// The position is opened at the option's value at `hedgeVolatility` and hedged with the underlying; cash earns
/// nothing. A profit of zero says that the option was worth what it was valued at.
///
///     profit = quantity × (payoff − value) − Σ hedge × ΔS − costs
///
/// - Source: E. Derman, N. Taleb, "The illusions of dynamic replication", Quantitative Finance 5 (2005), and E.
///   Derman, "When you cannot hedge continuously", Risk 12 (1999): at the right volatility the deviation of the
///   profit is about √(π/4) × vega × σ / √n.
public struct DeltaHedge: Sendable, Hashable {
  /// When the hedge is traded.
  public enum Rule: Sendable, Hashable {
    /// To delta at every so many steps, ≥ 1.
    case every(Int)
    /// To the edge of the Whalley-Wilmott band, at the risk aversion per quote unit, > 0.
    case band(riskAversion: Double)
    /// To delta where it has moved by so many coins per unit of the option, > 0.
    case threshold(Double)
  }

  /// What is hedged and how.
  public struct Plan: Sendable, Hashable {
    /// Strike, in quote currency.
    public let strike: Double
    /// Call or put.
    public let right: OptionRight
    /// Years to expiry at the beginning; the path's last price is the settlement.
    public let years: Double
    /// The volatility that value and deltas are made of, decimal.
    public let hedgeVolatility: Double
    /// Options held: negative for short.
    public let quantity: Double
    /// What a trade of the underlying costs: fee and half the spread, as a share of its value, ≥ 0.
    public let cost: Double
    /// When it is traded.
    public let rule: Rule

    /// A plan from its parts.
    ///
    /// - Throws: `invalidInput` for a number that cannot be.
    public init(
      strike: Double, right: OptionRight, years: Double, hedgeVolatility: Double, quantity: Double,
      cost: Double, rule: Rule
    ) throws(SteelyardError) {
      let isRuleFit =
        switch rule {
        case .every(let steps): steps >= 1
        case .band(let aversion): aversion > 0 && aversion.isFinite
        case .threshold(let coins): coins > 0 && coins.isFinite
        }
      guard strike > 0, strike.isFinite, years > 0, years.isFinite, hedgeVolatility > 0,
        hedgeVolatility.isFinite, quantity.isFinite, quantity != 0, cost >= 0, cost.isFinite,
        isRuleFit
      else {
        throw SteelyardError(
          .invalidInput,
          "Strike \(strike), \(years) years, volatility \(hedgeVolatility), quantity \(quantity), cost \(cost), "
            + "\(rule).",
          remedy:
            "Give a strike, a time, a volatility and a rule above zero, a quantity that is not, a cost from 0 up."
        )
      }
      self.strike = strike
      self.right = right
      self.years = years
      self.hedgeVolatility = hedgeVolatility
      self.quantity = quantity
      self.cost = cost
      self.rule = rule
    }
  }

  /// What is left at expiry, costs paid, in quote currency.
  public let profit: Double
  /// What the same would have left without costs.
  public let profitBeforeCosts: Double
  /// What trading the hedge cost, the first trade and the last included.
  public let costs: Double
  /// Trades of the hedge.
  public let tradeCount: Int
  /// Value of the underlying that was traded, in quote currency.
  public let turnover: Double
  /// ½ Σ Γ ΔS² less ½ Σ Γ S² σ² δt: what moves brought above what the hedge volatility asks for, at the greeks of
  /// each step.
  public let gammaProfit: Double
  /// Realised volatility of the path, decimal per root year.
  public let realisedVolatility: Double

  /// The hedge along a path.
  ///
  /// - Parameter path: Prices at equal steps, the first at the beginning and the last at expiry, each > 0.
  /// - Throws: `invalidInput` for a path of fewer than two prices, or a price that is none.
  public init(_ plan: Plan, along path: [Double]) throws(SteelyardError) {
    guard path.count >= 2, path.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw SteelyardError(
        .invalidInput, "A path of \(path.count) prices, or one that is no price.",
        remedy: "Give at least two prices above zero.")
    }
    let steps = path.count - 1
    let step = plan.years / Double(steps)
    var hedge = 0.0
    var trading = 0.0
    var costs = 0.0
    var turnover = 0.0
    var trades = 0
    var gammaProfit = 0.0
    var squares = 0.0
    var opening = 0.0
    for place in 0..<steps {
      let price = path[place]
      let option = try Black76(
        forward: price, strike: plan.strike, timeToExpiry: plan.years - Double(place) * step,
        volatility: plan.hedgeVolatility, rate: 0)
      let greeks = option.greeks(plan.right)
      if place == 0 { opening = option.value(plan.right) }
      let delta = plan.quantity * greeks.forwardDelta
      let gamma = plan.quantity * greeks.forwardGamma
      let wanted = try DeltaHedge.wanted(
        plan, held: hedge, delta: delta, gamma: gamma, price: price,
        years: plan.years - Double(place) * step, place: place)
      if wanted != hedge {
        let value = abs(wanted - hedge) * price
        turnover += value
        costs += plan.cost * value
        trades += 1
        hedge = wanted
      }
      let change = path[place + 1] - price
      trading -= hedge * change
      let sigma = plan.hedgeVolatility * price
      gammaProfit += 0.5 * gamma * (change * change - sigma * sigma * step)
      let logMove = log(path[place + 1] / price)
      squares += logMove * logMove
    }
    let last = path[steps]
    if hedge != 0 {
      turnover += abs(hedge) * last
      costs += plan.cost * abs(hedge) * last
      trades += 1
    }
    let payoff = plan.right == .call ? max(last - plan.strike, 0) : max(plan.strike - last, 0)
    profitBeforeCosts = plan.quantity * (payoff - opening) + trading
    profit = profitBeforeCosts - costs
    self.costs = costs
    tradeCount = trades
    self.turnover = turnover
    self.gammaProfit = gammaProfit
    realisedVolatility = (squares / plan.years).squareRoot()
  }

  private static func wanted(
    _ plan: Plan, held: Double, delta: Double, gamma: Double, price: Double, years: Double,
    place: Int
  ) throws(SteelyardError) -> Double {
    switch plan.rule {
    case .every(let steps): return place % steps == 0 ? delta : held
    case .threshold(let coins): return abs(delta - held) > coins * abs(plan.quantity) ? delta : held
    case .band(let aversion):
      let band = try WhalleyWilmottBand(
        spot: price, gamma: gamma, cost: plan.cost, riskAversion: aversion, rate: 0, years: years)
      return band.hedge(held: held, delta: delta)
    }
  }
}
