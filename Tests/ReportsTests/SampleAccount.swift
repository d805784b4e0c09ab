import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardReports
import TestSupport

/// An account of the tests' own in a small market of two coins.
enum SampleAccount {
  static let time = Timestamp(microseconds: 1_780_000_000_000_000)

  static func market() throws -> MarketSnapshot {
    var market = SampleMarket(time: time)
    try market.add(future: "BTC-PERPETUAL", mark: 60_010, index: 60_000)
    try market.add(future: "ETH-PERPETUAL", mark: 2_001, index: 2_000)
    for strike in [40_000, 50_000, 55_000, 60_000, 65_000, 70_000, 80_000] {
      for right in ["C", "P"] {
        let distance = Double(strike) / 60_300 - 1
        try market.add(
          option: "BTC-25SEP26-\(strike)-\(right)", volatility: 0.55 + 0.4 * distance * distance,
          forward: 60_300, index: 60_000)
      }
    }
    try market.add(option: "ETH-25SEP26-2200-C", volatility: 0.7, forward: 2_010, index: 2_000)
    market.add(asset: .usdc, priceUSD: 1)
    return try market.snapshot()
  }

  /// What a model finds for positions by name and balances.
  static func explanation(
    _ model: String, _ positions: [(name: String, quantity: String, entry: String?)] = book,
    balances: [(Currency, String)] = [(.btc, "2.5"), (.eth, "40"), (.usdc, "100000")]
  ) throws -> MarginExplanation {
    let portfolio = try Portfolio(
      positions: positions.map { position in
        Position(
          instrument: try SampleMarket.instrument(position.name),
          quantity: try Amount(parsing: position.quantity),
          averagePrice: try position.entry.map { try Amount(parsing: $0) })
      },
      balances: balances.map { AssetBalance(asset: $0, amount: try Amount(parsing: $1)) })
    let model = try SyntheticState.model(named: model)
    let batch = try PortfolioBatch(portfolio)
    let frame = try model.frame(
      number: 7, of: batch.universe, in: market(), surfaces: [:], level: .portable)
    return model.explanation(of: 0, in: batch, frame: frame)
  }

  static let book: [(name: String, quantity: String, entry: String?)] = [
    ("BTC-25SEP26-70000-C", "-5", nil), ("BTC-25SEP26-50000-P", "-4", nil),
    ("BTC-25SEP26-80000-C", "10", nil), ("BTC-PERPETUAL", "90000", "59000"),
    ("ETH-25SEP26-2200-C", "-60", nil), ("ETH-PERPETUAL", "-20000", nil),
  ]

  static func report(
    _ detail: MarginReport.Detail = .explained, model: String = "deribit",
    notes: [String] = [], failures: [SteelyardError] = [], unreadable: Int = 0
  ) throws -> MarginReport {
    try MarginReport(
      explanation: explanation(model), currency: .usd, usdPerUnit: 1, detail: detail, notes: notes,
      readingFailures: failures, unreadableCount: unreadable)
  }
}
