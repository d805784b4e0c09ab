import Foundation
import Testing

/// The engine against numbers that others computed or published.
///
/// One line per file is printed: `file: matched/total, largest error`. With `STEELYARD_DETAILS` set,
/// the largest error of each field follows.
@Suite("Conformance") struct ConformanceTests {
  @Test("vectors", arguments: ConformanceFile.all)
  func vectors(_ file: ConformanceFile) throws {
    guard VectorDirectory.isPresent else {
      print("\(file.name): skipped, no vectors directory at \(VectorDirectory.path)")
      return
    }
    guard try VectorDirectory.fileNames().contains(file.name) else {
      print("\(file.name): skipped, not in \(VectorDirectory.path)")
      return
    }
    var tally = ConformanceTally()
    try file.run(VectorDirectory.read(file.name), &tally)
    print(tally.line(file.name))
    if ProcessInfo.processInfo.environment["STEELYARD_DETAILS"] != nil {
      print(tally.details.joined(separator: "\n"))
    }
    for mismatch in tally.mismatches.prefix(20) {
      Issue.record("\(file.name)\n\(mismatch)")
    }
    if tally.mismatches.count > 20 {
      Issue.record("\(file.name): \(tally.mismatches.count - 20) more mismatches")
    }
    #expect(tally.total > 0, "\(file.name) has no case that this suite recognises")
  }

  @Test("files that no module covers yet are named")
  func uncoveredFiles() throws {
    guard VectorDirectory.isPresent else {
      print("conformance skipped, no vectors directory at \(VectorDirectory.path)")
      return
    }
    let covered = Set(ConformanceFile.all.map(\.name))
    for name in try VectorDirectory.fileNames() where !covered.contains(name) {
      print("\(name): not covered yet")
    }
  }
}
