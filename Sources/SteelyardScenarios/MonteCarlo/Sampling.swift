import SteelyardContracts

/// How the points of a sample are chosen.
public enum Sampling: Sendable, Hashable {
  /// Each by itself.
  case independent
  /// In mirrored pairs: scenario i + count/2 has the scores of scenario i with the other sign and the
  /// same mixing. Halves the error of what is nearly linear; the count is even.
  case antithetic
  /// Scrambled Sobol points, in so many independently scrambled replicates of equal size, one after
  /// the other. Sizes that are powers of two are spread most evenly. The replicates are what a
  /// standard error is made of: 8 or more give a useful one, 1 gives none.
  case quasiRandom(replicates: Int)

  /// The independent groups of a sample: their count, and the rows of each.
  ///
  /// - Throws: `invalidInput` for no scenarios, or a count that does not divide into the groups.
  func groups(of count: Int) throws(SteelyardError) -> (count: Int, size: Int) {
    guard count > 0 else { throw Sampling.refusal(count, "Give at least one scenario.") }
    switch self {
    case .independent: return (count, 1)
    case .antithetic:
      guard count.isMultiple(of: 2) else {
        throw Sampling.refusal(count, "Give an even number for mirrored pairs.")
      }
      return (count / 2, 2)
    case .quasiRandom(let replicates):
      guard replicates > 0, count.isMultiple(of: replicates) else {
        throw Sampling.refusal(
          count, "Give a multiple of the \(replicates) replicates, at least one.")
      }
      return (replicates, count / replicates)
    }
  }

  /// The mean of a column over each independent group.
  ///
  /// - Precondition: `groups(of:)` takes the count.
  func groupMeans(of column: [Double], groups: (count: Int, size: Int)) -> [Double] {
    (0..<groups.count).map { group in
      switch self {
      case .independent: column[group]
      case .antithetic: 0.5 * (column[group] + column[group + groups.count])
      case .quasiRandom:
        column[group * groups.size..<(group + 1) * groups.size].reduce(0, +)
          / Double(groups.size)
      }
    }
  }

  private static func refusal(_ count: Int, _ remedy: String) -> SteelyardError {
    SteelyardError(
      .invalidInput, "A sample of \(count) scenarios can not be drawn this way.", remedy: remedy)
  }
}
