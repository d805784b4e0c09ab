/// The CRC-32 of Ethernet and gzip: finds what a torn or flipped write has done.
///
/// - Source: IEEE 802.3, polynomial 0x04C11DB7 reflected; the check value of "123456789" is 0xCBF43926.
enum CyclicChecksum {
  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in
      value & 1 == 1 ? (value >> 1) ^ 0xEDB8_8320 : value >> 1
    }
  }

  /// The checksum of bytes.
  static func of(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var value: UInt32 = 0xFFFF_FFFF
    for byte in bytes { value = table[Int((value ^ UInt32(byte)) & 0xFF)] ^ (value >> 8) }
    return value ^ 0xFFFF_FFFF
  }
}
