public import SteelyardContracts
public import SteelyardScenarios

/// How a market follows a shock where the shock itself does not say: the dynamic model's parameters,
/// whichever model margins the book.
public struct StressResponse: Sendable, Hashable {
  /// The name of the parameter set: `dynamic-2026-11`.
  public let parameters: String
  /// How volatility surfaces follow spot and level, by coin.
  public let surfaces: PerCoin<SurfaceResponse>
  /// How the 30-day volatility follows spot where a shock does not say, by coin: a stated prior.
  public let volatility: PerCoin<VolatilityResponse>
  /// The settlement price averages spot over so many seconds before expiry.
  public let averagingWindowSeconds: Int
  /// How spot gets to the end of a shock, which is where what expires on the way settles.
  public let path: SpotPathShape
  /// The coin that an asset moves with, such as ETH for STETH.
  public let follows: [Currency: Currency]

  /// A response from its parts.
  public init(
    parameters: String, surfaces: PerCoin<SurfaceResponse>, volatility: PerCoin<VolatilityResponse>,
    averagingWindowSeconds: Int, path: SpotPathShape, follows: [Currency: Currency]
  ) {
    self.parameters = parameters
    self.surfaces = surfaces
    self.volatility = volatility
    self.averagingWindowSeconds = averagingWindowSeconds
    self.path = path
    self.follows = follows
  }

  /// The response of a dynamic model.
  ///
  /// - Throws: `invalidInput` for an asset whose code is none.
  public init(_ specification: DynamicSpecification) throws(SteelyardError) {
    parameters = specification.provenance.name
    surfaces = specification.surfaces
    volatility = specification.calibration.volatility
    averagingWindowSeconds = specification.settlement.averagingWindowSeconds
    path = specification.settlement.path
    var follows: [Currency: Currency] = [:]
    for (code, terms) in specification.collateral.assets {
      let asset = try Currency(code)
      if let coin = terms.stressedIn, coin != asset { follows[asset] = coin }
    }
    self.follows = follows
  }
}
