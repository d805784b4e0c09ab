import Glibc
import SteelyardMath
import SteelyardPricing

/// A power-law SSVI surface fitted to drafts of its slices.
///
/// θ of each expiry is that of its draft at the money, raised where it falls with time; ρ, η and γ
/// are found together over all quotes. With η(1 + |ρ|) ≤ 2 and γ ≤ 1/2 the surface has no static
/// arbitrage, whatever the quotes.
///
/// - Source: J. Gatheral, A. Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative
///   Finance 14 (2014), section 4, eq. 4.5 and theorems 4.1 and 4.2.
struct SSVIFit {
  private let parameters: SSVIParameters
  private let variances: [Double]
  private let iterations: Int
  private let isConverged: Bool

  /// Least growth of θ from expiry to expiry, relative.
  private static let growthMin = 1e-9

  init?(_ drafts: [SliceDraft]) {
    guard !drafts.isEmpty else { return nil }
    var variances: [Double] = []
    for draft in drafts {
      let own = draft.slice.totalVariance(at: 0)
      variances.append(max(own, (variances.last ?? 0) * (1 + Self.growthMin)))
    }
    self.variances = variances
    let found = nelderMead(
      start: [-0.3, 0, 0], steps: [0.5, 0.5, 0.5], lower: [-5, -20, -20], upper: [5, 20, 20],
      tolerance: 1e-8, maximumIterations: 300
    ) { Self.cost(Self.parameters($0), variances, drafts) }
    parameters = Self.parameters(found.point)
    iterations = found.iterations
    isConverged = found.status == .converged
  }

  /// Puts SSVI slices in the place of the drafts' own.
  func apply(to drafts: inout [SliceDraft?]) -> SSVIParameters? {
    var place = 0
    for position in drafts.indices {
      guard let draft = drafts[position] else { continue }
      let variance = variances[place]
      place += 1
      guard let slice = Self.slice(parameters, variance) else { return nil }
      drafts[position]?.slice = SmileSlice(
        expiry: draft.quotes.expiry, timeToExpiry: draft.quotes.timeToExpiry,
        forward: draft.quotes.forward, base: slice.raw, correction: nil,
        quotedRange: draft.quotes.quotedRange)
      drafts[position]?.iterations = iterations
      drafts[position]?.isConverged = isConverged
      drafts[position]?.isRepaired = false
    }
    return parameters
  }

  /// Three free numbers onto the admissible parameters.
  private static func parameters(_ point: [Double]) -> SSVIParameters {
    let correlation = 0.999 * tanh(point[0])
    return SSVIParameters(
      correlation: correlation, scale: 2 / (1 + abs(correlation)) / (1 + exp(-point[1])),
      exponent: 0.5 / (1 + exp(-point[2])))
  }

  private static func slice(_ parameters: SSVIParameters, _ variance: Double) -> SSVISlice? {
    let curvature = SSVICurvature.powerLaw(
      scale: parameters.scale, exponent: parameters.exponent)
    return try? SSVISlice(
      atTheMoneyVariance: variance, curvature: curvature.value(at: variance),
      correlation: parameters.correlation)
  }

  private static func cost(
    _ parameters: SSVIParameters, _ variances: [Double], _ drafts: [SliceDraft]
  ) -> Double {
    var sum = 0.0
    for (variance, draft) in zip(variances, drafts) {
      guard let slice = slice(parameters, variance) else { return .infinity }
      let quotes = draft.quotes
      for index in 0..<quotes.count {
        let volatility = slice.raw.volatility(
          at: quotes.logMoneyness[index], timeToExpiry: quotes.timeToExpiry)
        let error = quotes.weight[index] * (volatility - quotes.volatility[index])
        sum += error * error
      }
    }
    return sum
  }
}
