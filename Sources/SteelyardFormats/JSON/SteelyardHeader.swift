import SteelyardContracts

/// The first two members of every file in Steelyard's own formats: what it is, and the version.
enum SteelyardHeader {
  /// The version written, and the latest that is read.
  static let version = 1

  /// Checks what the file is.
  ///
  /// - Throws: `invalidInput` for another kind of file or a member that the version has not,
  ///   `unsupported` for a later version.
  static func check(
    _ root: JSONValue, kind: String, members: Set<String>
  ) throws(SteelyardError) {
    let found = try root.required("steelyard")
    guard try found.string() == kind else {
      throw found.error(
        "This is a Steelyard file of kind \"\(found.text.prefix(40))\", not \"\(kind)\".",
        remedy: "Give a \(kind) file here.")
    }
    let version = try root.required("version")
    guard try version.integer() == SteelyardHeader.version else {
      throw version.error(
        code: .unsupported, "Version \(version.text.prefix(20)) of the format is not known.",
        remedy: "Use version \(SteelyardHeader.version), or a later Steelyard.")
    }
    for (key, member) in try root.members() where !members.contains(key) {
      throw member.error(
        "Version \(SteelyardHeader.version) of the format has no member \"\(key.prefix(40))\".",
        remedy: "Remove it, or use a later Steelyard.")
    }
  }

  /// Writes the two members.
  static func write(kind: String, _ writer: inout JSONWriter) {
    writer.key("steelyard")
    writer.string(kind)
    writer.key("version")
    writer.integer(version)
  }
}
