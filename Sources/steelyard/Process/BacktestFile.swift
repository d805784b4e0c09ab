import FoundationEssentials
import Glibc
import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardValidation

/// The days of a backtest as lines of a file: a run that was stopped goes on where it was.
struct BacktestFile {
  private let path: String
  /// What the run stands on; a file of another run is refused.
  private let identity: String
  /// Days that the file holds, by their ends.
  private(set) var days: [Timestamp: BacktestDay] = [:]

  /// The form of the lines; the second has losses of every hour.
  private static let version = 2

  private struct Head: Codable {
    let steelyard: String
    let version: Int
    let identity: String
  }

  /// Opens a file, or begins one.
  ///
  /// - Throws: `invalidInput` where the file belongs to another run or is none of ours.
  init(path: String, identity: String) throws(SteelyardError) {
    self.path = path
    self.identity = identity
    guard access(path, F_OK) == 0 else {
      try append(
        try BacktestFile.encoded(
          Head(steelyard: "backtest", version: BacktestFile.version, identity: identity)))
      return
    }
    let input = try InputFile(path: path)
    let lines = input.bytes.split(separator: UInt8(ascii: "\n"))
    guard let first = lines.first,
      let head = try? JSONDecoder().decode(Head.self, from: Data(first)),
      head.steelyard == "backtest"
    else {
      throw SteelyardError(
        .invalidInput, "The file is no backtest that could be resumed.",
        remedy: "Give another path, or remove the file.",
        subject: .place(file: path, row: 1, field: nil))
    }
    guard head.version == BacktestFile.version else {
      throw SteelyardError(
        .invalidInput, "The file holds a backtest of the form \(head.version).",
        remedy:
          "This program writes form \(BacktestFile.version): give another path, or remove the file.",
        subject: .place(file: path, row: 1, field: nil))
    }
    guard head.identity == identity else {
      throw SteelyardError(
        .invalidInput, "The file holds a backtest of other histories, books or parameters.",
        remedy: "Give another path, or remove the file.",
        subject: .place(file: path, row: 1, field: nil))
    }
    // The last line may have been cut off; its day is run again.
    for line in lines.dropFirst() {
      guard let day = try? JSONDecoder().decode(BacktestDay.self, from: Data(line)) else {
        continue
      }
      days[day.day] = day
    }
  }

  /// Keeps a day.
  mutating func keep(_ day: BacktestDay) throws(SteelyardError) {
    days[day.day] = day
    try append(try BacktestFile.encoded(day))
  }

  private static func encoded(_ value: some Encodable) throws(SteelyardError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    guard let data = try? encoder.encode(value) else {
      throw SteelyardError(
        .invalidInput, "A day of the backtest has a figure that is no number.",
        remedy: "Check the histories of that day.")
    }
    return [UInt8](data) + [UInt8(ascii: "\n")]
  }

  private func append(_ bytes: [UInt8]) throws(SteelyardError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    defer { if descriptor >= 0 { close(descriptor) } }
    guard descriptor >= 0, write(descriptor, bytes, bytes.count) == bytes.count else {
      throw SteelyardError(
        .invalidInput, "\(path) cannot be written: \(SystemMessage.text()).",
        remedy: "Give a path in a directory that can be written.")
    }
  }
}
