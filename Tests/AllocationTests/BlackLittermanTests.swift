import SteelyardAllocation
import SteelyardContracts
import SteelyardMath
import TestSupport
import Testing

/// The seven countries of He and Litterman.
///
/// G. He, R. Litterman, "The intuition behind Black-Litterman model portfolios", Goldman Sachs (1999): tables 1 and
/// 2 give correlations, volatilities, weights and the equilibrium returns, with one decimal; table 4 has the view
/// on Germany.
@Suite("Black and Litterman")
struct BlackLittermanTests {
  private static let names = ["AUL", "CAN", "FRA", "GER", "JPN", "UKG", "USA"]
  private static let deviations = [0.160, 0.203, 0.248, 0.271, 0.210, 0.200, 0.187]
  private static let weights = [0.016, 0.022, 0.052, 0.055, 0.116, 0.124, 0.615]
  private static let lower: [[Double]] = [
    [], [0.488], [0.478, 0.664], [0.515, 0.655, 0.861], [0.439, 0.310, 0.355, 0.354],
    [0.512, 0.608, 0.783, 0.777, 0.405], [0.491, 0.779, 0.668, 0.653, 0.306, 0.652],
  ]

  private func market() throws -> BlackLitterman {
    let covariance = Matrix(size: 7) { row, column in
      let correlation =
        row == column ? 1 : Self.lower[max(row, column)][min(row, column)]
      return correlation * Self.deviations[row] * Self.deviations[column]
    }
    return try BlackLitterman(
      AssetMoments(
        assets: Self.names, means: [Double](repeating: 0, count: 7), covariance: covariance),
      marketWeights: Self.weights, riskAversion: 2.5, uncertainty: 0.05)
  }

  @Test("equilibrium returns as published")
  func equilibrium() throws {
    let published = [3.9, 6.9, 8.4, 9.0, 4.3, 6.8, 7.6]
    for (expected, got) in zip(published, try market().impliedReturns) {
      expectClose(expected: expected, got: 100 * got, .absolute(0.051))
    }
  }

  @Test("Germany above the rest of Europe by 5 %: returns and weights as published")
  func view() throws {
    let market = try market()
    // France and the United Kingdom by their capitalisation; the view is as sure as the portfolio's own τ-scaled
    // variance.
    let europe = 0.052 + 0.124
    let portfolio = [0, 0, -0.052 / europe, 1, 0, -0.124 / europe, 0]
    let variance = market.uncertainty * market.moments.covariance.quadraticForm(portfolio)
    let posterior = try market.posterior([
      .init(weights: portfolio, expectedReturn: 0.05, variance: variance)
    ])
    let published = [4.3, 7.6, 9.3, 11.0, 4.5, 7.0, 8.1]
    for (expected, got) in zip(published, posterior.means) {
      expectClose(expected: expected, got: 100 * got, .absolute(0.051))
    }
    let best = zip(
      try KellyFraction.diffusion(posterior, riskless: 0), Self.weights
    ).map { $0.0 / 2.5 }
    // The unconstrained optimum is the market and a multiple of the view's portfolio, over 1 + τ.
    let publishedWeights = [1.5, 2.1, -4.0, 35.4, 11.0, -9.5, 58.6]
    for (expected, got) in zip(publishedWeights, best) {
      expectClose(expected: expected, got: 100 * got, .absolute(0.3))
    }
  }

  @Test("without views the market is what is best, a sure view is believed, a vague one is not")
  func limits() throws {
    let market = try market()
    let none = try market.posterior([])
    #expect(none.means == market.impliedReturns)
    let portfolio = [1.0, 0, 0, 0, 0, 0, 0]
    func mean(_ variance: Double) throws -> Double {
      try market.posterior([.init(weights: portfolio, expectedReturn: 0.2, variance: variance)])
        .means[0]
    }
    expectClose(expected: 0.2, got: try mean(1e-12), .absolute(1e-8))
    expectClose(expected: market.impliedReturns[0], got: try mean(1e6), .absolute(1e-8))
  }

  @Test("views that are none are refused")
  func refused() throws {
    let market = try market()
    for view in [
      BlackLitterman.View(weights: [1], expectedReturn: 0, variance: 1),
      .init(weights: [Double](repeating: 0, count: 7), expectedReturn: 0, variance: 1),
      .init(weights: Self.weights, expectedReturn: .nan, variance: 1),
      .init(weights: Self.weights, expectedReturn: 0, variance: 0),
    ] {
      let error = #expect(throws: SteelyardError.self) { try market.posterior([view]) }
      #expect(error?.code == .invalidInput)
    }
    #expect(throws: SteelyardError.self) {
      try BlackLitterman(
        market.moments, marketWeights: [1], riskAversion: 2.5, uncertainty: 0.05)
    }
  }
}

@Suite("Views with a confidence") struct MarketViewsTests {
  private static let covariance = Matrix(rows: [[0.04, 0.01], [0.01, 0.09]])

  private static func posterior(
    _ views: [MarketViews.View], uncertainty: Double = 0.05
  ) throws -> AssetMoments {
    try MarketViews(
      marketWeights: [0.6, 0.4], riskAversion: 2.5, uncertainty: uncertainty, views: views
    ).posterior(
      AssetMoments(assets: ["one", "two"], means: [0.5, -0.5], covariance: covariance))
  }

  @Test("without a view means are those that the market implies, whatever the history's")
  func implied() throws {
    // 2.5 x (0.04 x 0.6 + 0.01 x 0.4), 2.5 x (0.01 x 0.6 + 0.09 x 0.4).
    let means = try Self.posterior([]).means
    expectClose(expected: 0.07, got: means[0], .relative(1e-12))
    expectClose(expected: 0.105, got: means[1], .relative(1e-12))
  }

  @Test("at a confidence of one half a view moves its portfolio half the way, near 1 all of it")
  func confidence() throws {
    for (confidence, part) in [(0.5, 0.5), (0.2, 0.2), (0.999_999_9, 1.0)] {
      let view = try MarketViews.View(
        weights: [1, -1], expectedReturn: 0.1, confidence: confidence)
      let means = try Self.posterior([view]).means
      let implied = 0.07 - 0.105
      // PτΣPᵀ / (PτΣPᵀ + ω) is the confidence itself.
      expectClose(
        expected: implied + part * (0.1 - implied), got: means[0] - means[1], .absolute(1e-6))
    }
  }

  @Test("a confidence that is none and a view of other assets are refused")
  func refused() throws {
    #expect(throws: SteelyardError.self) {
      try MarketViews.View(weights: [1, 0], expectedReturn: 0.1, confidence: 1)
    }
    let view = try MarketViews.View(weights: [1], expectedReturn: 0.1, confidence: 0.5)
    #expect(throws: SteelyardError.self) { try Self.posterior([view]) }
    #expect(throws: SteelyardError.self) { try Self.posterior([], uncertainty: 0) }
  }
}
