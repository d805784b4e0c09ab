import Foundation
import TestSupport

/// The program that runs an engine under load, running, and what it has printed.
final class HammerRun {
  /// A line that the program printed.
  enum Line {
    /// Where it started: the journal's last record and the snapshot that was read.
    case open(position: Int64, snapshot: Int64)
    /// A command that was done, and where.
    case done(identifier: String, position: Int64)
    /// One that had been done before, and where the journal was then.
    case repeated(identifier: String, position: Int64)
    /// One that was refused.
    case refused(identifier: String)
    /// The end, with the error's code and text.
    case error(code: String, text: String)
    /// Every account is through its liquidation.
    case end(liquidations: Int64)
  }

  private let process = Process()
  private let pipe = Pipe()
  private var printed: [UInt8] = []
  private var lineCount = 0

  /// Starts it; `shell` comes before the program, such as `ulimit -f 2000;`.
  convenience init(
    _ place: JournalPlace, snapshotInterval: Int, firsts: [Int], shell: String = ""
  ) throws {
    try self.init(
      place, snapshotInterval: snapshotInterval,
      work: firsts.map(String.init).joined(separator: ","),
      shell: shell)
  }

  /// Starts it with other work.
  init(_ place: JournalPlace, snapshotInterval: Int, work: String, shell: String = "") throws {
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    let program = PackageRoot.path(of: ".build/release/engine-hammer")
    process.arguments = [
      "-c", "\(shell) exec '\(program)' '\(place.directory)' \(snapshotInterval) \(work)",
    ]
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  /// Waits for this many lines, or for the end.
  func wait(lines count: Int) {
    while lineCount < count {
      let more = pipe.fileHandleForReading.availableData
      if more.isEmpty { return }
      lineCount += more.lazy.filter { $0 == 10 }.count
      printed += more
    }
  }

  /// Ends it as a power switch would, and collects the rest.
  func kill() {
    Foundation.kill(process.processIdentifier, SIGKILL)
    finish()
  }

  /// Waits for its end.
  func finish() {
    printed += pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
  }

  /// How the program ended: its status where it did so itself.
  var exitStatus: Int32? {
    process.terminationReason == .exit ? process.terminationStatus : nil
  }

  /// What the whole lines say: of one that was cut off it is not known.
  var lines: [Line] {
    String(decoding: printed, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).dropLast().compactMap { text in
        let words = text.split(separator: " ", maxSplits: 2).map(String.init)
        guard words.count == 3 else { return nil }
        switch (words[0], Int64(words[2])) {
        case ("open", let snapshot?):
          return Int64(words[1]).map { .open(position: $0, snapshot: snapshot) }
        case ("ack", let position?): return .done(identifier: words[1], position: position)
        case ("again", let position?): return .repeated(identifier: words[1], position: position)
        case ("no", _): return .refused(identifier: words[1])
        case ("end", _): return Int64(words[1]).map { .end(liquidations: $0) }
        case ("error", _): return .error(code: words[1], text: words[2])
        default: return nil
        }
      }
  }
}
