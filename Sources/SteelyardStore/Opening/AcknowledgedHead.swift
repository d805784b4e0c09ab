import Glibc
import SteelyardContracts

/// The small file that knows how far the journal was acknowledged.
///
/// SQLite takes a damaged or missing write-ahead log for one that ends earlier, and a leaf that lost its
/// last rows for a shorter table: both would silently forget acknowledged records. This file is written
/// after each COMMIT and before anybody is answered, outside the database, so a journal that ends before
/// it is found out. It is not flushed each time: after a crash of the machine it may be behind the
/// journal, never ahead of it by more than what COMMIT had flushed.
///
/// Two slots of 512 bytes are written in turn; a torn one leaves the other.
struct AcknowledgedHead: ~Copyable {
  /// How far, and with which checksum.
  struct Mark: Equatable {
    let position: Int64
    let chain: ChainChecksum
  }

  /// What was in the file when it was opened.
  enum Content: Equatable {
    case absent
    case mark(Mark)
    case damaged
  }

  private static let slotBytes = 512
  private let descriptor: Int32
  private let path: String
  private var slot = 0

  /// Opens the file for writing, making it where it is missing.
  init(path: String) throws(SteelyardError) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw SystemFailure.error("open the head file", number: errno, path: path)
    }
  }

  deinit { close(descriptor) }

  /// Writes how far the journal is acknowledged.
  ///
  /// - Throws: `unavailable` where the file system refuses.
  mutating func write(_ mark: Mark) throws(SteelyardError) {
    let bytes = AcknowledgedHead.encode(mark)
    let offset = slot * AcknowledgedHead.slotBytes
    guard pwrite(descriptor, bytes, bytes.count, off_t(offset)) == bytes.count else {
      throw SystemFailure.error("write the head file", number: errno, path: path)
    }
    slot = 1 - slot
  }

  /// Writes both slots and flushes them: after opening, before closing, with each snapshot.
  mutating func settle(_ mark: Mark) throws(SteelyardError) {
    try write(mark)
    try write(mark)
    guard fsync(descriptor) == 0 else {
      throw SystemFailure.error("flush the head file", number: errno, path: path)
    }
  }

  /// What the file says, without opening it for writing.
  static func read(path: String) throws(SteelyardError) -> Content {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return .absent }
      throw SystemFailure.error("open the head file", number: errno, path: path)
    }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 2 * slotBytes)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count >= 0 else {
      throw SystemFailure.error("read the head file", number: errno, path: path)
    }
    // Made, and the process ended before the first mark: as good as absent.
    if count == 0 { return .absent }
    let marks = [0, slotBytes].compactMap { decode(bytes[$0..<$0 + slotBytes]) }
    guard let last = marks.max(by: { $0.position < $1.position }) else { return .damaged }
    return .mark(last)
  }

  private static let magic = Array("steelyard head 1".utf8)

  private static func encode(_ mark: Mark) -> [UInt8] {
    var bytes = magic
    bytes.append(littleEndian: mark.position)
    bytes += mark.chain.bytes
    bytes += ChainChecksum(of: bytes).bytes
    bytes += [UInt8](repeating: 0, count: slotBytes - bytes.count)
    return bytes
  }

  private static func decode(_ slot: ArraySlice<UInt8>) -> Mark? {
    let bytes = Array(slot)
    let covered = magic.count + 8 + ChainChecksum.byteCount
    guard bytes.starts(with: magic),
      let own = ChainChecksum(bytes[covered..<covered + ChainChecksum.byteCount]),
      own == ChainChecksum(of: Array(bytes[..<covered])),
      let chain = ChainChecksum(bytes[magic.count + 8..<covered])
    else { return nil }
    return Mark(
      position: Int64(littleEndian: bytes[magic.count..<magic.count + 8]), chain: chain)
  }
}
