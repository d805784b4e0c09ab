import Foundation
import SteelyardCommandLine
import SteelyardContracts

/// The fields of one section of a configuration: those that are missing have their defaults, those that are not
/// known are refused with the nearest known one.
struct ConfigurationFields<Key: CodingKey & CaseIterable & RawRepresentable<String>> {
  /// Any field, whatever it is called.
  private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private let container: KeyedDecodingContainer<Key>
  private let path: String

  /// - Throws: `invalidInput` for a field that is not one of `Key`.
  init(_ decoder: any Decoder) throws {
    container = try decoder.container(keyedBy: Key.self)
    path = decoder.codingPath.map(\.stringValue).joined(separator: ".")
    let known = Key.allCases.map(\.rawValue)
    for key in try decoder.container(keyedBy: AnyKey.self).allKeys
    where !known.contains(key.stringValue) {
      let near = NearestWord.among(known, to: key.stringValue)
      throw SteelyardError(
        .invalidInput, "There is no option \"\(full(key.stringValue))\".",
        remedy: near.map { "Did you mean \(full($0))?" }
          ?? "Choose one of \(known.joined(separator: ", ")).")
    }
  }

  private func full(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

  /// Whether a field is there.
  func has(_ key: Key) -> Bool { container.contains(key) }

  /// The value of a field, or its default.
  func value<Value: Decodable>(_ key: Key, default standard: Value) throws -> Value {
    try optional(key) ?? standard
  }

  /// The value of a field that has no default.
  func required<Value: Decodable>(_ key: Key) throws -> Value {
    guard let value: Value = try optional(key) else {
      throw SteelyardError(
        .invalidInput, "The option \"\(full(key.rawValue))\" is missing.",
        remedy: "Add it; it has no default.")
    }
    return value
  }

  /// The value of a field that may be missing or null.
  func optional<Value: Decodable>(_ key: Key) throws -> Value? {
    do {
      return try container.decodeIfPresent(Value.self, forKey: key)
    } catch let error as SteelyardError {
      throw error
    } catch {
      throw SteelyardError(
        .invalidInput, "The option \"\(full(key.rawValue))\" is of the wrong kind.",
        remedy: "Give it as docs/service.md says.")
    }
  }

  /// The whole number of a field, checked.
  func number(_ key: Key, default standard: Int, in range: ClosedRange<Int>) throws -> Int {
    let value = try self.value(key, default: standard)
    guard range.contains(value) else {
      throw SteelyardError(
        .invalidInput, "The option \"\(full(key.rawValue))\" is \(value).",
        remedy: "Give \(range.lowerBound) to \(range.upperBound).")
    }
    return value
  }
}
