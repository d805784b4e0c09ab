public import SteelyardContracts

/// The ledger's own accounts, which stand behind every posting of a client's.
///
/// They are opened with the ledger, in this order; no client can take their names.
public enum HouseAccount: Int32, Sendable, Hashable, CaseIterable {
  /// The world outside: what was deposited stands here with a minus.
  case external
  /// Fees taken, less rebates paid.
  case fees
  /// The insurance fund.
  case insurance
  /// Parts of 10^-18 that a division over many holders leaves.
  case rounding
  /// Realised profit whose other side is not realised yet; see `Ledger.imbalances()`.
  case clearing

  /// What the names of all such accounts begin with.
  public static let prefix = "house:"
  /// The owner of all of them.
  static let ownerText = "house"

  /// The account's place.
  public var index: AccountIndex { AccountIndex(rawValue: rawValue) }

  /// The account's name.
  public var name: AccountName {
    HouseAccount.name(HouseAccount.prefix + "\(self)")
  }

  /// The name of the account that takes the other side of what is done at a venue.
  ///
  /// - Throws: `invalidInput` where the venue's name does not fit an account's.
  public static func venueName(_ venue: OwnerName) throws(SteelyardError) -> AccountName {
    try AccountName(prefix + "venue:" + venue.description)
  }

  /// Whether a name belongs to the house.
  public static func owns(_ name: AccountName) -> Bool { name.description.hasPrefix(prefix) }

  static var owner: OwnerName {
    do { return try OwnerName(ownerText) } catch { preconditionFailure("\(error)") }
  }

  private static func name(_ text: String) -> AccountName {
    do { return try AccountName(text) } catch { preconditionFailure("\(error)") }
  }
}
