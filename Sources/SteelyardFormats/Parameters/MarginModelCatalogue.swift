public import SteelyardContracts
public import SteelyardMargin

/// The margin models that come with Steelyard, by name.
public enum MarginModelCatalogue {
  /// The names, the ones in use first; each stands for a file of `Parameters/margin`.
  public static let names = [
    "deribit", "derive", "derive-standard", "dynamic", "isolated", "cross", "derive-pmrm",
    "deribit-2024-06", "deribit-classic-2021", "deribit-classic-2019", "deribit-classic-2018",
    "deribit-classic-2017",
  ]

  /// The names that a comparison takes where nothing is said.
  ///
  /// The models in force, and the baselines `isolated` and `cross`; a test holds the list to the
  /// files. A model that needs a state is among them once one comes with Steelyard.
  public static let compared = [
    "deribit", "derive", "derive-standard", "dynamic", "isolated", "cross",
  ].filter { $0 != "dynamic" || states.contains($0) }

  /// The parameter set that a name without a date stands for.
  private static let current = [
    "deribit": "deribit-2026-02", "derive": "derive-pmrm2-2025-12",
    "derive-pmrm": "derive-pmrm-2025-12", "dynamic": "dynamic-2026-11",
  ]

  /// The names whose state comes with Steelyard.
  private static let states = names.filter { statePath(ofParameters: current[$0] ?? $0) != nil }

  /// The path below `Parameters` of a model's file; nil for what is no model.
  public static func file(of name: String) -> String? {
    names.contains(name) ? path(of: name) : nil
  }

  private static func path(of name: String) -> String {
    "margin/\(current[name] ?? name).json"
  }

  /// A model by its name.
  ///
  /// - Parameters:
  ///   - name: One of `names`.
  ///   - parameters: A file that takes the place of the embedded one; nil for that.
  ///   - state: What a model that learns from history has learned; nil for the state that comes with
  ///     its parameters.
  /// - Throws: `invalidInput` for an unknown name, a file that is no model, a file of another model
  ///   than the one named, or a state of another model or parameter set; `missingMarketData` where
  ///   the model needs a state and none comes with its parameters; `notApplicable` for a state that
  ///   the model does not keep.
  public static func model(
    named name: String, parameters: InputFile?, state: ModelStateFile? = nil
  ) throws(SteelyardError) -> any MarginModel {
    try MarginModelFile.model(try file(of: name, parameters), state: state)
  }

  /// The parts of a model by its name, without the state that it may need.
  ///
  /// - Throws: As `model`, but for states.
  public static func specification(
    named name: String, parameters: InputFile?
  ) throws(SteelyardError) -> MarginModelSpecification {
    try MarginModelFile.specification(try file(of: name, parameters))
  }

  /// The state that comes with a parameter set; nil where none does.
  ///
  /// - Throws: As `ModelStateFile.read`.
  public static func state(
    ofParameters name: String
  ) throws(SteelyardError) -> ModelStateFile? {
    guard let path = statePath(ofParameters: name) else { return nil }
    return try ModelStateFile.read(
      InputFile(name: path, bytes: try EmbeddedParameters.file(named: path)))
  }

  private static func statePath(ofParameters name: String) -> String? {
    let path = "states/\(name).json"
    return EmbeddedParameters.names().contains(path) ? path : nil
  }

  /// The file of a model that is named, checked to be its.
  private static func file(
    of name: String, _ parameters: InputFile?
  ) throws(SteelyardError) -> InputFile {
    guard let parameters else {
      guard names.contains(name) else {
        throw SteelyardError(
          .invalidInput, "There is no margin model \"\(name.prefix(60))\".",
          remedy: "Choose one of \(names.joined(separator: ", ")).")
      }
      let file = path(of: name)
      return InputFile(name: file, bytes: try EmbeddedParameters.file(named: file))
    }
    let found = try MarginModelFile.specification(parameters).name
    guard found == name else {
      throw SteelyardError(
        .invalidInput, "The file holds the model \"\(found)\", not \"\(name)\".",
        remedy: "Pass --model \(found), or the file of \(name).",
        subject: .place(file: parameters.name, row: nil, field: "name"))
    }
    return parameters
  }
}
