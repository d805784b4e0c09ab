public import SteelyardContracts

/// Reads a recording as its bytes come: `add(_:)` what there is, `next()` until it is nil, `finish()` at the end.
///
/// A record that a crash has cut off at the end is dropped with a notice. Anything wrong before the end is
/// an error: a recording with a hole is not read on as if it had none.
public struct RecordingReader: Sendable {
  /// How many bytes are good: a recording that is to be appended to is first cut here.
  public private(set) var validLength = 0
  /// How many updates were read.
  public private(set) var updateCount = 0

  private var decoder = MarketUpdateDecoder()
  private var buffer: [UInt8] = []
  private var offset = 0
  private var isHeaderRead = false

  /// A reader at the start of a recording.
  public init() {}

  /// Adds the next bytes of the recording.
  public mutating func add(_ bytes: some Sequence<UInt8>) {
    // What was read is let go once it is the larger part.
    if offset > 1 << 16, offset > buffer.count / 2 {
      buffer.removeFirst(offset)
      offset = 0
    }
    buffer.append(contentsOf: bytes)
  }

  /// The next update; nil where its bytes have not come yet.
  ///
  /// - Throws: `corruptData` where the bytes are no recording, or were changed since they were written.
  public mutating func next() throws(SteelyardError) -> MarketUpdate? {
    guard try readHeader(), buffer.count - offset >= 8 else { return nil }
    let length = Int(number(at: offset))
    guard length > 0, length <= RecordingWriter.updateBytesMax else {
      // Zeros at the end are room that a file system gave and nobody wrote to.
      if buffer[offset...].allSatisfy({ $0 == 0 }) { return nil }
      throw corrupt("a length of \(length) can't be")
    }
    let (start, end) = (offset + 8, offset + 8 + length)
    guard end <= buffer.count else { return nil }
    let bytes = Array(buffer[start..<end])
    guard CyclicChecksum.of(bytes) == number(at: offset + 4) else {
      // At the very end it is a write that was cut off, and `finish()` says so.
      if end == buffer.count { return nil }
      throw corrupt("a checksum does not fit")
    }
    let update: MarketUpdate
    do { update = try decoder.update(of: bytes) } catch {
      throw corrupt("an update can't be read (\(error.message))")
    }
    offset = end
    validLength += 8 + length
    updateCount += 1
    return update
  }

  /// Ends the recording: says what was dropped at its end, nil for nothing.
  public func finish() -> SteelyardError? {
    let rest = buffer.count - offset
    guard rest > 0 else { return nil }
    return SteelyardError(
      .corruptData,
      "The last \(rest) bytes of the recording are no whole update; \(updateCount) came before them.",
      remedy: "They are left out: the recording was cut off while it was written.")
  }

  private mutating func readHeader() throws(SteelyardError) -> Bool {
    if isHeaderRead { return true }
    let header = RecordingWriter.header
    guard buffer.prefix(header.count).elementsEqual(header.prefix(buffer.count)) else {
      throw corrupt("it is no recording of this version")
    }
    guard buffer.count >= header.count else { return false }
    isHeaderRead = true
    offset = header.count
    validLength = header.count
    return true
  }

  private func number(at place: Int) -> UInt32 {
    buffer[place..<place + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  private func corrupt(_ reason: String) -> SteelyardError {
    SteelyardError(
      .corruptData, "The recording can't be read after \(updateCount) updates: \(reason).",
      remedy: "Cut it after \(validLength) bytes to keep what is good.")
  }
}
