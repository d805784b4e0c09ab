import Glibc
import SteelyardContracts

/// The terms of a simulated coin's contracts: round ticks and lots of the size that venues have.
struct SimulatedContracts: Sendable {
  let underlying: Underlying
  private let priceUSD: Double

  init(_ coin: SimulatedCoin, _ settlement: SimulatedCoin.Settlement) throws(SteelyardError) {
    priceUSD = coin.priceUSD
    underlying =
      switch settlement {
      case .inverse: try Underlying(base: coin.coin, quote: .usd, settlement: coin.coin)
      case .linear: try Underlying(base: coin.coin, quote: .usdc, settlement: .usdc)
      }
  }

  /// The terms of an instrument.
  func terms(of instrument: Instrument) -> ContractTerms {
    let isDelta = !instrument.isOption
    let lot = isDelta ? (underlying.isInverse ? 10 : roundCoin(10)) : roundCoin(1000)
    return ContractTerms(
      multiplier: .one, tick: amount(tick(of: instrument)), lot: amount(lot),
      averagingWindowSeconds: instrument.expiry == nil
        ? 0 : Int(SimulatedSurface.windowSeconds),
      delivery: instrument.expiry == nil ? .none : underlying.isInverse ? .coin : .cash)
  }

  /// The tick of an instrument, in `Instrument.priceCurrency`.
  func tick(of instrument: Instrument) -> Double {
    if instrument.isOption, underlying.isInverse { return 0.0001 }
    return max(1e-9, StrikeGrid.round(priceUSD * (instrument.isOption ? 1e-4 : 1e-5)))
  }

  /// A round number of coins worth about so many dollars.
  private func roundCoin(_ dollars: Double) -> Double {
    max(1e-9, StrikeGrid.round(dollars / priceUSD))
  }

  /// An exact amount of a round number: billionths are enough for all of them.
  private func amount(_ value: Double) -> Amount {
    Amount(units: Int128((value * 1e9).rounded()) * 1_000_000_000)
  }
}
