import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import TestSupport

/// Trades and orders in the synthetic market, by Deribit's names.
struct WhatIfSample {
  let snapshot: MarketSnapshot
  let model: any MarginModel

  init(model name: String = "deribit") throws {
    snapshot = try SyntheticMarket().snapshot()
    model = try SyntheticState.model(named: name)
  }

  static func trade(_ name: String, _ quantity: String, _ price: String? = nil) throws -> Trade {
    try Trade(
      instrument: try SampleMarket.instrument(name), quantity: try Amount(parsing: quantity),
      price: try price.map { try Amount(parsing: $0) })
  }

  static func order(
    _ name: String, _ quantity: String, _ price: String? = nil
  ) throws -> WorkingOrder {
    try WorkingOrder(
      instrument: try SampleMarket.instrument(name), quantity: try Amount(parsing: quantity),
      price: try price.map { try Amount(parsing: $0) })
  }

  static func book(
    _ positions: [(String, String, String?)], _ balances: [(Currency, String)] = []
  ) throws -> Portfolio {
    try Portfolio(
      positions: positions.map { name, quantity, entry in
        Position(
          instrument: try SampleMarket.instrument(name), quantity: try Amount(parsing: quantity),
          averagePrice: try entry.map { try Amount(parsing: $0) })
      },
      balances: balances.map { AssetBalance(asset: $0, amount: try Amount(parsing: $1)) })
  }

  func result(
    _ portfolio: Portfolio, trades: [Trade] = [], orders: [WorkingOrder] = []
  ) throws -> WhatIfResult {
    let whatIf = try WhatIf(trades: trades, orders: orders)
    let universe = try whatIf.universe(holding: portfolio)
    let frame = try model.frame(
      number: 1, of: universe, in: snapshot, surfaces: [:], level: .portable)
    return try whatIf.result(
      for: portfolio, stated: [], model: model, in: frame, of: universe)
  }

  /// The initial excess of a portfolio, without any of the above.
  func excess(of portfolio: Portfolio) throws -> Double {
    try model.figures(of: [portfolio], in: snapshot)[0].initialExcess
  }
}

extension Portfolio {
  func position(_ name: String) throws -> Position? {
    let instrument = try SampleMarket.instrument(name)
    return positions.first { $0.instrument == instrument }
  }

  func balance(_ asset: Currency) -> Amount? { balances.first { $0.asset == asset }?.amount }
}
