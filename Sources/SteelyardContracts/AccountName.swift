/// The name of an account or of one of its subaccounts: `desk` or `desk/hedges`.
///
/// The part before the stroke is the account, what its owner signs in to; risk is measured and isolated
/// per subaccount, and an account without one is its own.
public struct AccountName: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Most bytes of either part.
  public static let partLengthMax = 64

  /// The whole name.
  public let description: String

  /// A name from its text.
  ///
  /// - Throws: `invalidInput` for what is not one or two parts of 1 to 64 letters, digits and `_ . : @ -`.
  public init(_ text: some StringProtocol) throws(SteelyardError) {
    let parts = Array(text.utf8).split(
      separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy(AccountName.isPart) else {
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(140))\" is no account name.",
        remedy: "Write 1 to 64 letters, digits and _ . : @ -, and a subaccount behind a stroke.")
    }
    description = String(text)
  }

  /// The account: the part before the stroke.
  public var account: String {
    String(description.prefix { $0 != "/" })
  }

  /// Whether it names a subaccount of the account.
  public var isSubaccount: Bool { description.utf8.contains(UInt8(ascii: "/")) }

  /// In the order of the text's bytes.
  public static func < (left: AccountName, right: AccountName) -> Bool {
    left.description < right.description
  }

  private static func isPart(_ part: ArraySlice<UInt8>) -> Bool {
    (1...partLengthMax).contains(part.count)
      && part.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."),
          UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }
}

extension AccountName: Codable {
  /// Reads a text and checks it.
  public init(from decoder: any Decoder) throws {
    self = try AccountName(try decoder.singleValueContainer().decode(String.self))
  }

  /// Writes the text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
