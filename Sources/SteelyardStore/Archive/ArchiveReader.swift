import Glibc
import SteelyardContracts

/// Reads an archive from its beginning, record by record, and trusts none of it.
final class ArchiveReader {
  let archive: JournalArchive

  private static let chunkByteCount = 1 << 20
  private let descriptor: OwnedDescriptor
  private var buffer: [UInt8] = []
  private var offset = 0
  private var position: Int64
  private var chain: ChainChecksum
  private var hasher = ChainHasher()

  init(path: String) throws(SteelyardError) {
    let opened = open(path, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else {
      throw SystemFailure.error("open the archive", number: errno, path: path)
    }
    descriptor = OwnedDescriptor(opened)
    var head = [UInt8](repeating: 0, count: JournalArchive.headByteCount)
    let count = read(opened, &head, head.count)
    guard count == head.count, let found = try JournalArchive(path: path, head: head) else {
      throw ArchiveReader.corrupt("its head is damaged, or it is no archive", path)
    }
    archive = found
    position = found.basePosition
    chain = found.baseChain
  }

  /// The next record; nil after the last one.
  func next() throws(SteelyardError) -> JournalRecord? {
    guard position < archive.lastPosition else {
      guard chain == archive.lastChain else { throw corrupt("its end does not fit its head") }
      guard try !fill(1) else { throw corrupt("something follows the last record") }
      return nil
    }
    let number = position + 1
    guard try fill(4) else { throw corrupt("it ends before record \(number)") }
    let byteCount = buffer[offset..<offset + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
    // Two lengths and a time are at most 30 bytes beyond the record's own.
    guard byteCount <= Appender.recordByteCountMax + 30, byteCount >= 3 else {
      throw corrupt("record \(number) has a wrong length")
    }
    guard try fill(4 + byteCount + ChainChecksum.byteCount) else {
      throw corrupt("it ends inside record \(number)")
    }
    let start = offset + 4
    let end = start + byteCount
    let record = try decode(Array(buffer[start..<end]), at: number)
    let stated = ChainChecksum(buffer[end..<end + ChainChecksum.byteCount])
    offset = end + ChainChecksum.byteCount
    chain = hasher.next(after: chain, record)
    guard chain == stated else { throw corrupt("record \(number) does not fit its checksum") }
    position = number
    return record
  }

  /// An error that says what is damaged.
  func corrupt(_ reason: String) -> SteelyardError {
    ArchiveReader.corrupt(reason, archive.path)
  }

  private func decode(_ bytes: [UInt8], at position: Int64) throws(SteelyardError) -> JournalRecord
  {
    do {
      var reader = ByteReader(bytes)
      let record = JournalRecord(
        position: position, time: try reader.readTimestamp(), command: try reader.readBytes(),
        outcome: try reader.readBytes())
      try reader.finish()
      return record
    } catch {
      throw corrupt("record \(position) can't be read (\(error.message))")
    }
  }

  /// Reads until this many bytes are in the buffer; false where the file ends before.
  private func fill(_ count: Int) throws(SteelyardError) -> Bool {
    guard buffer.count - offset < count else { return true }
    buffer.removeFirst(offset)
    offset = 0
    while buffer.count < count {
      let wanted = max(ArchiveReader.chunkByteCount, count - buffer.count)
      var number: Int32 = 0
      var got = 0
      let chunk = [UInt8](unsafeUninitializedCapacity: wanted) { target, initialised in
        got = read(descriptor.number, target.baseAddress, wanted)
        number = errno
        initialised = max(0, got)
      }
      guard got >= 0 else {
        throw SystemFailure.error("read the archive", number: number, path: archive.path)
      }
      if got == 0 { return false }
      buffer += chunk
    }
    return true
  }

  private static func corrupt(_ reason: String, _ path: String) -> SteelyardError {
    SteelyardError(
      .corruptData, "The archive is damaged: \(reason).",
      remedy: "Take another copy of it, or export the records again.",
      subject: .place(file: path, row: nil, field: nil))
  }
}
