import Foundation
import TestSupport
import Testing

/// What SwiftPM says the package consists of.
struct PackageDescription: Decodable {
  struct Target: Decodable {
    let name: String
    let path: String
    let type: String
    let dependencies: [String]

    enum CodingKeys: String, CodingKey {
      case name, path, type
      case dependencies = "target_dependencies"
    }

    init(name: String, path: String, type: String = "library", dependencies: [String]) {
      self.name = name
      self.path = path
      self.type = type
      self.dependencies = dependencies
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      name = try container.decode(String.self, forKey: .name)
      path = try container.decode(String.self, forKey: .path)
      type = try container.decode(String.self, forKey: .type)
      dependencies = try container.decodeIfPresent([String].self, forKey: .dependencies) ?? []
    }

    var isTest: Bool { type == "test" }
  }

  let targets: [Target]

  /// Path of the file that `make test` writes before the tests run.
  static let path = ".build/package-description.json"

  /// Reads the description, and refuses one older than the manifest.
  static func read() throws -> PackageDescription {
    let manager = FileManager.default
    let described = try? manager.attributesOfItem(atPath: PackageRoot.path(of: path))
    let manifest = try manager.attributesOfItem(atPath: PackageRoot.path(of: "Package.swift"))
    let describedAt = try #require(
      described?[.modificationDate] as? Date,
      "\(path) is missing; run `make test`, which writes it before the tests start.")
    let changedAt = try #require(manifest[.modificationDate] as? Date)
    try #require(
      describedAt >= changedAt,
      "\(path) is older than Package.swift; run `make test`, which writes it anew.")
    let data = try Data(contentsOf: URL(fileURLWithPath: PackageRoot.path(of: path)))
    return try JSONDecoder().decode(PackageDescription.self, from: data)
  }
}
