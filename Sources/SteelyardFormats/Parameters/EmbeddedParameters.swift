public import SteelyardContracts
import SteelyardParameters

/// The files of `Parameters/` as they were when the program was built.
public enum EmbeddedParameters {
  /// Paths below `Parameters/`, such as `contracts/deribit.json`, in alphabetical order.
  public static func names() -> [String] {
    (0..<steelyard_parameter_file_count()).map {
      String(cString: steelyard_parameter_file($0).name)
    }
    .sorted()
  }

  /// The bytes of a file.
  ///
  /// - Throws: `invalidInput` where no such file is embedded, with those that are.
  public static func file(named name: String) throws(SteelyardError) -> [UInt8] {
    for index in 0..<steelyard_parameter_file_count() {
      let file = steelyard_parameter_file(index)
      guard String(cString: file.name) == name, let bytes = file.bytes else { continue }
      return Array(String(cString: bytes).utf8)
    }
    throw SteelyardError(
      .invalidInput, "There is no parameter file \"\(name.prefix(60))\".",
      remedy: "Choose one of \(names().joined(separator: ", ")).")
  }
}
