import CSodium

/// What is used of libsodium, on Swift's arrays.
///
/// Each call first makes sure that the library is ready.
enum Sodium {
  /// Ready once it was asked for; a machine without randomness cannot serve.
  private static let isReady: Bool = {
    precondition(sodium_init() >= 0, "libsodium cannot start: the system gives no randomness.")
    return true
  }()

  /// Bytes that nobody can guess.
  static func randomBytes(_ count: Int) -> [UInt8] {
    precondition(isReady)
    var bytes = [UInt8](repeating: 0, count: count)
    randombytes_buf(&bytes, count)
    return bytes
  }

  /// BLAKE2b of 32 bytes; `purpose` keeps hashes for different ends apart.
  static func hash(_ bytes: [UInt8], purpose: String) -> [UInt8] {
    precondition(isReady)
    let key = Array(purpose.utf8)
    precondition((16...64).contains(key.count), "A purpose has 16 to 64 bytes.")
    var digest = [UInt8](repeating: 0, count: 32)
    crypto_generichash(&digest, 32, bytes, UInt64(bytes.count), key, key.count)
    return digest
  }

  /// Whether two byte strings are equal, in a time that does not tell where they differ.
  static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && sodium_memcmp(left, right, left.count) == 0
  }
}
