public import SteelyardContracts
public import SteelyardMargin
public import SteelyardMarket

/// The parts of a margin model, as a parameter file gives them and before any state.
public enum MarginModelSpecification: Sendable, Hashable {
  /// Scenarios, offsets and charges.
  case scenario(ScenarioMarginSpecification)
  /// Position by position.
  case position(StandardMarginSpecification)
  /// Joint scenarios that a state holds.
  case dynamic(DynamicSpecification)

  /// The model's name.
  public var name: String {
    switch self {
    case .scenario(let parts): parts.name
    case .position(let parts): parts.name
    case .dynamic(let parts): parts.name
    }
  }

  /// Where the parameters come from.
  public var provenance: ParameterProvenance {
    switch self {
    case .scenario(let parts): parts.provenance
    case .position(let parts): parts.provenance
    case .dynamic(let parts): parts.provenance
    }
  }

  /// Which volatilities options are priced from.
  public var surfaceSource: SurfaceSource {
    switch self {
    case .scenario(let parts): parts.surfaceSource
    case .position(let parts): parts.surfaceSource
    case .dynamic(let parts): parts.surfaceSource
    }
  }

  /// Whether the model stands on a state.
  public var needsState: Bool {
    if case .dynamic = self { true } else { false }
  }

  /// The model itself.
  ///
  /// - Parameter state: What a model that learns from history has learned; nil for the state that
  ///   comes with its parameters.
  /// - Throws: `missingMarketData` where the model needs a state and none comes with its parameters;
  ///   `notApplicable` where it keeps none and one is given; `invalidInput` for a state of another
  ///   model or parameter set, and for parts that contradict each other.
  public func model(state: ModelStateFile?) throws(SteelyardError) -> any MarginModel {
    switch self {
    case .scenario(let parts):
      try refuse(state)
      return try ScenarioMargin(parts)
    case .position(let parts):
      try refuse(state)
      return try PositionMargin(parts)
    case .dynamic(let parts):
      // Not ??: its right side cannot throw typed errors.
      var state = state
      if state == nil {
        state = try MarginModelCatalogue.state(ofParameters: parts.provenance.name)
      }
      guard let state else {
        throw SteelyardError(
          .missingMarketData,
          "The model \(name) needs a state, and none comes with the parameters "
            + "\(provenance.name).",
          remedy: "Run `steelyard calibrate`, and pass what it wrote by --state FILE.")
      }
      do throws(SteelyardError) {
        return try DynamicMargin(parts, state: state.state, stateName: state.stateName)
      } catch {
        guard case .call = error.subject else { throw error }
        throw error.about(.place(file: state.name, row: nil, field: nil))
      }
    }
  }

  private func refuse(_ state: ModelStateFile?) throws(SteelyardError) {
    guard let state else { return }
    throw SteelyardError(
      .notApplicable, "The model \(name) keeps no state.", remedy: "Leave --state out.",
      subject: .place(file: state.name, row: nil, field: nil))
  }
}
