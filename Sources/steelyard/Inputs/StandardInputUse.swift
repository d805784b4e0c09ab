import SteelyardContracts

/// Sees to it that standard input is read once only.
enum StandardInputUse {
  /// - Throws: `invalidInput` where more than one path is `-`.
  static func check(_ paths: [String]) throws(SteelyardError) {
    guard paths.count(where: { $0 == "-" }) <= 1 else {
      throw SteelyardError(
        .invalidInput, "Two inputs are \"-\", but there is one standard input.",
        remedy: "Save one of them in a file and name it.")
    }
  }
}
