import SteelyardContracts
import SteelyardMargin

/// The state of a model for one of its parameter sets, as something that is governed beside the parameters.
///
/// A state fits one parameter set and no other. So each set has its own line of states: the one for a set that
/// comes is adopted ahead, waits, and is in force from the instant that its parameters are.
struct GovernedState {
  /// The model.
  let model: String
  /// The name of the parameter set.
  let parameterSet: String

  init(of model: String, parameterSet: String) {
    self.model = model
    self.parameterSet = parameterSet
  }

  /// What a governed name means: `dynamic/state/dynamic-2026-11`; nil for the name of parameters.
  init?(named name: String) {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[1] == "state", !parts[0].isEmpty, !parts[2].isEmpty else {
      return nil
    }
    self.init(of: String(parts[0]), parameterSet: String(parts[2]))
  }

  /// What it is governed as.
  var name: String { "\(model)/state/\(parameterSet)" }
}

extension ParameterGovernance {
  /// The state in force for a parameter set; nil where the set's own is used.
  func state(
    of model: String, parameterSet: String, at time: Timestamp
  ) -> ParameterVersion? {
    inForce(GovernedState(of: model, parameterSet: parameterSet).name, at: time)
  }

  /// Refuses a file that makes no model beside what is in force, and returns the model that it would make.
  ///
  /// - Returns: Nil for a state that waits for its parameters.
  /// - Throws: `notFound` for a state of a model that has no parameters; what is wrong with the file.
  func model(
    of file: [UInt8], named name: String, at time: Timestamp, _ maker: any ModelMaking
  ) throws(SteelyardError) -> (name: String, model: any MarginModel)? {
    guard let governed = GovernedState(named: name) else {
      let set = try maker.parameterSet(named: name, parameters: file)
      // An effect that was measured on one state must not come into force with another.
      let line = GovernedState(of: name, parameterSet: set).name
      if let change = open(line) { throw pending(change) }
      let state = state(of: name, parameterSet: set, at: time)
      return (name, try maker.model(named: name, parameters: file, state: state?.file))
    }
    guard let parameters = inForce(governed.model, at: time) else {
      throw SteelyardError(
        .notFound, "No parameters of \"\(governed.model.prefix(60))\" are in force.",
        remedy: "Adopt some first.")
    }
    try maker.checkState(file, of: governed.model, parameterSet: governed.parameterSet)
    if let change = open(governed.model),
      try maker.parameterSet(named: governed.model, parameters: change.file)
        == governed.parameterSet
    {
      throw pending(change)
    }
    guard
      try maker.parameterSet(named: governed.model, parameters: parameters.file)
        == governed.parameterSet
    else { return nil }
    return (
      governed.model,
      try maker.model(named: governed.model, parameters: parameters.file, state: file)
    )
  }

  private func pending(_ change: ParameterChange) -> SteelyardError {
    SteelyardError(
      .conflict,
      "Change \(change.number) of \(change.model) is open, whose effect this would change.",
      remedy: "Wait until it is in force, or cancel it.")
  }
}
