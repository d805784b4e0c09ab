import Glibc
public import SteelyardContracts

/// The scenarios of several groups as one underlying sees them: columns one group after the other.
///
/// A class, because every block of every frame stands on the same columns.
public final class JointColumns: Sendable {
  /// One group's place in the columns.
  public struct Group: Sendable, Hashable {
    /// The columns of the group.
    public let columns: Range<Int>
    /// The time the group's moves take.
    public let rule: SettlementRule
  }

  /// The groups, in the order in which they were given.
  public let groups: [Group]
  /// The columns as scenarios with label, spot move and weight.
  public let scenarios: [Scenario]
  let response: SurfaceResponse
  /// Relative moves of spot; shape `[column]`.
  package let spotMove: [Double]
  let spotFactor: [Double]
  let spotLogarithm: [Double]
  /// Change of the logarithm of the volatility at the reference tenor; shape `[column]`.
  package let level: [Double]
  let skew: [Double]
  let basis: [Double]
  let perpetual: [Double]
  let funding: [Double]

  /// The columns of one coin.
  ///
  /// - Parameters:
  ///   - groups: Joint scenarios that all know the coin.
  ///   - settlement: The averaging window and what is delivered; its horizon is not looked at.
  /// - Throws: `unsupported` where a group does not know the coin; `invalidInput` for a response
  ///   that cannot be computed with.
  public init(
    _ groups: [JointScenarios], of coin: Currency, response: SurfaceResponse,
    settlement: SettlementRule
  ) throws(SteelyardError) {
    guard response.isAdmissible else {
      throw SteelyardError(
        .invalidInput, "The response of the volatility surface of \(coin) has impossible figures.",
        remedy: "Give a stickiness from 0 to 1, bounds around 1 and finite numbers.",
        subject: .place(file: "surface response", row: nil, field: "\(coin)"))
    }
    var placed: [Group] = []
    var scenarios: [Scenario] = []
    var moves = [[Double]](repeating: [], count: 6)
    for group in groups {
      guard let own = group.coins[coin] else {
        let known = group.coins.keys.sorted().map(\.code).joined(separator: ", ")
        throw SteelyardError(
          .unsupported, "The scenarios do not say how \(coin) moves.",
          remedy: "They know \(known); calibrate with a history of \(coin).")
      }
      placed.append(
        Group(
          columns: scenarios.count..<scenarios.count + group.count,
          rule: try settlement.with(horizonDays: own.horizonDays)))
      for index in 0..<group.count {
        scenarios.append(
          Scenario(
            label: group.labels[index], spotMove: own.spot[index], volatilityMove: .same,
            weight: group.weights[index]))
      }
      for (slot, column) in own.columns.enumerated() {
        moves[slot] +=
          column.values.isEmpty ? [Double](repeating: 0, count: group.count) : column.values
      }
    }
    guard !scenarios.isEmpty else {
      throw JointScenarios.refusal("There is no group.", "Give at least one.", "groups")
    }
    self.groups = placed
    self.scenarios = scenarios
    self.response = response
    spotMove = moves[0]
    spotFactor = moves[0].map { 1 + $0 }
    spotLogarithm = moves[0].map { log1p($0) }
    level = moves[1]
    skew = moves[2]
    basis = moves[3]
    perpetual = moves[4]
    funding = moves[5]
  }
}

extension JointColumns: Hashable {
  /// Whether two hold the same columns.
  public static func == (left: JointColumns, right: JointColumns) -> Bool {
    left === right
      || left.groups == right.groups && left.scenarios == right.scenarios
        && left.response == right.response && left.level == right.level && left.skew == right.skew
        && left.basis == right.basis && left.perpetual == right.perpetual
        && left.funding == right.funding
  }

  /// Hashes what identifies the columns in practice.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(groups)
    hasher.combine(scenarios.count)
  }
}
