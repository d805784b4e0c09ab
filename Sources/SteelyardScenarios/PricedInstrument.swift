public import SteelyardContracts
public import SteelyardMarket

/// Where the price that a spot move multiplies came from.
public enum PriceSource: Sendable, Hashable {
  /// The instrument's own mark.
  case mark
  /// The forward of its expiry.
  case forward(ForwardPrice.Source)
  /// The index: a perpetual without a mark in the market files.
  case index
  /// The settlement price of an expiry that has passed.
  case settlement
  /// The price of an asset in US dollars.
  case assetPrice
}

/// An instrument in an undisplaced snapshot: its price, its sensitivities, and what they stand on.
///
/// Everything is for one unit of `instrument.quantityCurrency`.
public struct PricedInstrument: Sendable {
  /// The instrument.
  public let instrument: Instrument
  /// The index of its underlying, in quote currency.
  public let index: Double
  /// What a spot move multiplies: the forward of an option, the mark of a future or perpetual, the
  /// price of an asset; in quote currency.
  public let price: Double
  /// Where `price` came from.
  public let priceSource: PriceSource
  /// The part of `price` that a settlement average has already fixed: a spot move multiplies only
  /// the rest; in quote currency, from 0 to `price`.
  public let fixedPrice: Double
  /// The share of the settlement window that has passed, 0 to 1; 0 where nothing is fixed.
  public let fixedShare: Double
  /// The continuously compounded interest rate that the price is discounted with, per year; 0 where
  /// it is not discounted or no source gives a rate.
  public let rate: Double
  /// Where `rate` came from; reports note one that is unknown.
  public let rateSource: RateSource
  /// What an option's undiscounted price was multiplied with: e^(-max(rate, 0) t), or 1.
  public let discount: Double
  /// The volatility of an option and where it came from; nil for anything else.
  public let volatility: OptionVolatility?
  /// Years of 365 days to expiry; 0 where there is none.
  public let timeToExpiry: Double
  /// The venue's mark, in `instrument.priceCurrency`; nil where the model's own price stands in.
  public let observedMark: Double?
  /// What a unit is worth, in settlement currency: an option's mark; 0 for futures, whose profit is
  /// settled; the price of an asset.
  public private(set) var value: Double
  /// The model's price of an option at `volatility`, in settlement currency; else `value`.
  public let modelValue: Double
  /// Change of value with spot, in coins of the base: Black-76 delta of an option, times the share
  /// of its settlement window that has not passed.
  public let delta: Double
  /// Change of delta for one unit of spot in quote currency, in coins; scales with the square of
  /// the share that has not passed.
  public let gamma: Double
  /// US dollars or quote currency for one volatility point.
  public let vega: Double
  /// Quote currency for one calendar day, at most the lifetime, discount held.
  public let theta: Double
  /// Quote currency for one percent of rate, spot held.
  public let rho: Double
  /// Delta less the price in coin, the exchange's net transaction delta; `delta` for anything but
  /// an inverse option.
  public let netTransactionDelta: Double

  /// The option's strike in quote currency, or 0.
  public var strike: Double { instrument.optionTerms?.strike.doubleValue ?? 0 }
  /// Days of 86,400 seconds to expiry.
  public var days: Double { timeToExpiry * 365 }
}

extension PricedInstrument {
  /// The same, worth what the model says instead of the venue's mark.
  public var valuedByModel: PricedInstrument {
    var valued = self
    valued.value = modelValue
    return valued
  }

  /// The price after a spot move, which multiplies only what no settlement average has fixed.
  ///
  /// - Parameter spotFactor: 1 + the relative move.
  func displaced(by spotFactor: Double) -> Double {
    fixedPrice == 0 ? price * spotFactor : fixedPrice + (price - fixedPrice) * spotFactor
  }

  /// Profit since entry of one unit of a future or perpetual, in settlement currency.
  ///
  /// - Parameter entryPrice: In quote currency, > 0.
  public func unrealisedProfit(entryPrice: Double) -> Double {
    unrealisedProfit(entryPrice: entryPrice, at: price)
  }

  /// The same at another price, in quote currency, > 0.
  public func unrealisedProfit(entryPrice: Double, at price: Double) -> Double {
    instrument.underlying.isInverse ? 1 / entryPrice - 1 / price : price - entryPrice
  }
}
