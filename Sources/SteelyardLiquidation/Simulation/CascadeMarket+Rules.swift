extension CascadeMarket {
  /// Rates x clamp(volatility over calm, 1, ...)^exponent.
  ///
  /// - Source: M. Brunnermeier, L. Pedersen, "Market liquidity and funding liquidity", Review of Financial Studies 22 (2009): margins
  ///   that rise with volatility force sales, which raise volatility.
  public struct Spiral: Codable, Sendable, Hashable {
    /// 0 for rates that stay.
    public var exponent: Double
    /// Most that the multiple rises in a round.
    public var riseMax: Double
    /// Largest multiple.
    public var multipleMax: Double

    /// A spiral from its parts.
    public init(
      exponent: Double, riseMax: Double, multipleMax: Double
    ) {
      self.exponent = exponent
      self.riseMax = riseMax
      self.multipleMax = multipleMax
    }
  }

  /// How options are margined and closed.
  public struct Options: Codable, Sendable, Hashable {
    /// Strikes over the price before the shock.
    public var strikes: [Double]
    /// Days to expiry.
    public var days: [Double]
    /// Joint moves whose worst loss is the requirement: relative price, relative volatility.
    public var scenarios: [Scenario]
    /// Least requirement for each coin of short options, share of the price.
    public var shortMinimum: Double
    /// Cost of closing, share of an option's value.
    public var closingCost: Double
    /// Share of the accounts' options whose other side hedges its delta.
    public var hedgedShare: Double

    /// Rules of options from its parts.
    public init(
      strikes: [Double], days: [Double], scenarios: [Scenario], shortMinimum: Double,
      closingCost: Double, hedgedShare: Double
    ) {
      self.strikes = strikes
      self.days = days
      self.scenarios = scenarios
      self.shortMinimum = shortMinimum
      self.closingCost = closingCost
      self.hedgedShare = hedgedShare
    }
  }

  /// A joint move.
  public struct Scenario: Codable, Sendable, Hashable {
    /// Relative price.
    public var price: Double
    /// Relative volatility.
    public var volatility: Double

    /// A joint move from its parts.
    public init(
      price: Double, volatility: Double
    ) {
      self.price = price
      self.volatility = volatility
    }
  }

  /// Fees and the terms of loans.
  public struct Terms: Codable, Sendable, Hashable {
    /// Liquidation fee, share of the notional closed; it goes to the venue's fund.
    public var liquidationFee: Double
    /// Share of a loan that one liquidation may repay.
    public var closeFactor: Double
    /// Health factor at or below which a loan is repaid in full.
    public var fullCloseBelow: Double
    /// What a liquidator gets more than it repays.
    public var bonus: Double

    /// Terms from its parts.
    public init(
      liquidationFee: Double, closeFactor: Double, fullCloseBelow: Double, bonus: Double
    ) {
      self.liquidationFee = liquidationFee
      self.closeFactor = closeFactor
      self.fullCloseBelow = fullCloseBelow
      self.bonus = bonus
    }
  }

  /// Owners of several accounts.
  public struct Owners: Codable, Sendable, Hashable {
    /// Share of what an account has above `keepMultiple` of its requirement that goes to another of the owner in need, a round.
    public var topUpShare: Double
    /// Multiple of its requirement that an account keeps.
    public var keepMultiple: Double

    /// Rules of owners from its parts.
    public init(
      topUpShare: Double, keepMultiple: Double
    ) {
      self.topUpShare = topUpShare
      self.keepMultiple = keepMultiple
    }
  }
}
