public import SteelyardContracts
public import SteelyardMargin

/// The margin models that come with Steelyard, by name.
public enum MarginModelCatalogue {
  /// The names, the ones in use first; each stands for a file of `Parameters/margin`.
  public static let names = [
    "deribit", "derive", "derive-standard", "isolated", "cross", "derive-pmrm", "deribit-2024-06",
    "deribit-classic-2021",
    "deribit-classic-2019", "deribit-classic-2018", "deribit-classic-2017",
  ]

  /// The names of the models in force, and of the baselines `isolated` and `cross`: what a
  /// comparison takes where nothing is said. A test holds the list to the files.
  public static let compared = ["deribit", "derive", "derive-standard", "isolated", "cross"]

  /// The parameter set that a name without a date stands for.
  private static let current = [
    "deribit": "deribit-2026-02", "derive": "derive-pmrm2-2025-12",
    "derive-pmrm": "derive-pmrm-2025-12",
  ]

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
  /// - Throws: `invalidInput` for an unknown name, a file that is no model, or a file of another
  ///   model than the one named.
  public static func model(
    named name: String, parameters: InputFile?
  ) throws(SteelyardError) -> any MarginModel {
    guard names.contains(name) || parameters != nil else {
      throw SteelyardError(
        .invalidInput, "There is no margin model \"\(name.prefix(60))\".",
        remedy: "Choose one of \(names.joined(separator: ", ")).")
    }
    if let parameters {
      let model = try MarginModelFile.model(parameters)
      guard model.name == name else {
        throw SteelyardError(
          .invalidInput, "The file holds the model \"\(model.name)\", not \"\(name)\".",
          remedy: "Pass --model \(model.name), or the file of \(name).",
          subject: .place(file: parameters.name, row: nil, field: "name"))
      }
      return model
    }
    let file = path(of: name)
    return try MarginModelFile.model(
      InputFile(name: file, bytes: try EmbeddedParameters.file(named: file)))
  }
}
