public import SteelyardContracts

/// One price out of several sources, with everything needed to judge it.
public struct OraclePrice: Sendable, Hashable {
  /// Why a price is not fresh.
  public enum Reason: String, Sendable, Hashable, CaseIterable {
    /// Fewer accepted sources than `quorum`.
    case noQuorum = "no_quorum"
    /// Fewer accepted sources than `freshSourcesMin`.
    case fewSources = "few_sources"
    /// The sources are further apart than `dispersionMax`.
    case dispersed
    /// The median moved faster than `moveMaxPerSecond`, and the price is on its way there.
    case moveLimited = "move_limited"
  }

  /// The instant of the price.
  public let time: Timestamp
  /// The price, in quote currency, > 0; of a halted oracle the last one that was not.
  public let price: Double
  /// The time of the sources that the price stands on: `time`, or that of the price held.
  public let priceTime: Timestamp
  /// The median before any limit on its move; nil where halted.
  public let median: Double?
  /// The median of |source / median − 1| over the sources at hand, outliers among them; 0 where halted.
  public let dispersion: Double
  /// How sure the oracle is, 0 to 1: 0 where halted.
  public let confidence: Double
  /// How far it may be trusted.
  public let state: OracleState
  /// Why it is not fresh; empty where it is.
  public let reasons: [Reason]
  /// What became of each source, in the order of their venues, then of time and price.
  public let verdicts: [OracleVerdict]
  /// The stable price.
  public let stable: StablePrice

  /// What the next price starts from.
  public var memory: OracleMemory { OracleMemory(trusted: price, priceTime, stable) }

  /// How many sources count.
  public var acceptedCount: Int { verdicts.count { $0.ruling == .accepted } }
}

extension OraclePrice {
  /// What something is held as, which decides the price that counts against the account.
  public enum Holding: String, Sendable, Hashable, CaseIterable {
    /// Held as security: the lower of price and stable price.
    case collateral
    /// Owed: the higher of price and stable price.
    case liability
  }

  /// The price, in quote currency, at which a balance counts.
  public func value(of holding: Holding) -> Double {
    switch holding {
    case .collateral: min(price, stable.value)
    case .liability: max(price, stable.value)
    }
  }
}
