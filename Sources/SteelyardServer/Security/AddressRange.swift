import CWebSockets
import Glibc
public import SteelyardContracts
import SteelyardDigests

/// Addresses that begin alike: `203.0.113.0/24`, `2001:db8::/32`, or one address.
public struct AddressRange: Sendable, Hashable, CustomStringConvertible {
  /// As written.
  public let description: String
  private let bytes: [UInt8]
  private let bitCount: Int

  /// A range from its text.
  ///
  /// - Throws: `invalidInput` for what is no address with or without a length.
  public init(_ text: String) throws(SteelyardError) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let bytes = AddressRange.bytes(of: String(parts[0])),
      let bitCount = parts.count == 1 ? bytes.count * 8 : Int(parts[1]),
      (0...(bytes.count * 8)).contains(bitCount)
    else {
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(60))\" is no range of addresses.",
        remedy: "Write 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32.")
    }
    description = text
    self.bytes = bytes
    self.bitCount = bitCount
  }

  /// Whether an address lies in it.
  ///
  /// What is no address does not.
  public func contains(_ address: String) -> Bool {
    guard let other = AddressRange.bytes(of: address), other.count == bytes.count else {
      return false
    }
    return (0..<bitCount).allSatisfy { bit in
      (bytes[bit / 8] ^ other[bit / 8]) & (0x80 >> UInt8(bit % 8)) == 0
    }
  }

  /// By whom calls are counted: the address, or the first 64 bits of an IPv6 address, because one customer
  /// has all that share them.
  static func counted(_ address: String) -> String {
    guard let bytes = bytes(of: address), bytes.count == 16 else { return address }
    return hexadecimalText(of: Array(bytes.prefix(8))) + "::/64"
  }

  private static func bytes(of text: String) -> [UInt8]? {
    var four = in_addr()
    if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: &four) { Array($0) } }
    var six = in6_addr()
    guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
    return withUnsafeBytes(of: &six) { Array($0) }
  }
}
