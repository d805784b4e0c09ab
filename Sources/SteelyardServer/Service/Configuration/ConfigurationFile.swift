import Foundation
public import SteelyardContracts
import SteelyardFormats

/// Reads configuration files.
public enum ConfigurationFile {
  /// Reads the file of a service.
  ///
  /// - Throws: `invalidInput`, with the option's name and what it may be.
  public static func read(path: String) throws(SteelyardError) -> ServiceConfiguration {
    let file = try InputFile(path: path)
    guard file.bytes.contains(where: { !$0.isWhitespace }) else {
      throw SteelyardError(
        .invalidInput, "The configuration is empty.",
        remedy: "Begin with a copy of deploy/steelyard.json5.",
        subject: .place(file: path, row: nil, field: nil))
    }
    let decoder = JSONDecoder()
    decoder.allowsJSON5 = true
    do {
      return try decoder.decode(ServiceConfiguration.self, from: Data(file.bytes))
    } catch let error as SteelyardError {
      throw error.about(.place(file: path, row: nil, field: nil))
    } catch {
      throw SteelyardError(
        .invalidInput, "The configuration is no JSON5: \(reason(error)).",
        remedy: "Compare it with deploy/steelyard.json5.",
        subject: .place(file: path, row: nil, field: nil))
    }
  }

  private static func reason(_ error: any Error) -> String {
    guard case DecodingError.dataCorrupted(let context) = error else { return "\(error)" }
    let cause = (context.underlyingError as NSError?)?.userInfo["NSDebugDescription"] as? String
    let text = cause ?? context.debugDescription
    // Ours end with a full stop too.
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }

  /// Rules whose fields have Swift's names, from fields with the file's.
  static func snakeCased<Value: Decodable>(
    _ fields: [String: ConfigurationValue], as type: Value.Type
  ) throws -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(type, from: try JSONEncoder().encode(fields))
    } catch let error as SteelyardError {
      throw error
    } catch DecodingError.keyNotFound(let key, _) {
      throw SteelyardError(
        .invalidInput, "A rule lacks \(key.stringValue).",
        remedy: "Give every rule of the section, or leave the section out.")
    }
  }
}

extension UInt8 {
  /// Whether it is what JSON has between its words.
  fileprivate var isWhitespace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}

/// A number, a text, whether something is so, or a section of these, of a configuration.
indirect enum ConfigurationValue: Codable, Sendable {
  case number(Double)
  case truth(Bool)
  case text(String)
  case section([String: ConfigurationValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let truth = try? container.decode(Bool.self) {
      self = .truth(truth)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else {
      self = .section(try container.decode([String: ConfigurationValue].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let number): try container.encode(number)
    case .truth(let truth): try container.encode(truth)
    case .text(let text): try container.encode(text)
    case .section(let section): try container.encode(section)
    }
  }
}
