import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import TestSupport

/// Random books in the market of the oracle's fixture, from a seed that failing tests print.
struct RandomBooks {
  private var generator: SeededGenerator
  let snapshot: MarketSnapshot
  private let names: [String]

  init(seed: UInt64) throws {
    print("random books: seed \(seed)")
    generator = SeededGenerator(seed: seed)
    let market = try DeribitOracleTests.portfolio.get().market
    snapshot = try market.snapshot()
    // One instrument that no market has, so that some books are incomplete.
    names = market.futures.map(\.name) + market.options.map(\.name) + ["BTC-27MAR26-33000-P"]
  }

  mutating func quantity(_ name: String) -> Amount {
    let units = Int64.random(in: -40_000...40_000, using: &generator)
    let isInverseFuture = !name.contains("_") && name.split(separator: "-").count < 4
    return Amount(units: Int128(isInverseFuture ? units * 10 : units) * Amount.unitsPerOne / 1000)
  }

  mutating func position(_ name: String) throws -> Position {
    let isFuture = name.split(separator: "-").count < 4
    let entry =
      isFuture && Bool.random(using: &generator)
      ? Amount(Int64.random(in: 1500...80_000, using: &generator)) : nil
    return Position(
      instrument: try SampleMarket.instrument(name), quantity: quantity(name), averagePrice: entry)
  }

  /// A book of up to 12 positions, with balances some of which have no price.
  mutating func next() throws -> Portfolio {
    let count = Int.random(in: 0...12, using: &generator)
    var positions: [Position] = []
    for name in names.shuffled(using: &generator).prefix(count) {
      positions.append(try position(name))
    }
    var balances: [AssetBalance] = []
    for code in ["BTC", "ETH", "USDC", "USD", "DOGE"].shuffled(using: &generator).prefix(count % 4)
    {
      balances.append(
        AssetBalance(
          asset: try Currency(code),
          amount: Amount(Int64.random(in: -5...90, using: &generator))))
    }
    return try Portfolio(positions: positions, balances: balances)
  }

  mutating func shuffled(_ portfolio: Portfolio) throws -> Portfolio {
    try Portfolio(
      positions: portfolio.positions.shuffled(using: &generator),
      balances: portfolio.balances.shuffled(using: &generator))
  }

  mutating func number(in range: Range<Int>) -> Int { Int.random(in: range, using: &generator) }
}

extension MarginModel {
  /// The figures of portfolios, each an account of one batch.
  func figures(
    of portfolios: [Portfolio], in snapshot: MarketSnapshot, level: KernelLevel = .portable,
    ownerGroup: String? = nil
  ) throws -> [AccountFigures] {
    var batch = PortfolioBatch()
    for portfolio in portfolios { try batch.add(portfolio, ownerGroup: ownerGroup) }
    let frame = try frame(
      number: 1, of: batch.universe, in: snapshot, surfaces: [:], level: level)
    let figures = figures(of: batch, in: frame)
    return portfolios.indices.map { figures[$0] }
  }

  /// One portfolio, explained.
  func explanation(
    of portfolio: Portfolio, stated: [StatedAmount] = [], in snapshot: MarketSnapshot,
    level: KernelLevel = .portable
  ) throws -> MarginExplanation {
    let batch = try PortfolioBatch(portfolio, stated: stated)
    let frame = try frame(
      number: 1, of: batch.universe, in: snapshot, surfaces: [:], level: level)
    return explanation(of: 0, in: batch, frame: frame)
  }
}

/// A model of the catalogue, on the synthetic state where it needs one.
func catalogued(_ name: String) throws -> any MarginModel {
  try SyntheticState.model(named: name)
}

/// A portfolio of instruments by Deribit's names.
func book(
  _ positions: [(name: String, quantity: String)], _ balances: [(code: String, amount: String)] = []
) throws -> Portfolio {
  try Portfolio(
    positions: try positions.map { name, quantity in
      Position(
        instrument: try SampleMarket.instrument(name), quantity: try Amount(parsing: quantity))
    },
    balances: try balances.map { code, amount in
      AssetBalance(asset: try Currency(code), amount: try Amount(parsing: amount))
    })
}

extension AccountFigures {
  /// Whether every figure is a number.
  var isFinite: Bool {
    let all = [
      equity, initialCountedEquity, maintenanceCountedEquity, initialMargin, maintenanceMargin,
    ]
    return all.allSatisfy { $0.isFinite }
  }
}
