import Foundation
import SteelyardContracts
import TestSupport

/// The program that appends to a journal, running, and what it has acknowledged.
final class Hammer {
  private let process = Process()
  private let pipe = Pipe()
  private var printed: [UInt8] = []

  /// Starts it; `shell` comes before the program, such as `ulimit -f 2000;`.
  init(_ place: TemporaryJournal, batches: Int, size: Int, shell: String = "") throws {
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    let program = PackageRoot.path(of: ".build/release/journal-hammer")
    process.arguments = [
      "-c", "\(shell) exec '\(program)' '\(place.directory)' \(batches) \(size)",
    ]
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  /// Waits for this many lines, or for the end.
  func wait(lines count: Int) {
    while printed.lazy.filter({ $0 == 10 }).count < count {
      let more = pipe.fileHandleForReading.availableData
      if more.isEmpty { return }
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

  /// Whole lines only: of one that was cut off it is not known what it says.
  var lines: [String] {
    String(decoding: printed, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false
    )
    .dropLast().map(String.init)
  }

  /// The last position that it printed.
  var acknowledged: Int64 { lines.compactMap { Int64($0) }.max() ?? 0 }
}
