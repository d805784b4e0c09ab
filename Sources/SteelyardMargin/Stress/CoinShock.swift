public import SteelyardMarket

/// What one coin does in a shock; nil for what the shock says nothing of.
public struct CoinShock: Sendable, Hashable {
  /// Relative move of spot, > -1; -0.3 is 30 % down.
  public var spot: Double?
  /// Change of the logarithm of the 30-day implied volatility; nil follows spot by the response that
  /// the evaluator was given.
  public var volatility: Double?
  /// Change of the smile's slope at 30 days: relative volatility for one unit of normalised
  /// log-moneyness, as in `CoinScenarios.skew`.
  public var skew: Double?
  /// Change of the annualised premium of dated futures, continuously compounded.
  public var basis: Double?
  /// What the perpetual does besides following its index.
  public var perpetual: CoinDisplacement.PerpetualMove?
  /// What a long perpetual pays over the horizon, as a share of its value now.
  public var funding: Double?
  /// Relative error of the price that the oracle tells: it multiplies spot, and volatility does not
  /// respond to it.
  public var oracleError: Double?

  /// A shock that says nothing, or some of its parts.
  public init(
    spot: Double? = nil, volatility: Double? = nil, skew: Double? = nil, basis: Double? = nil,
    perpetual: CoinDisplacement.PerpetualMove? = nil, funding: Double? = nil,
    oracleError: Double? = nil
  ) {
    self.spot = spot
    self.volatility = volatility
    self.skew = skew
    self.basis = basis
    self.perpetual = perpetual
    self.funding = funding
    self.oracleError = oracleError
  }

  /// This shock, and another's parts for what it says nothing of.
  public func completed(by others: CoinShock) -> CoinShock {
    CoinShock(
      spot: spot ?? others.spot, volatility: volatility ?? others.volatility,
      skew: skew ?? others.skew, basis: basis ?? others.basis,
      perpetual: perpetual ?? others.perpetual, funding: funding ?? others.funding,
      oracleError: oracleError ?? others.oracleError)
  }

  /// The move of spot as the market tells it, the oracle's error in it.
  public var toldSpot: Double {
    let spot = spot ?? 0
    guard let oracleError else { return spot }
    return (1 + spot) * (1 + oracleError) - 1
  }
}
