import SteelyardScenarios

/// The outcomes of a bucket's scenarios, by index.
///
/// The dynamic model has thousands of scenarios, of which a reader looks at few: each of its outcomes is put
/// together when it is looked at.
public struct ScenarioOutcomes: RandomAccessCollection, Sendable {
  private enum Source: Sendable {
    case list([BucketExplanation.Outcome])
    case joint(JointOutcomes)
  }

  private let source: Source

  /// Outcomes that are there already.
  init(_ outcomes: [BucketExplanation.Outcome]) { source = .list(outcomes) }

  /// Outcomes of joint scenarios.
  init(_ outcomes: JointOutcomes) { source = .joint(outcomes) }

  /// The first outcome's place.
  public var startIndex: Int { 0 }
  /// How many there are.
  public var endIndex: Int {
    switch source {
    case .list(let outcomes): outcomes.count
    case .joint(let outcomes): outcomes.shown.count
    }
  }

  /// An outcome.
  public subscript(position: Int) -> BucketExplanation.Outcome {
    switch source {
    case .list(let outcomes): outcomes[position]
    case .joint(let outcomes): outcomes[position]
    }
  }
}

/// What the outcomes of joint scenarios are put together from.
struct JointOutcomes: Sendable {
  /// The columns that people look at.
  let shown: [Int]
  /// The scenarios of all columns; shape `[column]`.
  let scenarios: [Scenario]
  /// Profit over everything; shape `[column]`.
  let total: [Double]
  /// Profit of balances; shape `[column]`.
  let balances: [Double]
  /// Profit of each position; shape `[position][column]`.
  let positions: [[Double]]

  subscript(place: Int) -> BucketExplanation.Outcome {
    let column = shown[place]
    return BucketExplanation.Outcome(
      index: column, scenario: scenarios[column], profit: total[column],
      countedProfit: total[column], balanceProfit: balances[column],
      contributions: positions.map { $0[column] })
  }
}
