import Foundation

/// The project's own vectors in `Tests/Fixtures`.
public enum Fixture {
  /// Decodes one JSON file, by its path under `Tests/Fixtures`.
  public static func decode<Content: Decodable>(_ type: Content.Type, _ path: String) throws
    -> Content
  {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let file = root.appendingPathComponent("Tests/Fixtures").appendingPathComponent(path)
    return try JSONDecoder().decode(type, from: Data(contentsOf: file))
  }
}

/// A number that a fixture writes as text, to keep more digits than a double has.
public struct ExactNumber: Decodable, Sendable {
  /// The nearest double.
  public let value: Double

  /// Reads the text.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let number = Double(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(text) is not a number.")
    }
    value = number
  }
}
