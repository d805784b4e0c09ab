public import SteelyardContracts

/// Portfolio margin against which tokens may be borrowed: when an account of spot, loans and perpetuals is liquidated.
///
///     threshold   = 1/2 + 1/2 x loan-to-value
///     requirement = 20 + maintenance margin of the perpetuals + what is borrowed of the token at its price
///     value       = balance of the token + min(borrowCap, Σ min(balance, supplyCap) x price x threshold of what is held)
///     ratio       = the largest requirement / value over the tokens; liquidated above 0.95
///
/// - Source: Hyperliquid's page "Portfolio margin" of its alpha phase (hyperliquid.md of the reference).
public struct BorrowMargin: Sendable, Hashable {
  /// A token that counts as collateral.
  public struct Collateral: Sendable, Hashable {
    /// How much is held, in the token, ≥ 0.
    public let balance: Double
    /// The price by which loans are measured, in the borrowed token, > 0.
    public let price: Double
    /// How much may be borrowed against it, 0 to 1.
    public let loanToValue: Double
    /// The most that counts, in the token; infinite for no cap.
    public let supplyCap: Double

    /// Collateral from its parts.
    ///
    /// - Throws: `invalidInput` for a part out of its range.
    public init(
      balance: Double, price: Double, loanToValue: Double, supplyCap: Double = .infinity
    ) throws(SteelyardError) {
      guard balance >= 0, balance.isFinite, price > 0, price.isFinite,
        (0...1).contains(loanToValue), supplyCap >= 0
      else {
        throw SteelyardError(
          .invalidInput,
          "Collateral of \(balance) at \(price), lent against at \(loanToValue) up to \(supplyCap), is out of its range.",
          remedy:
            "Give a balance and a cap from 0 up, a price above 0 and a loan-to-value from 0 to 1."
        )
      }
      self.balance = balance
      self.price = price
      self.loanToValue = loanToValue
      self.supplyCap = supplyCap
    }

    /// What may be borrowed against it, in the borrowed token.
    public var borrowLimit: Double { balance * price * loanToValue }

    /// What it counts for in liquidation, in the borrowed token.
    var liquidationValue: Double {
      min(balance, supplyCap) * price * BorrowMargin.liquidationThreshold(loanToValue: loanToValue)
    }
  }

  /// What the account has to have, in the borrowed token.
  public let requirement: Double
  /// What counts against it, in the borrowed token.
  public let value: Double

  /// Above this ratio an account is liquidated.
  public static let ratioMax = 0.95
  /// What is required of every account, in dollars.
  public static let requirementMin = 20.0

  /// An account that owes one token.
  ///
  /// - Parameters:
  ///   - balance: What it has of that token, profit of its perpetuals counted; what it owes is not taken off.
  ///   - borrowed: What it owes of it, at its price, ≥ 0.
  ///   - borrowCap: The most that collateral counts for; infinite for no cap.
  ///   - maintenanceMargin: Of all its perpetuals, ≥ 0.
  /// - Throws: `invalidInput` for a part out of its range.
  public init(
    balance: Double, borrowed: Double, borrowCap: Double = .infinity, maintenanceMargin: Double,
    collateral: [Collateral]
  ) throws(SteelyardError) {
    guard balance.isFinite, borrowed >= 0, borrowed.isFinite, borrowCap >= 0,
      maintenanceMargin >= 0, maintenanceMargin.isFinite
    else {
      throw SteelyardError(
        .invalidInput,
        "A balance of \(balance), a loan of \(borrowed) up to \(borrowCap) or a margin of \(maintenanceMargin) is out of range.",
        remedy: "Give a loan, a cap and a margin from 0 up.")
    }
    requirement = BorrowMargin.requirementMin + maintenanceMargin + borrowed
    value = balance + min(borrowCap, collateral.reduce(0) { $0 + $1.liquidationValue })
  }

  /// Requirement over value; infinite where nothing counts.
  public var ratio: Double { value > 0 ? requirement / value : .infinity }

  /// Whether the account is liquidated.
  public var isLiquidated: Bool { ratio > BorrowMargin.ratioMax }

  /// The share of collateral that counts in liquidation.
  public static func liquidationThreshold(loanToValue: Double) -> Double { 0.5 + 0.5 * loanToValue }
}
