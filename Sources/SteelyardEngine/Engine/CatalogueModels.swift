public import SteelyardContracts
import SteelyardFormats
public import SteelyardMargin

/// The margin models of the catalogue, on parameter files as `--parameters` takes them and states as
/// `steelyard calibrate` writes them.
public struct CatalogueModels: ModelMaking {
  /// The models.
  public init() {}

  /// A model on a parameter file and, where it keeps one, a state.
  ///
  /// - Throws: What is wrong with a file, with the place in it; `missingMarketData` for a model that needs a
  ///   state and is given none.
  public func model(
    named name: String, parameters file: [UInt8], state: [UInt8]?
  ) throws(SteelyardError) -> any MarginModel {
    let parameters = InputFile(name: "\(name) parameters", bytes: file)
    let needsState = try MarginModelCatalogue.specification(named: name, parameters: parameters)
      .needsState
    guard needsState, let state else {
      return try MarginModelCatalogue.model(named: name, parameters: parameters)
    }
    return try MarginModelCatalogue.model(
      named: name, parameters: parameters,
      state: try ModelStateFile.read(InputFile(name: "\(name) state", bytes: state)))
  }

  /// The name of the parameter set that a file holds.
  ///
  /// - Throws: What is wrong with the file, with the place in it.
  public func parameterSet(
    named name: String, parameters file: [UInt8]
  ) throws(SteelyardError) -> String {
    try MarginModelCatalogue.specification(
      named: name, parameters: InputFile(name: "\(name) parameters", bytes: file)
    ).provenance.name
  }

  /// Refuses what is no state of a model, or one that was made for another parameter set.
  ///
  /// - Throws: `invalidInput` with the place in the file.
  public func checkState(
    _ file: [UInt8], of name: String, parameterSet: String
  ) throws(SteelyardError) {
    let read = try ModelStateFile.read(InputFile(name: "\(name) state", bytes: file))
    guard read.state.model == name, read.state.parameters == parameterSet else {
      throw SteelyardError(
        .invalidInput,
        "The state \(read.state.name) was made for \(read.state.model) with the parameters "
          + "\(read.state.parameters), not for \(name) with \(parameterSet).",
        remedy: "Make one with `steelyard calibrate`, or propose it under the name of its set.")
    }
  }

  /// The parameter file of a model that comes with Steelyard.
  ///
  /// - Throws: `invalidInput` where none comes.
  public static func embeddedParameters(of name: String) throws(SteelyardError) -> [UInt8] {
    guard let path = MarginModelCatalogue.file(of: name) else {
      throw SteelyardError(
        .invalidInput, "There is no margin model \"\(name.prefix(60))\".",
        remedy: "Choose one of \(MarginModelCatalogue.names.joined(separator: ", ")).")
    }
    return try EmbeddedParameters.file(named: path)
  }
}
