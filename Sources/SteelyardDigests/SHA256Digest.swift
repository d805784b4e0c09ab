import CSodium

/// The SHA-256 of bytes: of a command, a file, a request's body or a whole state.
///
/// - Source: FIPS 180-4, by libsodium.
public struct SHA256Digest: Sendable, Hashable, CustomStringConvertible {
  /// Bytes of a digest.
  public static let byteCount = 32

  /// The bytes, as four words with the first byte in the highest place: no allocation for each digest that is kept.
  private let words: SIMD4<UInt64>

  /// The digest of bytes.
  public init(of bytes: [UInt8]) {
    // Hashing needs no random numbers, but the library asks to be started before anything else.
    precondition(sodium_init() >= 0, "libsodium does not start.")
    var digest = [UInt8](repeating: 0, count: SHA256Digest.byteCount)
    crypto_hash_sha256(&digest, bytes, UInt64(bytes.count))
    self.init(bytes: digest)
  }

  /// A digest from its bytes.
  ///
  /// - Precondition: They are 32.
  public init(bytes: [UInt8]) {
    precondition(bytes.count == SHA256Digest.byteCount, "a digest of 32 bytes")
    var words = SIMD4<UInt64>()
    for (place, byte) in bytes.enumerated() {
      words[place / 8] = words[place / 8] << 8 | UInt64(byte)
    }
    self.words = words
  }

  /// The 32 bytes.
  public var bytes: [UInt8] {
    (0..<SHA256Digest.byteCount).map { place in
      UInt8(truncatingIfNeeded: words[place / 8] >> UInt64(8 * (7 - place % 8)))
    }
  }

  /// The 64 hexadecimal digits, as `sha256sum` prints them.
  public var description: String { hexadecimalText(of: bytes) }
}

/// Bytes as hexadecimal digits, two each.
public func hexadecimalText(of bytes: some Sequence<UInt8>) -> String {
  bytes.reduce(into: "") { text, byte in
    text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
