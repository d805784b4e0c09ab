/// A currency, coin or token by its code: `USD`, `BTC`, `USDC`.
public struct Currency: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Longest code accepted.
  public static let codeLengthMax = 20

  /// The code: capital letters and digits.
  public let code: String

  /// A currency by its code.
  ///
  /// - Throws: `invalidInput` unless the code is 1 to 20 capital ASCII letters and digits.
  public init(_ code: some StringProtocol) throws(SteelyardError) {
    guard (1...Currency.codeLengthMax).contains(code.utf8.count), Currency.isCode(code) else {
      throw SteelyardError(
        .invalidInput, "\"\(code.prefix(40))\" is not a currency code.",
        remedy: "Write 1 to 20 capital letters and digits, such as BTC or USDC.")
    }
    self.code = String(code)
  }

  private init(trusted code: String) { self.code = code }

  /// US dollar.
  public static let usd = Currency(trusted: "USD")
  /// Bitcoin.
  public static let btc = Currency(trusted: "BTC")
  /// Ether.
  public static let eth = Currency(trusted: "ETH")
  /// The USD Coin stablecoin.
  public static let usdc = Currency(trusted: "USDC")
  /// The Tether stablecoin.
  public static let usdt = Currency(trusted: "USDT")

  /// The code.
  public var description: String { code }

  /// Orders by code.
  public static func < (left: Currency, right: Currency) -> Bool { left.code < right.code }

  /// Whether every character may stand in a code.
  public static func isCode(_ text: some StringProtocol) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      }
  }
}

extension Currency: Codable {
  /// Reads the code.
  public init(from decoder: any Decoder) throws {
    self = try Currency(try decoder.singleValueContainer().decode(String.self))
  }

  /// Writes the code.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(code)
  }
}
