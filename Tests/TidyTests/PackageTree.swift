import Foundation
import TestSupport

/// The text files of the package as they stand on disk.
enum PackageTree {
  /// Directories that are made, not written.
  private static let skipped: Set<String> = [".build", ".git", ".venv", "build", "__pycache__"]

  /// Every path from the root, files only, in order.
  static let paths: [String] = {
    var found: [String] = []
    let keys: [URLResourceKey] = [.isDirectoryKey]
    let root = URL(fileURLWithPath: PackageRoot.path)
    guard let tree = FileManager.default.enumerator(at: root, includingPropertiesForKeys: keys)
    else { return [] }
    for case let url as URL in tree {
      let isDirectory = (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory ?? false
      if isDirectory {
        if skipped.contains(url.lastPathComponent) { tree.skipDescendants() }
      } else if url.lastPathComponent != ".git" {  // a file in a second working tree
        found.append(String(url.path.dropFirst(PackageRoot.path.count + 1)))
      }
    }
    return found.sorted()
  }()

  /// The text files of the whole package, but for data and what is not UTF-8.
  static let files: [SourceFile] = paths.filter { !isData($0) }.compactMap(read)

  /// Swift and C sources of `Sources` and `Tests`.
  static let sources: [SourceFile] = files.filter { ($0.isSwift || $0.isC) && $0.module != nil }

  /// Modules of `Sources` that hold more than a placeholder.
  static let filledModules: [String] = {
    let byModule = Dictionary(
      grouping: sources.filter { $0.topDirectory == "Sources" }, by: { $0.module ?? "" })
    return byModule.filter { _, files in
      !files.contains { $0.name.lowercased().hasPrefix("placeholder") }
    }.keys.sorted()
  }()

  /// Whether the package has a file at this path.
  static func contains(_ path: String) -> Bool { known.contains(path) }
  private static let known = Set(paths)

  /// Market data and fixtures are others' words and long.
  private static func isData(_ path: String) -> Bool {
    path.hasSuffix(".csv") || path.hasSuffix(".gz") || path.hasSuffix(".png")
      || (path.hasSuffix(".json") && !path.hasPrefix("Parameters/"))
  }

  private static func read(_ path: String) -> SourceFile? {
    guard let data = FileManager.default.contents(atPath: PackageRoot.path(of: path)),
      let text = String(validating: data, as: UTF8.self)
    else { return nil }
    return SourceFile(path: path, text: text)
  }
}
