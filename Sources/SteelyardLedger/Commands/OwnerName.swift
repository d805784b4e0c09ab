public import SteelyardContracts

/// The owner group of accounts: money moves freely between accounts of one owner, and never between owners.
public struct OwnerName: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The name.
  public let description: String

  /// A name from its text.
  ///
  /// - Throws: `invalidInput` for what is not 1 to 64 letters, digits and `_ . : @ -`.
  public init(_ text: some StringProtocol) throws(SteelyardError) {
    let name = try AccountName(text)
    guard !name.isSubaccount else {
      throw SteelyardError(
        .invalidInput, "\"\(name)\" is no owner's name: it has a stroke.",
        remedy: "Write 1 to 64 letters, digits and _ . : @ -.")
    }
    description = name.description
  }

  /// In the order of the text's bytes.
  public static func < (left: OwnerName, right: OwnerName) -> Bool {
    left.description < right.description
  }
}
