import Glibc
import SteelyardMath

/// The search for the regime model of largest likelihood.
struct RegimeSearch {
  let returns: [Double]
  let mean: MeanModel
  let varianceMin: Double
  private(set) var model: RegimeModel
  private(set) var logLikelihood = -Double.infinity
  private(set) var status = SolverStatus.iterationLimit
  private(set) var iterations = 0

  /// Rounds that each start gets before the best of them goes on alone.
  static let roundsOfStart = 40
  /// Rounds that the best start gets.
  static let roundsMax = 5000
  /// Gain in log-likelihood below which a round counts as none; the last rounds gain ever less,
  /// so this is far below what anyone reads.
  private static let tolerance = 1e-9

  init(returns: [Double], mean: MeanModel, varianceMin: Double, model: RegimeModel) {
    self.returns = returns
    self.mean = mean
    self.varianceMin = varianceMin
    self.model = model
  }

  /// Goes on from where the search stands, for so many rounds at most.
  mutating func run(rounds: Int) {
    var inference = RegimeInference(model, returns)
    logLikelihood = inference.logLikelihood
    let last = iterations + rounds
    while iterations < last {
      iterations += 1
      let improved = maximised(inference)
      let next = RegimeInference(improved, returns)
      guard next.logLikelihood.isFinite else { return status = .notFinite }
      let gain = next.logLikelihood - logLikelihood
      if gain >= 0 { (model, inference, logLikelihood) = (improved, next, next.logLikelihood) }
      if gain <= Self.tolerance { return status = .converged }
    }
  }

  var fit: RegimeFit {
    let inference = RegimeInference(model, returns)
    let next = model.after(wild: inference.filtered.last ?? model.wildAtStart)
    return RegimeFit(
      model: model, logLikelihood: logLikelihood, status: status, iterations: iterations,
      filtered: inference.filtered, smoothed: inference.smoothed,
      path: VariancePath(
        variances: inference.predicted.map { model.variance(wild: $0) },
        next: model.variance(wild: next)),
      recursion: RegimeRecursion(model, wildProbability: next))
  }

  /// The parameters that fit best if the days' states had the chances inferred.
  private func maximised(_ inference: RegimeInference) -> RegimeModel {
    var (calm, wild) = (0.0, 0.0)
    var (calmSum, wildSum) = (0.0, 0.0)
    for (value, chance) in zip(returns, inference.smoothed) {
      calm += 1 - chance
      wild += chance
      calmSum += (1 - chance) * value
      wildSum += chance * value
    }
    let calmPull = 1 / model.calmVariance
    let wildPull = 1 / model.wildVariance
    let centre =
      mean == .zero
      ? 0
      : (calmPull * calmSum + wildPull * wildSum) / (calmPull * calm + wildPull * wild)
    var (calmSquares, wildSquares) = (0.0, 0.0)
    for (value, chance) in zip(returns, inference.smoothed) {
      let square = (value - centre) * (value - centre)
      calmSquares += (1 - chance) * square
      wildSquares += chance * square
    }
    // A state without days keeps its variance.
    let calmVariance = calm > 0 ? max(calmSquares / calm, varianceMin) : model.calmVariance
    let wildVariance = wild > 0 ? max(wildSquares / wild, varianceMin) : model.wildVariance
    let named = RegimeModel(
      trusted: centre, calmVariance, wildVariance, calmStay: inference.calmStay,
      wildStay: inference.wildStay, wildAtStart: inference.smoothed.first ?? 0.5)
    return calmVariance <= wildVariance ? named : named.exchanged
  }
}

extension RegimeModel {
  /// The same model with the names of its states exchanged.
  fileprivate var exchanged: RegimeModel {
    RegimeModel(
      trusted: mean, wildVariance, calmVariance, calmStay: wildStay, wildStay: calmStay,
      wildAtStart: 1 - wildAtStart)
  }
}
