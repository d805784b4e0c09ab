public import SteelyardContracts

/// A balance of a lending pool in the token's smallest unit, with what the pool says of it.
public struct LendingPosition: Sendable, Hashable {
  /// The balance, in smallest units of the token.
  public let balance: UInt128
  /// The price of a whole token, in units of the pool's base currency (Aave: 10^-8 USD).
  public let price: UInt128
  /// Digits of the token after the point, 0 to 30.
  public let decimals: Int
  /// How much may be borrowed against it, in basis points of its value, 0 to 10,000.
  public let loanToValueBasisPoints: UInt128
  /// At which share of its value debt is liquidated, in basis points, 0 to 10,000.
  public let thresholdBasisPoints: UInt128

  /// A position from its parts.
  ///
  /// - Throws: `invalidInput` for digits or basis points out of their range.
  public init(
    balance: UInt128, price: UInt128, decimals: Int, loanToValueBasisPoints: UInt128,
    thresholdBasisPoints: UInt128
  ) throws(SteelyardError) {
    guard (0...30).contains(decimals), loanToValueBasisPoints <= 10_000,
      thresholdBasisPoints <= 10_000
    else {
      throw SteelyardError(
        .invalidInput,
        "A token of \(decimals) digits, lent against at \(loanToValueBasisPoints) and liquidated at "
          + "\(thresholdBasisPoints) basis points, is out of its range.",
        remedy: "Give 0 to 30 digits and 0 to 10000 basis points.")
    }
    self.balance = balance
    self.price = price
    self.decimals = decimals
    self.loanToValueBasisPoints = loanToValueBasisPoints
    self.thresholdBasisPoints = thresholdBasisPoints
  }

  /// What it is worth in the base currency, rounded down.
  public func value() throws(SteelyardError) -> UInt128 {
    try ProtocolInteger.product(balance, price, over: ProtocolInteger.powerOfTen(decimals), .down)
  }
}
