import CSodium

/// The checksum of a record and of all records before it: 32 bytes of BLAKE2b.
///
/// A record that was changed, removed, added or moved changes the checksum of every later one. It is a
/// guard against damage, not against somebody who rewrites the whole file.
///
/// - Source: RFC 7693, BLAKE2b with 32 bytes of output and no key.
public struct ChainChecksum: Sendable, Hashable {
  /// Bytes of a checksum.
  public static let byteCount = 32

  private var words: (UInt64, UInt64, UInt64, UInt64)

  init() { words = (0, 0, 0, 0) }

  /// A checksum from its bytes; nil where they are not 32.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count == ChainChecksum.byteCount else { return nil }
    words = bytes.loadUnaligned(as: (UInt64, UInt64, UInt64, UInt64).self)
  }

  /// A checksum from its bytes; nil where they are not 32.
  init?(_ bytes: ArraySlice<UInt8>) {
    guard let checksum = bytes.withUnsafeBytes({ ChainChecksum($0) }) else { return nil }
    self = checksum
  }

  /// The checksum of bytes that stand alone.
  init(of bytes: [UInt8]) {
    self.init()
    fill(from: bytes)
  }

  /// The 32 bytes.
  public var bytes: [UInt8] { withBytes { Array($0) } }

  /// Calls with the 32 bytes in place.
  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    withUnsafeBytes(of: words, body)
  }

  /// Replaces the checksum with that of these bytes.
  mutating func fill(from bytes: [UInt8]) {
    // The initialisation picks the vector code of this processor; without it the result is the same.
    _ = ChainChecksum.sodiumStatus
    withUnsafeMutableBytes(of: &words) { target in
      guard let start = target.bindMemory(to: UInt8.self).baseAddress else { return }
      // It fails for lengths that it can't make only.
      let status = crypto_generichash(
        start, ChainChecksum.byteCount, bytes, UInt64(bytes.count), nil, 0)
      precondition(status == 0, "BLAKE2b makes 32 bytes")
    }
  }

  private static let sodiumStatus = sodium_init()

  /// Whether all 32 bytes are the same.
  public static func == (left: ChainChecksum, right: ChainChecksum) -> Bool {
    left.words == right.words
  }

  /// Feeds the 32 bytes.
  public func hash(into hasher: inout Hasher) {
    withBytes { hasher.combine(bytes: $0) }
  }
}

extension ChainChecksum: CustomStringConvertible {
  /// Lower-case hexadecimal digits.
  public var description: String {
    bytes.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
