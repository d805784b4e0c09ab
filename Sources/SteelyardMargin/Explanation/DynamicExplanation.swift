public import SteelyardContracts

/// What the dynamic model's requirements are made of, in US dollars.
public struct DynamicExplanation: Sendable {
  /// One of the two requirements, before charges.
  public struct Requirement: Sendable {
    /// Expected shortfall of the current scenarios.
    public let core: Double
    /// Expected shortfall of the stressed scenarios; 0 where they have no weight.
    public let stressed: Double
    /// Current and stressed, weighed.
    public let blend: Double
    /// The loss in the worst historical crash.
    public let crash: Double
    /// The name of that crash; nil where none is known or it has no share.
    public let crashLabel: String?
    /// What that crash asks for: its loss times its share.
    public let crashRequirement: Double
    /// Expected shortfall with correlations broken.
    public let broken: Double
    /// What broken correlations add.
    public let correlationAddition: Double
    /// What all this asks for, netted over coins.
    public let netted: Double
    /// The sum of what each coin asks for by itself.
    public let standAlone: Double
    /// The requirement.
    public let amount: Double
    /// Which part decided: `core`, `stressed`, `crash`, `benefit`.
    public let binding: String
    /// The risk measure.
    public let measure: RiskMeasure
  }

  /// What somebody holds and what it adds to the expected shortfall of the current scenarios.
  public struct Contribution: Sendable {
    /// An instrument's or an asset's name, or a coin.
    public let name: String
    /// Its part of the core, positive where it adds risk; all parts sum to the core.
    public let shortfall: Double
  }

  /// Initial margin.
  public let initial: Requirement
  /// Maintenance margin.
  public let maintenance: Requirement
  /// Parts of the initial core by position, in the order of the bucket's instruments.
  public let positions: [Contribution]
  /// The part of balances.
  public let balances: Contribution
  /// What answers name the state by.
  public let stateName: String
  /// The instant up to which the state knows history.
  public let stateAsOf: Timestamp
}

extension DynamicExplanation.Requirement {
  init(_ requirement: DynamicRequirement, _ rule: DynamicColumns.Requirement, labels: [String]) {
    let measure = rule.measure
    core = requirement.core
    stressed = requirement.stressed
    blend = requirement.blend(measure)
    crash = requirement.crash
    crashLabel = requirement.crashColumn < 0 ? nil : labels[requirement.crashColumn]
    crashRequirement = measure.crashShare * requirement.crash
    broken = requirement.broken
    correlationAddition = requirement.correlationAddition(measure)
    netted = requirement.netted
    standAlone = requirement.standAlone
    amount = requirement.amount
    binding = requirement.binding(measure).rawValue
    self.measure = measure.measure
  }
}
