import CSodium

/// The SHA-256 of bytes, as `sha256sum` prints it: 64 hexadecimal digits.
///
/// - Source: FIPS 180-4, by libsodium.
func sha256(of bytes: [UInt8]) -> String {
  // Without a source of random numbers libsodium does not start; hashing needs none, but the
  // library asks to be started first.
  precondition(sodium_init() >= 0, "libsodium does not start.")
  var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
  crypto_hash_sha256(&digest, bytes, UInt64(bytes.count))
  return digest.reduce(into: "") { text, byte in
    text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
