public import SteelyardContracts

/// Scenarios written out one by one.
public struct ScenarioList: Sendable, Hashable, Codable {
  /// Most scenarios in one list; venues have 23 to 33, stress libraries some hundred.
  public static let scenariosMax = 10_000

  /// One scenario of a list.
  public struct Entry: Sendable, Hashable, Codable {
    /// What people call it; nil for a label made of its moves.
    public let label: String?
    /// Relative move of spot, forwards and futures, > -1.
    public let spotMove: Double
    /// Where volatility goes.
    public let volatility: VolatilityMove
    /// Share of the profit that counts; nil for 1.
    public let dampening: Double?
    /// How much the scenario counts in measures that weigh; nil for 1.
    public let weight: Double?

    /// A scenario from its parts.
    public init(
      label: String? = nil, spotMove: Double, volatility: VolatilityMove, dampening: Double? = nil,
      weight: Double? = nil
    ) {
      self.label = label
      self.spotMove = spotMove
      self.volatility = volatility
      self.dampening = dampening
      self.weight = weight
    }
  }

  /// The volatility cases.
  public let volatility: VolatilityShocks
  /// The scenarios, in the order in which they are numbered.
  public let scenarios: [Entry]

  /// A list from its parts.
  public init(volatility: VolatilityShocks, scenarios: [Entry]) {
    self.volatility = volatility
    self.scenarios = scenarios
  }

  /// The scenarios.
  ///
  /// - Throws: `invalidInput` for an empty list, a move at -100 % or below, a negative or infinite
  ///   dampening or weight, a tilt that also moves spot or has no figures; `limitExceeded` beyond
  ///   `scenariosMax`.
  public func resolved() throws(SteelyardError) -> [Scenario] {
    guard !scenarios.isEmpty, scenarios.count <= ScenarioList.scenariosMax else {
      throw SteelyardError(
        scenarios.isEmpty ? .invalidInput : .limitExceeded,
        "A scenario list has \(scenarios.count) scenarios.",
        remedy: "Give 1 to \(ScenarioList.scenariosMax).", subject: place("scenarios"))
    }
    guard volatility.isAdmissible else {
      throw SteelyardError(
        .invalidInput, "A volatility shock is negative or not finite.",
        remedy: "Give decimals and days from 0 up.", subject: place("volatility"))
    }
    var resolved: [Scenario] = []
    resolved.reserveCapacity(scenarios.count)
    for (index, entry) in scenarios.enumerated() {
      try check(entry, place("scenarios[\(index)]"))
      resolved.append(
        Scenario(
          label: entry.label ?? entry.defaultLabel, spotMove: entry.spotMove,
          volatilityMove: entry.volatility, dampening: entry.dampening ?? 1,
          weight: entry.weight ?? 1))
    }
    return resolved
  }

  private func check(
    _ entry: Entry, _ subject: SteelyardError.Subject
  ) throws(SteelyardError) {
    guard entry.spotMove > -1, entry.spotMove.isFinite else {
      throw SteelyardError(
        .invalidInput, "The spot move \(entry.spotMove) takes the price to zero or below.",
        remedy: "Give a finite move above -1.", subject: subject)
    }
    for share in [entry.dampening ?? 1, entry.weight ?? 1] where !(share >= 0 && share.isFinite) {
      throw SteelyardError(
        .invalidInput, "A dampening or weight is \(share).",
        remedy: "Give finite numbers from 0 up.", subject: subject)
    }
    if entry.volatility.isSkew, volatility.skew == nil || entry.spotMove != 0 {
      throw SteelyardError(
        .invalidInput, "A tilt of the smile needs its figures and an unmoved spot.",
        remedy: "Give volatility.skew, and 0 as the spot move of \(entry.volatility.rawValue).",
        subject: subject)
    }
  }

  private func place(_ field: String) -> SteelyardError.Subject {
    .place(file: "scenario list", row: nil, field: field)
  }
}

extension ScenarioList.Entry {
  fileprivate var defaultLabel: String {
    let label =
      volatility.isSkew
      ? "smile tilted, \(volatility == .linearSkew ? "linear" : "absolute")"
      : ScenarioGrid.label(spotMove, volatility)
    guard let dampening, dampening != 1 else { return label }
    return label + ", dampened"
  }
}
