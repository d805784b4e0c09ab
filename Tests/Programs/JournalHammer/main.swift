import Glibc
import SteelyardContracts
import SteelyardStore
import TestSupport

// Appends to a journal until it is killed, a write fails or the wanted number of batches is done; prints
// each position once it is acknowledged. The tests of the store start it and end it in every way they know.
//
// usage: journal-hammer DIRECTORY BATCHES BATCH_SIZE

/// A line at once, not when a buffer is full: what is printed was acknowledged, and nothing else.
func say(_ line: String) {
  let bytes = Array((line + "\n").utf8)
  _ = write(1, bytes, bytes.count)
}

/// The record at a position, as the tests make it too.
func record(at position: Int64) -> JournalRecord {
  JournalRecord(
    position: position, time: Timestamp(microseconds: position * 1000),
    command: SampleBytes.at(position, countMax: 200),
    outcome: SampleBytes.at(-position, countMax: 100))
}

func hammer(_ directory: String, batches: Int, size: Int) throws(SteelyardError) {
  let identity = try JournalIdentity(
    instance: [UInt8](repeating: 1, count: 16), created: Timestamp(microseconds: 1_000_000))
  var journal = try JournalFile(
    directory: directory, ifMissing: .create(identity),
    options: JournalOptions(fileBytesMax: 1 << 30, snapshotsKept: 3, structureCheck: .whole))
  say("open \(journal.lastPosition)")
  var draft: SnapshotDraft?
  for batch in 0..<batches {
    let first = journal.lastPosition + 1
    let records = (first..<first + Int64(size)).map(record)
    try journal.append(records)
    say("\(journal.lastPosition)")
    // Every twentieth batch a snapshot begins, which takes a few turns.
    if draft == nil, batch % 20 == 19 {
      draft = try SnapshotDraft(
        position: journal.lastPosition,
        bytes: SampleBytes.at(journal.lastPosition, countMax: 1 << 20))
    }
    if var writing = draft {
      try journal.write(&writing, partsMax: 1)
      draft = writing.isFinished ? nil : writing
    }
  }
}

// A file that reaches the limit of the process is an error to handle, not the end.
signal(SIGXFSZ, SIG_IGN)
let arguments = CommandLine.arguments
guard arguments.count == 4, let batches = Int(arguments[2]), let size = Int(arguments[3]) else {
  say("usage: journal-hammer DIRECTORY BATCHES BATCH_SIZE")
  exit(2)
}
do {
  try hammer(arguments[1], batches: batches, size: size)
  say("done")
} catch {
  say("error \(error.code.rawValue) \(error)")
  exit(1)
}
