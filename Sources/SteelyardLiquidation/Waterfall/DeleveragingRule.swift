/// How accounts are ranked for deleveraging: the highest score is closed first.
///
/// The profit share is profit over the position's cost at entry; the leverage is the position's worth at the mark over
/// what its account is worth.
///
/// | rule | score | source |
/// |---|---|---|
/// | `profitTimesLeverage` | profit share x leverage; a loss share / leverage | BitMEX, and Binance after it, as their help pages have it; from memory |
/// | `hyperliquid` | mark / entry x leverage of a long, entry / mark x leverage of a short | Hyperliquid ranks by unrealised profit and leverage (defi.md, 7); the form for shorts is inferred |
public enum DeleveragingRule: String, Sendable, Hashable, Codable, CaseIterable {
  /// Profit share times leverage, a loss share over leverage.
  case profitTimesLeverage = "profit_times_leverage"
  /// The move since entry in the holder's favour, as a ratio, times leverage.
  case hyperliquid

  /// The score of a position.
  ///
  /// - Parameters:
  ///   - profitShare: As a decimal; negative for a loss.
  ///   - favourableMove: Mark over entry of a long, entry over mark of a short.
  ///   - leverage: Above 0.
  func score(profitShare: Double, favourableMove: Double, leverage: Double) -> Double {
    switch self {
    case .profitTimesLeverage:
      profitShare >= 0 ? profitShare * leverage : profitShare / leverage
    case .hyperliquid: favourableMove * leverage
    }
  }
}
