import Foundation
import TestSupport

/// Where the examples of the package stand.
enum ExampleFiles {
  /// Whether this run writes what the examples print instead of comparing it.
  static let isUpdating =
    ProcessInfo.processInfo.environment["STEELYARD_UPDATE_EXAMPLES"] == "1"

  /// Path of the program that the examples start.
  static let program = ".build/release/steelyard"

  /// The pages that hold examples: README and everything below `docs`.
  static let pages: [String] = {
    let below = (try? FileManager.default.subpathsOfDirectory(atPath: path("docs"))) ?? []
    let docs = below.filter { $0.hasSuffix(".md") }.map { "docs/" + $0 }
    return ["README.md"] + docs.sorted()
  }()

  /// The directories below `Examples`.
  static let directories: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path("Examples"))) ?? []
    return names.map { "Examples/" + $0 }.filter(isDirectory).sorted()
  }()

  /// The directories with a `command` file; every one should be.
  static let commandDirectories = directories.filter { exists($0 + "/command") }

  /// Path of the program of the package in `Examples/Embedding`, as our own package builds it.
  static let embedding = ".build/release/embedding"

  static func path(_ relative: String) -> String { PackageRoot.path(of: relative) }

  static func exists(_ relative: String) -> Bool {
    FileManager.default.fileExists(atPath: path(relative))
  }

  private static func isDirectory(_ relative: String) -> Bool {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path(relative))
    return attributes?[.type] as? FileAttributeType == .typeDirectory
  }

  static func read(_ relative: String) throws -> String {
    try String(contentsOfFile: path(relative), encoding: .utf8)
  }

  static func write(_ text: String, to relative: String) throws {
    try text.write(toFile: path(relative), atomically: true, encoding: .utf8)
  }
}
