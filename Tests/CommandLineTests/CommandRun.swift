import Foundation
import SteelyardFormats
import TestSupport

/// What a run of the program printed on each stream, and how it ended.
struct CommandRun {
  let output: String
  let complaint: String
  let status: Int

  /// Runs a shell command line in the root of the package, with the streams apart.
  init(_ command: String, input: String = "") throws {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("steelyard-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: file) }
    let run = try ProgramRun.shell("{ \(command)\n} 2>'\(file)'", input: input)
    output = run.output
    status = run.status
    complaint = try String(contentsOfFile: file, encoding: .utf8)
  }

  /// The lines of the complaint.
  var complaintLines: [Substring] { complaint.split(separator: "\n") }

  /// The answer as a JSON object.
  func object() throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
    return value as? [String: Any] ?? [:]
  }
}

/// The example book as options of a command line.
enum ExampleBook {
  static let market =
    "--market Examples/hedged-book/market-btc.json --market Examples/hedged-book/market-eth.json"
  static let positions = "Examples/hedged-book/positions.csv"
  static let options = "\(market) --positions \(positions)"
}

/// A directory for the files of one test, removed with it.
final class ScratchDirectory {
  let path: String

  init() throws {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("steelyard-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and gives its path.
  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    let path = "\(path)/\(name)"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  /// Writes a text file and gives its path.
  func file(_ name: String, _ text: String) throws -> String { try file(name, Array(text.utf8)) }

  /// Writes the synthetic state of the dynamic model and gives its path.
  func syntheticState() throws -> String {
    try file("state.json", try ModelStateFile.json(try SyntheticState.state()))
  }

  /// Names of what is in it.
  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }
}
