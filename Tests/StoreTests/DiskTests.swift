import Foundation
import SteelyardContracts
import SteelyardStore
import TestSupport
import Testing

@Suite("Disks that do not do their part")
struct DiskTests {
  @Test(
    "a full journal refuses everything from then on, and has every acknowledged record afterwards")
  func limit() throws {
    let place = try TemporaryJournal()
    let small = JournalOptions(fileBytesMax: 1 << 20, snapshotsKept: 2, structureCheck: .whole)
    var acknowledged: Int64 = 0
    do {
      var journal = try place.open(small)
      var refusal: SteelyardError?
      while refusal == nil {
        let next = journal.lastPosition + 1
        do {
          try journal.append(SampleRecord.range(next...next + 99))
          acknowledged = next + 99
        } catch {
          refusal = error
        }
      }
      #expect(refusal?.code == .unavailable)
      #expect(refusal?.message.contains("full") == true)
      #expect(journal.lastPosition == acknowledged)
      let later = #expect(throws: SteelyardError.self) {
        try journal.append([SampleRecord.at(acknowledged + 1)])
      }
      #expect(later?.code == .unavailable)
      #expect(later?.message.contains("takes nothing more") == true)
      #expect(throws: SteelyardError.self) { try journal.setFact("a", to: []) }
      #expect(throws: SteelyardError.self) { try journal.saveSnapshot(position: 1, bytes: []) }
    }
    #expect(acknowledged > 0)
    // With a higher limit it goes on where it ended.
    var journal = try place.open()
    #expect(journal.lastPosition == acknowledged)
    #expect(try journal.verify().isWhole)
    try journal.append([SampleRecord.at(acknowledged + 1)])
  }

  @Test(
    "a file that may not grow stops the writer, which loses nothing that it acknowledged",
    arguments: [100, 700, 3000])
  func fileLimit(kilobytes: Int) throws {
    let place = try TemporaryJournal()
    // The shell counts in blocks of 512 bytes.
    let hammer = try Hammer(
      place, batches: 100_000, size: 50, shell: "ulimit -f \(kilobytes * 2);")
    hammer.finish()
    #expect(hammer.lines.last?.hasPrefix("error unavailable") == true, "\(hammer.lines.suffix(2))")
    var journal = try place.open()
    #expect(journal.lastPosition >= hammer.acknowledged)
    #expect(try journal.verify().isWhole)
    #expect(try journal.verify().recordCount == journal.lastPosition)
  }

  @Test("a full disk stops the writer, which goes on once there is space")
  func fullDisk() throws {
    let place = try TemporaryJournal()
    // The mount lives in a name space of its own and goes with the shell; what the disk held is copied out.
    let script = """
      mount -t tmpfs -o size=3m none '\(place.directory)' || exit 77
      .build/release/journal-hammer '\(place.directory)/journal' 100000 50 | tail -n 2
      .build/release/journal-hammer '\(place.directory)/journal' 100000 50 | tail -n 2
      mount -o remount,size=30m '\(place.directory)' || exit 77
      .build/release/journal-hammer '\(place.directory)/journal' 3 10
      """
    try FileManager.default.createDirectory(
      atPath: place.directory, withIntermediateDirectories: true)
    let run = try ProgramRun.shell("unshare -m sh -c \"\(script)\"")
    if run.output.contains("unshare failed") || run.status == 77 || run.status == 127 {
      print("full disk: mounts are refused here, the test is passed over: \(run.output)")
      return
    }
    let lines = run.output.split(separator: "\n").map(String.init)
    try #require(lines.count == 9, "\(run.output)")
    #expect(lines[1].hasPrefix("error unavailable"))
    // Ending frees the log's space, so the second run may get a little further before it fails as well.
    #expect(lines[3].hasPrefix("error unavailable"))
    let acknowledged = [lines[0], lines[2].replacing("open ", with: "")].compactMap { Int64($0) }
    try #require(acknowledged.count == 2, "\(run.output)")
    #expect(acknowledged[1] >= acknowledged[0])
    let reopened = try #require(Int64(lines[4].dropFirst(5)))
    #expect(reopened >= acknowledged[1])
    #expect(
      lines.dropFirst(5) == ["\(reopened + 10)", "\(reopened + 20)", "\(reopened + 30)", "done"])
  }

  @Test("a directory that can't be written is refused with what to do")
  func readOnly() throws {
    let place = try TemporaryJournal()
    do {
      var journal = try place.open()
      try journal.append(SampleRecord.range(1...3))
    }
    let manager = FileManager.default
    let output: String
    if geteuid() != 0 {
      try manager.setAttributes([.posixPermissions: 0o500], ofItemAtPath: place.directory)
      for file in try manager.contentsOfDirectory(atPath: place.directory) {
        try manager.setAttributes(
          [.posixPermissions: 0o400], ofItemAtPath: place.directory + "/" + file)
      }
      defer {
        try? manager.setAttributes([.posixPermissions: 0o700], ofItemAtPath: place.directory)
      }
      let hammer = try Hammer(place, batches: 1, size: 1)
      hammer.finish()
      output = hammer.lines.joined(separator: "\n")
    } else {
      // Permissions do not bind the superuser; a mount does.
      let run = try ProgramRun.shell(
        "unshare -m sh -c \"mount --bind '\(place.directory)' '\(place.directory)' && "
          + "mount -o remount,bind,ro '\(place.directory)' || exit 77; "
          + ".build/release/journal-hammer '\(place.directory)' 1 1\"")
      if run.output.contains("unshare failed") || run.status == 77 || run.status == 127 {
        print("read-only: mounts are refused here, the test is passed over: \(run.output)")
        return
      }
      output = run.output
    }
    #expect(output.contains("error unavailable"), "\(output)")
    #expect(output.contains("writ"), "\(output)")
    #expect(try place.open().lastPosition == 3)
  }

  @Test("a directory that can't be made, and one that is a file, are refused")
  func nowhere() throws {
    let place = try TemporaryJournal()
    for directory in [place.directory + "/a/b", "/dev/null"] {
      let error = #expect(throws: SteelyardError.self) {
        _ = try JournalFile(
          directory: directory, ifMissing: .create(TemporaryJournal.identity()),
          options: .standard)
      }
      #expect(error?.code == .unavailable)
    }
  }
}
