public import SteelyardContracts
public import SteelyardMargin

/// What a strategy holds, and how it stands.
public struct StrategyAccount: Sendable {
  /// Balances and positions, exactly; coins held are balances, cash is USDC.
  public let portfolio: Portfolio
  /// Liquidity in pools.
  public let pools: [PoolHolding]
  /// What all of it is worth at the marks, pools included, in US dollars.
  public let equity: Double
  /// The margin of the account by the model that is used, in US dollars, as last computed; pools do not count.
  public let margin: AccountFigures
  /// How much of the budget of losses is used.
  public let epoch: DrawdownEpoch
  /// The portfolio as numbers, where whoever made the account has them.
  let lines: BookLines?

  /// An account from its parts.
  public init(
    portfolio: Portfolio, pools: [PoolHolding], equity: Double, margin: AccountFigures,
    epoch: DrawdownEpoch
  ) {
    self.init(
      portfolio: portfolio, pools: pools, equity: equity, margin: margin, epoch: epoch, lines: nil)
  }

  /// An account whose portfolio is there as numbers already.
  package init(
    portfolio: Portfolio, pools: [PoolHolding], equity: Double, margin: AccountFigures,
    epoch: DrawdownEpoch, lines: BookLines?
  ) {
    self.lines = lines
    self.portfolio = portfolio
    self.pools = pools
    self.equity = equity
    self.margin = margin
    self.epoch = epoch
  }

  /// US dollars at hand; negative for a debt.
  public var cash: Amount {
    portfolio.balances.first { $0.asset == .usdc }?.amount ?? .zero
  }

  /// What is held of an instrument, in `Instrument.quantityCurrency`: coins for spot.
  public func exactQuantity(of instrument: Instrument) -> Amount {
    if instrument.product == .spot {
      return portfolio.balances.first { $0.asset == instrument.underlying.base }?.amount ?? .zero
    }
    return portfolio.positions.first { $0.instrument == instrument }?.quantity ?? .zero
  }

  /// The same as a number.
  public func quantity(of instrument: Instrument) -> Double {
    exactQuantity(of: instrument).doubleValue
  }

  /// The options that are held on a coin.
  public func options(on coin: Currency) -> [Position] {
    portfolio.positions.filter { $0.instrument.isOption && $0.instrument.underlying.base == coin }
  }

  /// The liquidity that is provided to a coin's pool; nil for none.
  public func pool(of coin: Currency) -> PoolHolding? { pools.first { $0.coin == coin } }
}

/// A stretch of time with a budget for losses: equity may fall so far from its highest, and then the strategy rests
/// until
/// the stretch is over.
public struct DrawdownEpoch: Sendable, Hashable, Codable {
  /// When it began.
  public let start: Timestamp
  /// The highest equity since, in US dollars.
  public private(set) var peak: Double
  /// Whether the budget was used up since; it then stays closed until the next epoch.
  public private(set) var isStopped: Bool
  /// How far equity stands below its highest, decimal, ≥ 0.
  public private(set) var drawdown: Double

  /// An epoch that begins.
  public init(start: Timestamp, equity: Double) {
    self.start = start
    peak = equity
    isStopped = false
    drawdown = 0
  }

  /// An epoch as it was written down.
  ///
  /// - Throws: `invalidInput` for a peak or drawdown that is no number, or a drawdown below zero.
  public init(
    start: Timestamp, peak: Double, drawdown: Double, isStopped: Bool
  ) throws(SteelyardError) {
    guard peak.isFinite, drawdown.isFinite, drawdown >= 0 else {
      throw SteelyardError(
        .invalidInput, "An epoch has a peak of \(peak) and a drawdown of \(drawdown).",
        remedy: "Give numbers, and a drawdown from 0 up.")
    }
    self.start = start
    self.peak = peak
    self.drawdown = drawdown
    self.isStopped = isStopped
  }

  /// Money came in (positive) or left: neither profit nor loss, so the highest equity moves with it.
  public mutating func transfer(_ usd: Double) {
    guard usd.isFinite else { return }
    peak = max(0, peak + usd)
  }

  /// Tells it what the equity is; begins a new epoch where this one is over.
  public mutating func update(_ equity: Double, at time: Timestamp, _ limits: RiskLimits) {
    if start.days(to: time) >= limits.epochDays {
      self = DrawdownEpoch(start: time, equity: equity)
      return
    }
    peak = max(peak, equity)
    drawdown = peak > 0 ? max(0, 1 - equity / peak) : 1
    if drawdown >= limits.drawdownMax { isStopped = true }
  }

  /// The share of the limits on risk that may be used: 1 less the share of the budget that is used, 0 once it stopped.
  ///
  /// Exposure in proportion to what lies above the floor keeps equity above it.
  ///
  /// - Source: S. Grossman, Z. Zhou, "Optimal investment strategies for controlling drawdowns", Mathematical Finance 3
  ///   (1993).
  public func riskShare(_ limits: RiskLimits) -> Double {
    isStopped ? 0 : max(0, 1 - drawdown / limits.drawdownMax)
  }
}
