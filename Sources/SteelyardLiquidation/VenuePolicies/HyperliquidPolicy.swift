public import SteelyardContracts
import SteelyardMargin

/// Hyperliquid's: positions go to the book at market, large ones a fifth first; far below maintenance the vault takes over.
///
/// A position above the threshold loses the share; for the cooldown after that the whole of what is left goes at once; then
/// a share again. The largest position goes first: the venue states no order.
///
/// - Source: hyperliquid.md of the reference, "Cross perps": above 100,000 USD a fifth first, 30 s of cooldown, the vault below
///   two thirds of maintenance. What the cooldown means is from the venue's own page "Liquidations", as remembered.
public struct HyperliquidPolicy: LiquidationPolicy {
  /// Positions of more go in parts, in US dollars.
  public let partialAboveUSD: Double
  /// The part that goes first, above 0 to 1.
  public let partialShare: Amount
  /// For how long after a part the whole goes, ≥ 0.
  public let cooldownSeconds: Int64
  /// Below this share of maintenance margin the vault takes over, 0 to 1.
  public let backstopShare: Double

  /// A policy from its parts; by default the venue's.
  ///
  /// - Throws: `invalidInput` for a part out of its range.
  public init(
    partialAboveUSD: Double = 100_000,
    partialShare: Amount = Amount(units: 200_000_000_000_000_000),
    cooldownSeconds: Int64 = 30, backstopShare: Double = 2.0 / 3.0
  ) throws(SteelyardError) {
    guard partialAboveUSD >= 0, partialAboveUSD.isFinite, partialShare > .zero,
      partialShare <= .one, cooldownSeconds >= 0, (0...1).contains(backstopShare)
    else {
      throw SteelyardError(
        .invalidInput,
        "A part of \(partialShare) above \(partialAboveUSD) USD, \(cooldownSeconds) s or a backstop of \(backstopShare) "
          + "is out of its range.",
        remedy: "Give shares from 0 to 1, and a size and a time from 0 up.")
    }
    self.partialAboveUSD = partialAboveUSD
    self.partialShare = partialShare
    self.cooldownSeconds = cooldownSeconds
    self.backstopShare = backstopShare
  }

  /// `hyperliquid`.
  public var name: String { "hyperliquid" }

  /// The next order, or that the vault takes over.
  public func decision(
    for account: LiquidationAccount, in market: LiquidationMarket, _ progress: LiquidationProgress
  ) throws(SteelyardError) -> LiquidationDecision {
    if let end = LiquidationDecision.endOrBankrupt(account) { return end }
    let figures = account.figures
    guard figures.maintenanceCountedEquity >= backstopShare * figures.maintenanceMargin else {
      return LiquidationDecision(
        .takeOver(.belowBackstop),
        reason:
          "Counted equity is below \(percentText(backstopShare)) of maintenance (\(figures.shortfallText))."
      )
    }
    let holdings = PricedHoldings(account, in: market).holdings
    guard let largest = holdings.max(by: { $0.notionalUSD < $1.notionalUSD }) else {
      return .nothingHelps(account)
    }
    let isCooling = progress.lastRound.map {
      market.time < $0.advanced(bySeconds: cooldownSeconds)
    }
    let isWhole = largest.notionalUSD <= partialAboveUSD || isCooling == true
    let trade = LiquidationTrade(
      instrument: largest.instrument,
      quantity: isWhole
        ? -largest.quantity
        : try market.reduction(
          of: largest.quantity, of: largest.instrument, byShare: partialShare),
      purpose: .reduction, step: 0)
    let why =
      if !isWhole {
        "\(percentText(partialShare.doubleValue)) of it, since it is above \(usdText(partialAboveUSD))"
      } else if largest.notionalUSD <= partialAboveUSD {
        "the whole, since it is at most \(usdText(partialAboveUSD))"
      } else {
        "the whole, since a part went less than \(cooldownSeconds) s ago"
      }
    return LiquidationDecision(
      .trade([trade]),
      reason:
        "\(largest.instrument) of \(usdText(largest.notionalUSD)) is the largest position: \(why).")
  }
}
