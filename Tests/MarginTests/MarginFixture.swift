import SteelyardContracts
import SteelyardMarket
import TestSupport
import Testing

/// A file of `Tests/Fixtures/DeribitMargin`: a market, and books with what an oracle says of them.
struct MarginFixture: Decodable {
  struct Future: Decodable {
    let name: String
    let mark: Double
    let index: Double
  }

  struct Option: Decodable {
    let name: String
    let mark: Double?
    let forward: Double
    let volatility: Double
    let index: Double
  }

  struct Market: Decodable {
    let time: String
    let assets: [String: Double]
    let futures: [Future]
    let options: [Option]

    func snapshot() throws -> MarketSnapshot {
      var market = SampleMarket(time: try Timestamp(parsing: time))
      for (asset, price) in assets { market.add(asset: try Currency(asset), priceUSD: price) }
      for future in futures {
        try market.add(future: future.name, mark: future.mark, index: future.index)
      }
      for option in options {
        try market.add(
          option: option.name, volatility: option.volatility, forward: option.forward,
          index: option.index, mark: option.mark)
      }
      return try market.snapshot()
    }
  }

  struct Holding: Decodable {
    let instrument: String
    let quantity: String
    let entry: Double?
  }

  struct Bucket: Decodable {
    let name: String
    let plain: [ExactNumber]
    let counted: [ExactNumber]
    let worst: ExactNumber
    let worstIndex: Int
    let charges: [String: ExactNumber]
    let initial: ExactNumber
    let maintenance: ExactNumber

    private enum CodingKeys: String, CodingKey {
      case name, plain, counted, worst, charges, initial, maintenance
      case worstIndex = "worst_index"
    }
  }

  struct Margin: Decodable {
    let initial: ExactNumber
    let maintenance: ExactNumber
  }

  struct Case: Decodable, CustomTestStringConvertible {
    let book: String
    let model: String
    let positions: [Holding]
    let balances: [String: String]
    let equity: ExactNumber
    let counted: ExactNumber
    let initial: ExactNumber
    let maintenance: ExactNumber
    let buckets: [Bucket]?
    let margins: [Margin]?

    var testDescription: String { "\(model): \(book)" }

    func portfolio() throws -> Portfolio {
      try Portfolio(
        positions: try positions.map { holding in
          Position(
            instrument: try SampleMarket.instrument(holding.instrument),
            quantity: try Amount(parsing: holding.quantity),
            averagePrice: try holding.entry.map { try Amount(parsing: "\($0)") })
        },
        balances: try balances.sorted { $0.key < $1.key }.map { asset, amount in
          AssetBalance(asset: try Currency(asset), amount: try Amount(parsing: amount))
        })
    }
  }

  let market: Market
  let cases: [Case]

  static func read(_ name: String) throws -> MarginFixture {
    try Fixture.decode(MarginFixture.self, "DeribitMargin/\(name)")
  }
}
