import Foundation
import TestSupport
import Testing

@Suite("The process and its files", .serialized)
struct ProcessTests {
  @Test("a closed pipe is no failure")
  func closedPipe() throws {
    // The writer waits until the reader is gone.
    let run = try CommandRun(
      """
      { sleep 0.3; steelyard margin \(ExampleBook.options) --explain --format html; \
      echo "status $?" >&2; } | true
      """)
    #expect(run.complaint == "status 0\n")
  }

  @Test("an output that cannot be written gives one line", arguments: ["/dev/full"])
  func fullDisk(device: String) throws {
    let run = try CommandRun("steelyard margin \(ExampleBook.options) >\(device)")
    #expect(run.status == 2)
    #expect(run.complaintLines.count == 1)
    #expect(run.complaint.contains("the disk is full"))
  }

  @Test("an interruption ends with 130 and nothing else")
  func interruption() throws {
    let run = try CommandRun(
      // Whoever runs the tests may ignore interruptions, and a program inherits that.
      "sleep 2 | timeout -s INT --preserve-status 0.3 env --default-signal=INT"
        + " steelyard margin --market - --positions x")
    #expect(run.status == 130)
    #expect(run.output.isEmpty)
    #expect(run.complaint.isEmpty)
  }

  @Test("--output replaces a file whole, keeps its mode, and leaves nothing else behind")
  func outputFile() throws {
    let scratch = try ScratchDirectory()
    let path = try scratch.file("answer.txt", "old")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    let printed = try CommandRun("steelyard margin \(ExampleBook.options)")
    let run = try CommandRun("steelyard margin \(ExampleBook.options) --output '\(path)'")
    #expect(run.status == 0)
    #expect(run.output.isEmpty)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == printed.output)
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(scratch.names == ["answer.txt"])
  }

  @Test("--output into a link replaces the file that it names")
  func outputLink() throws {
    let scratch = try ScratchDirectory()
    let path = try scratch.file("answer.txt", "old")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path + "/link", withDestinationPath: path)
    let run = try CommandRun("steelyard names BTC-PERPETUAL --output '\(scratch.path)/link'")
    #expect(run.status == 0)
    #expect(try String(contentsOfFile: path, encoding: .utf8) != "old")
    #expect(scratch.names == ["answer.txt", "link"])
  }

  @Test("--output that cannot be written gives one line and keeps what was there")
  func unwritableOutput() throws {
    let scratch = try ScratchDirectory()
    let kept = try scratch.file("kept.txt", "old")
    for path in ["\(scratch.path)/nowhere/a", scratch.path, "\(kept)/a"] {
      let run = try CommandRun("steelyard margin \(ExampleBook.options) --output '\(path)'")
      #expect(run.status == 2)
      #expect(run.complaintLines.count == 1)
      #expect(run.complaint.contains("cannot be written"))
    }
    #expect(scratch.names == ["kept.txt"])
    let mistaken = try CommandRun(
      "steelyard margin \(ExampleBook.market) --positions nowhere --output '\(kept)'")
    #expect(mistaken.status == 2)
    #expect(try String(contentsOfFile: kept, encoding: .utf8) == "old")
  }
}
