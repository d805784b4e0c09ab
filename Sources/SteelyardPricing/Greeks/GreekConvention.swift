/// Which delta is meant, and per what the Greeks are counted.
public enum GreekConvention: String, Sendable, Hashable, Codable, CaseIterable {
  /// Deribit's ticker: Black-76 delta on the forward; USD per vol point, calendar day and 1 % of
  /// rate.
  ///
  /// Theta is the derivative times the smaller of one day and the option's remaining life; rho holds
  /// the spot, ±KT N(±d₂).
  ///
  /// - Source: Inferred from tickers: the fields of Deribit's own snapshots of January 2026 are
  ///   reproduced within the rounding of the printed volatility.
  case exchange
  /// Derivatives of the value in coin, V/F: coin per quote unit, per 1.00 of volatility, per year and
  /// per 1.00 of rate.
  case coin
  /// Derivatives of the value in quote currency: per quote unit, per 1.00 of volatility, per year and
  /// per 1.00 of rate.
  case usd
  /// Net transaction delta dV/dF − V/F, the delta of a desk that counts its profit in coin; gamma is
  /// its derivative; vega, theta and rho as `usd`.
  case premiumAdjusted = "premium_adjusted"
}
