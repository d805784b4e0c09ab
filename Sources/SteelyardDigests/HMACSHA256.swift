import CSodium

/// The HMAC-SHA-256 of a message, 32 bytes.
///
/// - Source: RFC 2104 with SHA-256, by libsodium.
public func hmacSHA256(of message: [UInt8], key: [UInt8]) -> [UInt8] {
  precondition(sodium_init() >= 0, "libsodium does not start.")
  var state = crypto_auth_hmacsha256_state()
  var digest = [UInt8](repeating: 0, count: Int(crypto_auth_hmacsha256_BYTES))
  crypto_auth_hmacsha256_init(&state, key, key.count)
  crypto_auth_hmacsha256_update(&state, message, UInt64(message.count))
  crypto_auth_hmacsha256_final(&state, &digest)
  return digest
}

/// Whether two digests of 32 bytes are equal, in a time that does not depend on where they differ.
public func isSameDigest(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  guard left.count == Int(crypto_auth_hmacsha256_BYTES), right.count == left.count else {
    return false
  }
  return sodium_memcmp(left, right, left.count) == 0
}
