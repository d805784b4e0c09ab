public import SteelyardContracts

/// What an account holds, as far as limits measure it; the caller computes it on one risk frame.
public struct LimitExposure: Sendable, Hashable {
  /// What is held on one coin, in US dollars.
  public struct OnCoin: Sendable, Hashable {
    /// The coin.
    public let coin: Currency
    /// Net delta: P&L for a move of 100 %; signed.
    public var deltaUSD = 0.0
    /// Net gamma: change of that delta for a move of 1 %; signed.
    public var gammaUSD = 0.0
    /// Net vega: P&L for one volatility point; signed.
    public var vegaUSD = 0.0
    /// Gross notional of everything on the coin, ≥ 0.
    public var notionalUSD = 0.0
    /// Open interest of everything on the coin; nil where it is not known.
    public var openInterestUSD: Double?
    /// Depth that closing would meet; nil where it is not known.
    public var depthUSD: Double?

    /// Nothing on the coin.
    public init(coin: Currency) { self.coin = coin }
  }

  /// What is held of one instrument, in US dollars.
  public struct OnInstrument: Sendable, Hashable {
    /// The instrument's description.
    public let instrument: String
    /// Absolute notional, ≥ 0.
    public var notionalUSD = 0.0
    /// Open interest; nil where it is not known.
    public var openInterestUSD: Double?
    /// Depth that closing would meet; nil where it is not known.
    public var depthUSD: Double?

    /// Nothing of the instrument.
    public init(instrument: String) { self.instrument = instrument }
  }

  /// Full equity.
  public var equityUSD = 0.0
  /// Sum of absolute notionals, ≥ 0.
  public var grossNotionalUSD = 0.0
  /// How many positions are not zero.
  public var positionCount = 0
  /// By coin, each at most once.
  public var coins: [OnCoin] = []
  /// By instrument, each at most once.
  public var instruments: [OnInstrument] = []

  /// Nothing held.
  public init() {}

  /// Gross notional over equity; infinite for positions without equity.
  public var leverage: Double {
    if equityUSD > 0 { return grossNotionalUSD / equityUSD }
    return grossNotionalUSD > 0 ? .infinity : 0
  }
}

/// What a trade or order does to risk, as admission has judged it.
public enum RiskDirection: String, Sendable, Hashable, Codable, CaseIterable {
  /// Initial margin would not rise with any of its fills: it is admitted whatever the limits say.
  case reduces
  /// Anything else.
  case adds
}
