import Foundation

/// Where the vectors are: `STEELYARD_VECTORS`, or `../shared/reference/vectors` beside the package.
enum VectorDirectory {
  static var path: String {
    if let given = ProcessInfo.processInfo.environment["STEELYARD_VECTORS"], !given.isEmpty {
      return given
    }
    return URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("../shared/reference/vectors").standardizedFileURL.path
  }

  static var isPresent: Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
      && isDirectory.boolValue
  }

  /// The names of the JSON files there, sorted.
  static func fileNames() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".json") }
      .sorted()
  }

  static func read(_ name: String) throws -> JSONValue {
    let data = try Data(contentsOf: URL(fileURLWithPath: path).appendingPathComponent(name))
    return try JSONDecoder().decode(JSONValue.self, from: data)
  }
}
