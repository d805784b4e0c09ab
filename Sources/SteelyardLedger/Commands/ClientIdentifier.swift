public import SteelyardContracts

/// What a client calls a command or an order of its own, so that it can say it twice and mean it once.
public struct ClientIdentifier: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Most bytes of an identifier.
  public static let lengthMax = 64

  /// The identifier's text.
  public let description: String

  /// An identifier from its text.
  ///
  /// - Throws: `invalidInput` for what is not 1 to 64 printable ASCII characters without a space.
  public init(_ text: some StringProtocol) throws(SteelyardError) {
    guard (1...ClientIdentifier.lengthMax).contains(text.utf8.count),
      text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else {
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(80))\" is no client identifier.",
        remedy: "Write 1 to 64 printable ASCII characters without a space.")
    }
    description = String(text)
  }

  /// In the order of the text's bytes.
  public static func < (left: ClientIdentifier, right: ClientIdentifier) -> Bool {
    left.description < right.description
  }
}
