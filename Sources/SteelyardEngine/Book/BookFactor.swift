import SteelyardContracts
import SteelyardFeeds
import SteelyardLedger
import SteelyardMargin
import SteelyardMarket
import SteelyardScenarios

/// What the dollar Greeks of an account are a sum over.
enum BookFactor: Hashable {
  /// A contract, in `Instrument.quantityCurrency`.
  case contract(Instrument)
  /// A coin or another asset that is held.
  case asset(Currency)
}

/// Sensitivities in US dollars of one unit, or of an account.
struct DollarGreeks: Equatable {
  /// Profit for a move of 100 % of the coin, in a straight line: delta times the price.
  var delta = 0.0
  /// Change of that delta for a move of 1 %.
  var gamma = 0.0
  /// Profit for one volatility point.
  var vega = 0.0
  /// Profit for one calendar day.
  var theta = 0.0

  mutating func add(_ quantity: Double, of unit: DollarGreeks) {
    delta += quantity * unit.delta
    gamma += quantity * unit.gamma
    vega += quantity * unit.vega
    theta += quantity * unit.theta
  }
}

extension LiveFrame {
  /// The dollar Greeks of one unit of each factor, in the order given; zero where the frame has no price.
  ///
  /// An inverse future pays in coins. Bought at F₀, one dollar of it is 1/F₀ coins held less one dollar owed, for
  /// 1/F₀ - 1/F coins are worth F/F₀ - 1 dollars. So 1/F₀ is a coin held, which `BookHoldings` counts with the balance of the
  /// coin, and the contract itself has no delta left but what its premium over the index makes; it has no gamma in
  /// US dollars.
  ///
  /// - Parameters:
  ///   - mode: The margin mode whose model prices the contracts.
  ///   - follows: The coin that an asset moves with, such as ETH for STETH.
  func dollarGreeks(
    of factors: [BookFactor], in mode: MarginMode, follows: [Currency: Currency]
  ) -> [DollarGreeks] {
    guard let prices = self[mode]?.frame else {
      return [DollarGreeks](repeating: DollarGreeks(), count: factors.count)
    }
    let coins = board.market.coins
    return factors.map { factor in
      var greeks = DollarGreeks()
      switch factor {
      case .asset(let asset):
        guard coins.contains(follows[asset] ?? asset), let price = prices.usdPrice(of: asset) else {
          return greeks
        }
        greeks.delta = price
      case .contract(let contract):
        guard let index = universe.index(of: contract), index < prices.prices.count,
          let priced = prices.prices[index],
          let usd = prices.usdPrice(of: contract.underlying.quote)
        else { return greeks }
        let worth = priced.index * usd
        greeks.delta = priced.delta * worth
        if contract.underlying.isInverse, !contract.isOption {
          greeks.delta -= worth / priced.price
        } else {
          greeks.gamma = priced.gamma * priced.index * worth * 0.01
        }
        greeks.vega = priced.vega * usd
        greeks.theta = priced.theta * usd
      }
      return greeks
    }
  }
}
