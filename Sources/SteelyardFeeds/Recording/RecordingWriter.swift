public import SteelyardContracts

/// Writes updates as a recording: bytes to be appended to a file by whoever owns it.
///
/// A recording is a header and then one frame an update: the length of its bytes and their checksum, four bytes each,
/// least first, and the bytes. Each frame stands alone, so a recording can be appended to, and cut after any frame.
public struct RecordingWriter: Sendable {
  /// What a recording begins with: its kind and the version of its form.
  public static let header: [UInt8] = Array("STEELYARD RECORDING 1\n".utf8)
  /// Most bytes of one update.
  public static let updateBytesMax = 1 << 20

  private var encoder = MarketUpdateEncoder()

  /// A writer; the header is the caller's to write, once, at the start of an empty file.
  public init() {}

  /// The frame of an update.
  ///
  /// - Throws: `unsupported` for an instrument that has no name; `limitExceeded` beyond `updateBytesMax`.
  public mutating func frame(of update: MarketUpdate) throws(SteelyardError) -> [UInt8] {
    let bytes = try encoder.bytes(of: update)
    guard bytes.count <= Self.updateBytesMax else {
      throw SteelyardError(
        .limitExceeded, "An update of \(bytes.count) bytes is more than \(Self.updateBytesMax).",
        remedy: "Leave it out of the recording.")
    }
    var frame: [UInt8] = []
    frame.reserveCapacity(bytes.count + 8)
    for number in [UInt32(bytes.count), CyclicChecksum.of(bytes)] {
      for shift in [0, 8, 16, 24] {
        frame.append(UInt8(truncatingIfNeeded: number >> UInt32(shift)))
      }
    }
    frame += bytes
    return frame
  }
}
