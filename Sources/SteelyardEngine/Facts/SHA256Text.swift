import CSodium

/// The SHA-256 of bytes as 64 hexadecimal digits.
///
/// - Source: FIPS 180-4, by libsodium.
func sha256Text(of bytes: [UInt8]) -> String {
  // libsodium asks to be started before anything of it is used.
  precondition(sodium_init() >= 0, "libsodium does not start.")
  var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
  crypto_hash_sha256(&digest, bytes, UInt64(bytes.count))
  return hexadecimalText(of: digest)
}

/// Bytes as hexadecimal digits, two each.
func hexadecimalText(of bytes: some Sequence<UInt8>) -> String {
  bytes.reduce(into: "") { text, byte in
    text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
