public import SteelyardContracts
import SteelyardMath

/// A state of the market in which assets move together otherwise than now.
///
/// Every stress is a blend (1 − w) R + w T with a target T that is a correlation matrix, so the result
/// is one too. At weight 0 nothing changes, at 1 the target is reached.
public enum CorrelationStress: Sendable, Hashable, Codable {
  /// Everything moves as one: diversification fails.
  case towardsOne(direction: CommonDirection, weight: Double)
  /// Nothing has to do with anything else: hedges stop hedging.
  case towardsIndependence(weight: Double)
  /// Towards another matrix, such as the least correlations seen: see `CorrelationExtremes`.
  case towards(target: CorrelationMatrix, weight: Double)
}

/// What "as one" means for assets that have moved against each other.
public enum CommonDirection: String, Sendable, Hashable, Codable, CaseIterable {
  /// All rise or fall together: every correlation goes to +1.
  case together
  /// Each asset goes with the side of the first eigenvector it is on: one common factor, in which
  /// inverse assets stay inverse. Of rank one.
  case marketFactor = "market_factor"
  /// Each pair keeps its own sign: to +1 or −1, 0 stays 0. Signs that contradict each other are
  /// repaired to the nearest correlation matrix.
  case signsOfBase = "signs_of_base"
}

extension CorrelationMatrix {
  /// The correlations under a stress.
  ///
  /// - Throws: `invalidInput` for a weight outside [0, 1] or a target of another size; `noConvergence`
  ///   where contradicting signs cannot be repaired.
  public func stressed(
    _ stress: CorrelationStress
  ) throws(SteelyardError) -> CorrelationMatrix {
    switch stress {
    case .towardsOne(let direction, let weight):
      return try blended(with: extreme(direction), weight: weight)
    case .towardsIndependence(let weight):
      return try blended(with: .independent(assetCount), weight: weight)
    case .towards(let target, let weight):
      return try blended(with: target, weight: weight)
    }
  }

  /// The matrix in which everything moves as one.
  private func extreme(
    _ direction: CommonDirection
  ) throws(SteelyardError) -> CorrelationMatrix {
    switch direction {
    case .together: return CorrelationMatrix(unchecked: Matrix(size: assetCount) { _, _ in 1 })
    case .marketFactor:
      let leading = symmetricEigen(matrix).vectors
      let sides = (0..<assetCount).map { leading[$0, 0] < 0 ? -1.0 : 1.0 }
      return CorrelationMatrix(unchecked: Matrix(size: assetCount) { sides[$0] * sides[$1] })
    case .signsOfBase:
      let signs = Matrix(size: assetCount) { row, column in
        let element = matrix[row, column]
        return element == 0 ? 0 : (element < 0 ? -1 : 1)
      }
      let repaired = nearestCorrelation(
        signs, repair: .nearest, minimumEigenvalue: 0, tolerance: 1e-9, maximumIterations: 10_000)
      guard repaired.status == .converged else {
        throw SteelyardError(
          .noConvergence, "The signs of the correlations contradict each other beyond repair.",
          remedy: "Stress towards the market factor instead.")
      }
      return CorrelationMatrix(unchecked: repaired.matrix)
    }
  }
}
