public import SteelyardContracts

/// What the dynamic model's requirements are made of, in US dollars.
public struct DynamicExplanation: Sendable {
  /// One of the two requirements, before charges.
  public struct Requirement: Sendable {
    /// The measure of the current scenarios.
    public let core: Double
    /// The standard error of the core, were its scenarios draws: of past days as if each stood by
    /// itself, of drawn ones by how they were drawn; nil for other measures than expected shortfall
    /// or scenarios of different weights.
    public let coreStandardError: Double?
    /// The measure of the stressed scenarios; 0 where they have no weight.
    public let stressed: Double
    /// Current and stressed, weighed.
    public let blend: Double
    /// The loss in the worst historical crash.
    public let crash: Double
    /// The name of that crash; nil where none is known or it has no share.
    public let crashLabel: String?
    /// What that crash asks for: its loss times its share.
    public let crashRequirement: Double
    /// The measure of the current scenarios with correlations broken.
    public let broken: Double
    /// What broken correlations add.
    public let correlationAddition: Double
    /// What all this asks for, netted over coins.
    public let netted: Double
    /// The sum of what each coin asks for by itself.
    public let standAlone: Double
    /// What is left of that sum after the largest benefit from netting.
    public let standAloneFloor: Double
    /// The requirement.
    public let amount: Double
    /// The least for options that are net short at their strikes.
    public let shortOptions: Double
    /// Which part decided: `core`, `stressed`, `crash`, `benefit`, `short_options`.
    public let binding: String
    /// What is measured, with the weights and shares of the parts.
    public let rule: DynamicMeasure

    /// The risk measure.
    public var measure: RiskMeasure { rule.measure }
    /// What stressed scenarios and crashes ask for beyond the core, >= 0 but for rounding.
    public var stressAddition: Double { netted - correlationAddition - core }
    /// What the limit on netting adds, >= 0.
    public var benefitAddition: Double { amount - netted }
  }

  /// What somebody holds and what it adds to the measure of the current scenarios.
  public struct Contribution: Sendable {
    /// An instrument's name, or `balances`.
    public let name: String
    /// Its part of the core, positive where it adds risk; all parts sum to the core.
    public let shortfall: Double
  }

  /// A group of scenarios that initial margin stands on.
  public struct Group: Sendable {
    /// `current`, `stressed` or `crashes`.
    public let name: String
    /// The indices of its outcomes.
    public let indices: Range<Int>
  }

  /// How one coin moves in the scenarios.
  public struct CoinMoves: Sendable {
    /// The coin.
    public let coin: Currency
    /// Relative moves of spot; by the index of an outcome.
    public let spot: [Double]
    /// Changes of the logarithm of the 30-day volatility; by the index of an outcome.
    public let volatility: [Double]
  }

  /// Initial margin.
  public let initial: Requirement
  /// Maintenance margin.
  public let maintenance: Requirement
  /// Parts of the initial core by position, in the order of the bucket's instruments.
  public let positions: [Contribution]
  /// The part of balances.
  public let balances: Contribution
  /// Parts of the initial core by coin, contracts and balances together; they sum to it.
  public let byCoin: [Contribution]
  /// The groups whose outcomes the bucket tells, in their order.
  public let groups: [Group]
  /// The coins that the account holds or has contracts on, by their codes.
  public let coins: [CoinMoves]
  /// The core by the Greeks of the options held; nil without any.
  public let approximation: DynamicApproximation?
  /// Whether shocked smiles can be traded against, by underlying.
  public let surfaceChecks: [ShockedSurfaceCheck]
  /// What answers name the state by.
  public let stateName: String
  /// The instant up to which the state knows history.
  public let stateAsOf: Timestamp
}
