import SteelyardContracts
import SteelyardFormats
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import TestSupport

/// A market of bitcoin at 50,000 under the model `cross`, and accounts on it.
struct PolicySample {
  static let names = [
    "BTC-PERPETUAL", "BTC-26JUN26", "BTC_USDC-PERPETUAL", "BTC-26JUN26-50000-C",
    "BTC-26JUN26-60000-C", "BTC-26JUN26-40000-P", "ETH_USDC-PERPETUAL",
  ]
  let model: any MarginModel
  let market: LiquidationMarket
  let start: Timestamp

  /// - Parameter lots: Lots by Deribit's names; others are traded in any quantity.
  init(
    seconds: Int64 = 0, lots: [String: String] = [:], hedges: [String] = [],
    model name: String = "cross"
  ) throws {
    start = try Timestamp(parsing: "2026-03-14T08:00:00Z")
    var rows = SampleMarket(time: start.advanced(bySeconds: seconds))
    var universe = InstrumentUniverse()
    for name in PolicySample.names {
      let index: Double = name.hasPrefix("ETH") ? 2_000 : 50_000
      if name.hasSuffix("C") || name.hasSuffix("P") {
        try rows.add(option: name, volatility: 0.6, forward: index, index: index)
      } else {
        try rows.add(future: name, mark: index, index: index)
      }
      _ = try universe.add(SampleMarket.instrument(name))
    }
    rows.add(asset: .usdc, priceUSD: 1)
    rows.add(asset: .btc, priceUSD: 50_000)
    rows.add(asset: try Currency("ETH"), priceUSD: 2_000)
    model = try SyntheticState.model(named: name)
    let frame = try model.frame(
      number: 1, of: universe, in: try rows.snapshot(), surfaces: [:], level: .portable)
    var terms: [Instrument: ContractTerms] = [:]
    for (name, lot) in lots {
      terms[try SampleMarket.instrument(name)] = ContractTerms(
        multiplier: .one, tick: try Amount(parsing: "0.0001"), lot: try Amount(parsing: lot),
        averagingWindowSeconds: 0, delivery: .none)
    }
    market = LiquidationMarket(
      model: model, frame: frame, universe: universe,
      hedges: try hedges.map { try SampleMarket.instrument($0) }, terms: terms)
  }

  /// An account; futures were entered at their marks.
  func account(
    _ quantities: [String: String], _ balances: [String: String]
  ) throws -> LiquidationAccount {
    var positions: [Position] = []
    for (name, quantity) in quantities {
      let instrument = try SampleMarket.instrument(name)
      let entry = instrument.isOption ? nil : Amount(name.hasPrefix("ETH") ? 2_000 : 50_000)
      positions.append(
        Position(
          instrument: instrument, quantity: try Amount(parsing: quantity), averagePrice: entry))
    }
    return try account(
      Portfolio(
        positions: positions.sorted { $0.instrument < $1.instrument },
        balances: try balances.sorted { $0.key < $1.key }.map {
          AssetBalance(asset: try Currency($0.key), amount: try Amount(parsing: $0.value))
        }))
  }

  /// An account as it is.
  func account(_ portfolio: Portfolio) throws -> LiquidationAccount {
    let batch = try PortfolioBatch(portfolio, over: market.universe)
    return LiquidationAccount(
      portfolio: portfolio, figures: model.figures(of: batch, in: market.frame)[0])
  }

  /// The decision in a liquidation that has begun just now, or come some way.
  func decision(
    _ policy: any LiquidationPolicy, _ account: LiquidationAccount,
    _ progress: LiquidationProgress? = nil
  ) throws -> LiquidationDecision {
    try policy.decision(
      for: account, in: market, progress ?? LiquidationProgress(begun: start))
  }
}

extension LiquidationDecision {
  /// What is traded, by name.
  var trades: [String: String] {
    guard case .trade(let trades) = action else { return [:] }
    var named: [String: String] = [:]
    for trade in trades {
      let name = (try? InstrumentNaming.deribit.name(of: trade.instrument)) ?? "unnamed"
      named[name] = "\(trade.quantity)"
    }
    return named
  }
}
