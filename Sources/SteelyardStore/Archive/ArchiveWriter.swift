import Glibc
import SteelyardContracts

/// Writes an archive beside its final name, flushes it, reads it back and only then gives it its name.
enum ArchiveWriter {
  private static let chunkByteCount = 1 << 20

  /// Writes the records from the base through a position.
  ///
  /// - Throws: `conflict` where the file is there, `unavailable` where it can't be written.
  static func write(
    _ tables: JournalTables, through last: Int64, to path: String
  ) throws(SteelyardError) -> JournalArchive {
    let mark = AcknowledgedHead.Mark(position: last, chain: try tables.chain(at: last))
    let archive = JournalArchive(path: path, tables, through: mark)
    try NewFile.write(to: path) { (part) throws(SteelyardError) in
      try fill(part, archive, tables)
      guard let written = try JournalArchive(path: part, head: archive.head) else {
        throw tables.corrupt("its ends make no archive")
      }
      try written.verify()
    }
    return archive
  }

  private static func fill(
    _ part: String, _ archive: JournalArchive, _ tables: JournalTables
  ) throws(SteelyardError) {
    let opened = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard opened >= 0 else {
      throw SystemFailure.error("make the archive", number: errno, path: part)
    }
    let descriptor = OwnedDescriptor(opened)
    var chunk = archive.head
    var writer = ByteWriter()
    if archive.lastPosition > archive.basePosition {
      try tables.walk(after: archive.basePosition) { (record, chain) throws(SteelyardError) in
        writer.removeAll()
        writer.write(record.time)
        writer.write(record.command)
        writer.write(record.outcome)
        withUnsafeBytes(of: UInt32(writer.bytes.count).littleEndian) {
          chunk.append(contentsOf: $0)
        }
        chunk += writer.bytes
        chain.withBytes { chunk.append(contentsOf: $0) }
        if chunk.count >= chunkByteCount {
          try descriptor.write(chunk, path: part)
          chunk.removeAll(keepingCapacity: true)
        }
        return record.position == archive.lastPosition ? .stop : .next
      }
    }
    try descriptor.write(chunk, path: part)
  }
}
