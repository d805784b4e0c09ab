import SteelyardDigests
public import SteelyardContracts
public import SteelyardMargin

/// A model's state as a file, and the hash that answers name it by.
public struct ModelStateFile: Sendable, Hashable {
  /// Most coins of a state: each holds a column for every factor and group.
  public static let coinsMax = 500
  /// Most stablecoins and staking tokens of a group.
  public static let assetsMax = 500
  /// Most histories and event files that a state names.
  public static let sourcesMax = 10_000
  /// Most bytes of a label, a name or a source.
  public static let textBytesMax = 500
  /// Hexadecimal digits of the hash that answers show.
  public static let shownDigits = 16

  /// The file as the caller named it.
  public let name: String
  /// What the file says.
  public let state: ModelState
  /// SHA-256 of the file's bytes: 64 hexadecimal digits, as `sha256sum` prints them.
  public let hash: String

  /// What answers name the state by: `dynamic-2024-12-31 sha256:` and the hash's first digits.
  public var stateName: String {
    "\(state.name) sha256:\(hash.prefix(ModelStateFile.shownDigits))"
  }

  /// Whether the state was made for these parts: for their model, with their parameters.
  public func isMade(for parts: MarginModelSpecification) -> Bool {
    parts.needsState && state.model == parts.name && state.parameters == parts.provenance.name
  }

  /// Reads a state.
  ///
  /// - Throws: `invalidInput` naming the file and the place where it is no state, a member is
  ///   missing, unknown or impossible, or a group does not know a coin that the state names;
  ///   `unsupported` for a later version; `limitExceeded` beyond the limits above, those of
  ///   `JointScenarios`, and those of `JSONDocument`.
  public static func read(_ input: InputFile) throws(SteelyardError) -> ModelStateFile {
    guard try input.textKind() == .json else {
      throw input.error(
        "This is no JSON.", remedy: "Give a model state that `steelyard calibrate` wrote.")
    }
    return ModelStateFile(
      name: input.name, state: try ModelStateReader.read(JSONDocument(input)),
      hash: SHA256Digest(of: input.bytes).description)
  }
}
