import Foundation
public import SteelyardContracts
import SteelyardStore

/// The journal: appends that return when they are on disk, replay, snapshots.
///
/// Records of 200 bytes, as a small command with its outcome; the disk is the one of the temporary files.
func journalBenchmarks() -> [Benchmark] {
  // 20,000 commands a second; a million records in a second, a snapshot of 20 MB in a second.
  [1, 10, 100, 1000].map { appendBenchmark(batchSize: $0, target: $0 >= 100 ? 50_000 : nil) }
    + [
      replayBenchmark(recordCount: 100_000, target: 1000),
      snapshotBenchmark(.write, target: 5e7), snapshotBenchmark(.read, target: 5e7),
    ]
}

extension Benchmarks {
  /// What has to be known with the results: for the journal SQLite's version and settings, and where it was.
  ///
  /// - Parameter chosen: Says by name whether a benchmark ran.
  /// - Throws: `unavailable` where a journal can't be made.
  public static func notes(chosen: (String) -> Bool) throws(SteelyardError) -> [String] {
    guard journalBenchmarks().contains(where: { chosen($0.name) }) else { return [] }
    let bench = try JournalBench(recordCount: 0)
    let settings = try bench.journal.settings().joined(separator: ", ")
    return [
      "Journal: records of 200 bytes in \(JournalBench.parent); \(settings)."
    ]
  }
}

private func appendBenchmark(batchSize: Int, target: Double?) -> Benchmark {
  Benchmark(
    name: "journal.append.batch\(batchSize)", item: "record", repetitionsMax: 1000,
    targetNanosecondsPerItem: target
  ) { () throws(SteelyardError) in
    let bench = try JournalBench(recordCount: 0)
    var last: Int64 = 0
    return Work(
      itemCount: batchSize, expectedChecksum: JournalBench.byteSum * Double(batchSize)
    ) { (_) throws(SteelyardError) in
      last = bench.journal.lastPosition
      try bench.append(batchSize)
    } checksum: {
      bench.sum(after: last)
    }
  }
}

private func replayBenchmark(recordCount: Int, target: Double) -> Benchmark {
  Benchmark(
    name: "journal.replay.\(recordCount)records", item: "record", repetitionsMax: 20,
    targetNanosecondsPerItem: target
  ) { () throws(SteelyardError) in
    let bench = try JournalBench(recordCount: recordCount)
    var byteCount = 0
    return Work(
      itemCount: recordCount,
      expectedChecksum: Double(recordCount * JournalBench.record(at: 1).command.count * 2)
    ) { (_) throws(SteelyardError) in
      var counted = 0
      try bench.journal.replay(after: 0) { record throws(SteelyardError) in
        counted += record.command.count + record.outcome.count
      }
      byteCount = counted
    } checksum: {
      Double(byteCount)
    }
  }
}

private enum SnapshotDirection: String { case write, read }

private func snapshotBenchmark(_ direction: SnapshotDirection, target: Double) -> Benchmark {
  let megabytes = 20
  return Benchmark(
    name: "journal.snapshot.\(direction.rawValue).\(megabytes)MB", item: "megabyte",
    repetitionsMax: 20, targetNanosecondsPerItem: target
  ) { () throws(SteelyardError) in
    let bench = try JournalBench(recordCount: 1)
    let bytes = [UInt8](repeating: 1, count: megabytes * 1_000_000)
    try bench.journal.saveSnapshot(position: 1, bytes: bytes)
    var read: [UInt8] = []
    return Work(itemCount: megabytes, expectedChecksum: Double(bytes.count)) {
      (_) throws(SteelyardError) in
      switch direction {
      case .write: try bench.journal.saveSnapshot(position: 1, bytes: bytes)
      case .read: read = try bench.journal.latestSnapshot().snapshot?.bytes ?? []
      }
    } checksum: {
      switch direction {
      case .write: bench.snapshotSum()
      case .read: Double(read.reduce(0) { $0 + Int($1) })
      }
    }
  }
}

/// A journal among the temporary files, removed with its last reference.
private final class JournalBench {
  static let parent = FileManager.default.temporaryDirectory.path
  var journal: JournalFile
  private let directory: String

  init(recordCount: Int) throws(SteelyardError) {
    directory = JournalBench.parent + "/steelyard-bench-\(UUID().uuidString)"
    let identity = try JournalIdentity(
      instance: [UInt8](repeating: 0, count: 16), created: Timestamp(microseconds: 0))
    journal = try JournalFile(
      directory: directory, ifMissing: .create(identity), options: .standard)
    while journal.lastPosition < recordCount {
      try append(min(10_000, recordCount - Int(journal.lastPosition)))
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  /// The sum of the bytes of one record.
  static let byteSum = Double(record(at: 1).command.reduce(0) { $0 + Int($1) }) * 2

  static func record(at position: Int64) -> JournalRecord {
    let half = (0..<100).map { UInt8($0) }
    return JournalRecord(
      position: position, time: Timestamp(microseconds: position), command: half, outcome: half)
  }

  func append(_ count: Int) throws(SteelyardError) {
    let first = journal.lastPosition + 1
    try journal.append((first..<first + Int64(count)).map(JournalBench.record))
  }

  /// The sum of what is read back; 0 where nothing can be.
  func sum(after position: Int64) -> Double {
    guard let records = try? journal.records(after: position, limit: 100_000) else { return 0 }
    return records.reduce(0.0) { sum, record in
      sum + Double((record.command + record.outcome).reduce(0) { $0 + Int($1) })
    }
  }

  func snapshotSum() -> Double {
    let snapshot = try? journal.latestSnapshot().snapshot
    return Double(snapshot?.bytes.reduce(0) { $0 + Int($1) } ?? 0)
  }
}
