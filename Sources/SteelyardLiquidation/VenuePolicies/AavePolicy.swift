public import SteelyardContracts
import SteelyardMargin
import SteelyardMarket

/// Aave's: anybody may pay back half of a debt, or all of it far below health, for collateral with a bonus.
///
/// The largest debt is paid back from the largest collateral: the protocol leaves the choice to whoever liquidates. Health
/// is the protocol's own health factor, whatever model margins the account. Positions other than balances are not its matter.
///
/// - Source: `CollateralSeizure`, `LendingHealth`.
public struct AavePolicy: LiquidationPolicy {
  /// What the pool says of an asset.
  public struct Reserve: Sendable, Hashable {
    /// Digits of the token after the point, 0 to 18.
    public let decimals: Int
    /// How much may be borrowed against it, in basis points.
    public let loanToValueBasisPoints: UInt128
    /// At which share of its value debt is liquidated, in basis points.
    public let thresholdBasisPoints: UInt128
    /// What is given for it.
    public let seizure: CollateralSeizure.Terms

    /// A reserve from its parts.
    ///
    /// - Throws: `invalidInput` for more than 18 digits.
    public init(
      decimals: Int, loanToValueBasisPoints: UInt128, thresholdBasisPoints: UInt128,
      seizure: CollateralSeizure.Terms
    ) throws(SteelyardError) {
      guard (0...18).contains(decimals) else {
        throw SteelyardError(
          .invalidInput, "A token of \(decimals) digits is out of range.",
          remedy: "Give 0 to 18 digits: amounts have 18.")
      }
      self.decimals = decimals
      self.loanToValueBasisPoints = loanToValueBasisPoints
      self.thresholdBasisPoints = thresholdBasisPoints
      self.seizure = seizure
    }
  }

  /// The pool's assets.
  public let reserves: [Currency: Reserve]

  /// A policy over a pool's assets.
  public init(reserves: [Currency: Reserve]) { self.reserves = reserves }

  /// `aave`.
  public var name: String { "aave" }

  /// What may be paid back now.
  ///
  /// - Throws: `notApplicable` for an asset that the pool does not list.
  public func decision(
    for account: LiquidationAccount, in market: LiquidationMarket, _ progress: LiquidationProgress
  ) throws(SteelyardError) -> LiquidationDecision {
    var collateral: [Line] = []
    var debts: [Line] = []
    for balance in account.portfolio.balances where !balance.amount.isZero {
      let line = try line(balance, market)
      if balance.amount.isNegative { debts.append(line) } else { collateral.append(line) }
    }
    let health = try LendingHealth(
      collateral: collateral.map(\.position), debt: debts.map(\.position))
    guard let factor = health.healthFactor, factor < LendingHealth.wad else {
      return LiquidationDecision(.end, reason: "The health factor is 1 or more.")
    }
    let text = percentText(Double(factor) / 1e18)
    guard let debt = debts.max(by: { $0.value < $1.value }),
      let taken = collateral.max(by: { $0.value < $1.value })
    else {
      return LiquidationDecision(
        .takeOver(.bankrupt), reason: "The debts have no collateral left.")
    }
    let seizure = try CollateralSeizure(
      healthFactor: factor, collateral: taken.position, debt: debt.position,
      cover: debt.position.balance, terms: taken.reserve.seizure)
    let share = percentText(Double(seizure.closeFactorBasisPoints) / 10_000)
    return LiquidationDecision(
      .repayment(
        RepaymentOffer(
          debt: debt.asset, repaid: debt.amount(of: seizure.debtRepaid), collateral: taken.asset,
          given: taken.amount(of: seizure.collateralToLiquidator),
          fee: taken.amount(of: seizure.protocolFee))),
      reason:
        "The health factor is \(text): up to \(share) of the debt in \(debt.asset) may be paid back."
    )
  }

  /// A balance in the pool's integers.
  private struct Line {
    let asset: Currency
    let reserve: Reserve
    let position: LendingPosition
    let value: UInt128

    /// Smallest units of the token as an amount.
    func amount(of units: UInt128) -> Amount {
      Amount(
        units: Int128(units * ProtocolInteger.powerOfTen(Amount.scaleDigits - reserve.decimals)))
    }
  }

  private func line(
    _ balance: AssetBalance, _ market: LiquidationMarket
  ) throws(SteelyardError) -> Line {
    guard let reserve = reserves[balance.asset] else {
      throw SteelyardError(
        .notApplicable, "The pool does not list \(balance.asset).",
        remedy: "Use another policy for this account, or list the asset.",
        subject: .account("\(balance.asset)"))
    }
    guard let price = try? market.frame.snapshot.priceUSD(of: balance.asset), price > 0,
      price < 1e20
    else {
      throw SteelyardError(
        .missingMarketData, "\(balance.asset) has no price.", remedy: "Add a market file with it.")
    }
    // What is owed is rounded up, what is held down.
    let unit = ProtocolInteger.powerOfTen(Amount.scaleDigits - reserve.decimals)
    let exact = UInt128(balance.amount.units.magnitude)
    let position = try LendingPosition(
      balance: balance.amount.isNegative ? (exact + unit - 1) / unit : exact / unit,
      price: UInt128((price * 1e8).rounded()), decimals: reserve.decimals,
      loanToValueBasisPoints: reserve.loanToValueBasisPoints,
      thresholdBasisPoints: reserve.thresholdBasisPoints)
    return Line(
      asset: balance.asset, reserve: reserve, position: position, value: try position.value())
  }
}
