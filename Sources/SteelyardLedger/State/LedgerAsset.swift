public import SteelyardContracts

/// An asset that accounts may have balances of.
public struct LedgerAsset: Sendable, Hashable {
  /// The asset.
  public let currency: Currency
  /// When debts of it last grew, or when it was listed.
  public internal(set) var accruedUntil: Timestamp
  /// The sum of all balances; zero, always.
  var total = Amount.zero
  /// The sum of the costs of all open futures and perpetuals that settle in it; what the clearing account
  /// has is the opposite, always.
  var openCost = Amount.zero

  init(currency: Currency, accruedUntil: Timestamp) {
    self.currency = currency
    self.accruedUntil = accruedUntil
  }
}
