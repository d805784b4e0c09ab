import CSodium

/// The SHA-256 of bytes: of a command, to tell it from another of the same name, or of the whole state.
public struct LedgerDigest: Sendable, Hashable, CustomStringConvertible {
  /// The 32 bytes, as four words with the first byte in the highest place.
  let words: SIMD4<UInt64>

  init(words: SIMD4<UInt64>) { self.words = words }

  /// The digest of bytes.
  ///
  /// - Source: FIPS 180-4, by libsodium.
  init(of bytes: [UInt8]) {
    // Hashing needs no random numbers, but the library asks to be started before anything else.
    precondition(sodium_init() >= 0, "libsodium does not start.")
    var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
    crypto_hash_sha256(&digest, bytes, UInt64(bytes.count))
    var words = SIMD4<UInt64>()
    for (place, byte) in digest.enumerated() {
      words[place / 8] = words[place / 8] << 8 | UInt64(byte)
    }
    self.words = words
  }

  /// The 64 hexadecimal digits, as `sha256sum` prints them.
  public var description: String {
    (0..<4).reduce(into: "") { text, place in
      let digits = String(words[place], radix: 16)
      text += String(repeating: "0", count: 16 - digits.count) + digits
    }
  }
}
