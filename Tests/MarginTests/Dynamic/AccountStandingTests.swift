import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios
import TestSupport
import Testing

@Suite("Accounts evaluated by what they differ from one that is known")
struct AccountStandingTests {
  /// Books at random in moving markets, and what they become by a few trades.
  private struct Books {
    var generated: GeneratedBooks
    let universe: InstrumentUniverse
    let frames: [RiskFrame]
    let model: any MarginModel

    init(seed: UInt64) throws {
      let market = try SyntheticMarket()
      model = try SyntheticState.model(named: "dynamic")
      let instruments = try model.covered(market.instruments, in: try market.snapshot()).filter {
        $0.product != .spot
      }
      generated = GeneratedBooks(seed: seed, instruments: instruments)
      var universe = InstrumentUniverse()
      for instrument in instruments { _ = try universe.add(instrument) }
      self.universe = universe
      frames = try [0.0, 0.1].enumerated().map { number, skew in
        var moved = market
        moved.skew = skew
        return try SyntheticState.model(named: "dynamic").frame(
          number: number + 1, of: universe, in: try moved.snapshot(), surfaces: [:],
          level: .detected)
      }
    }

    func batch(_ portfolios: [Portfolio]) throws -> PortfolioBatch {
      var batch = PortfolioBatch(universe: universe)
      for portfolio in portfolios { try batch.add(portfolio) }
      return batch
    }

    /// A book a little changed: other quantities, one position less or more, another balance, or nothing.
    mutating func changed(_ book: Portfolio) throws -> Portfolio {
      let other = try generated.positionsAndBalances()
      var positions = book.positions
      var balances = book.balances
      switch generated.number(in: 0...5) {
      case 0: break
      case 1: if !positions.isEmpty { positions.removeFirst() }
      case 2:
        let held = Set(positions.map(\.instrument))
        positions += other.positions.filter { !held.contains($0.instrument) }.prefix(1)
      case 3:
        positions = positions.enumerated().map { place, position in
          guard place == 0 else { return position }
          return Position(
            instrument: position.instrument, quantity: -position.quantity,
            averagePrice: position.averagePrice)
        }
      case 4: balances = other.balances
      default:
        positions = other.positions
        balances = other.balances
      }
      return try Portfolio(positions: positions, balances: balances)
    }
  }

  @Test("random books, trades and frames: the same figures but for rounding")
  func property() throws {
    let seed: UInt64 = 0x5E07
    print("accounts near a known one: seed \(seed)")
    var books = try Books(seed: seed)
    var largest = 0.0
    for round in 0..<150 {
      let before = try books.generated.positionsAndBalances()
      let afters = try (0..<3).map { _ in try books.changed(before) }
      let frame = books.frames[round % 2]
      // Every fifth account was kept on another frame, and is passed over.
      let kept = books.frames[round % 5 == 0 ? 1 - round % 2 : round % 2]
      let standing = try #require(
        books.model.standing(of: 0, in: try books.batch([before]), frame: kept))
      let batch = try books.batch([before] + afters)
      let plain = books.model.figures(of: batch, in: frame)
      let near = books.model.figures(of: batch, in: frame, near: standing)
      if round % 5 != 0 {
        #expect(near[0] == plain[0], "what has not changed keeps its figures, round \(round)")
        #expect(standing.figures == plain[0])
      }
      for account in 0..<batch.accountCount {
        let expected = plain[account]
        let got = near[account]
        #expect(got.equity == expected.equity && got.isComplete == expected.isComplete)
        // Differences are small against what the positions move one by one.
        let size = plain[0].initialMargin + expected.initialMargin + abs(expected.equity) + 1
        for (one, other) in [
          (expected.initialMargin, got.initialMargin),
          (expected.maintenanceMargin, got.maintenanceMargin),
          (expected.initialCountedEquity, got.initialCountedEquity),
        ] {
          expectClose(
            expected: one, got: other, .absolute(1e-12 * size),
            inputs: "seed \(seed), round \(round), account \(account)")
          largest = max(largest, abs(one - other) / size)
        }
      }
    }
    print("accounts near a known one: largest difference \(largest) of the account's size")
  }

  @Test("a standing tells its memory, and models that keep none say so")
  func kept() throws {
    var books = try Books(seed: 7)
    let book = try books.generated.positionsAndBalances()
    let standing = try #require(
      books.model.standing(of: 0, in: try books.batch([book]), frame: books.frames[0]))
    #expect(standing.byteCount > 0)
    let sample = try WhatIfSample(model: "deribit")
    var universe = InstrumentUniverse()
    for position in book.positions { _ = try universe.add(position.instrument) }
    let frame = try sample.model.frame(
      number: 1, of: universe, in: sample.snapshot, surfaces: [:], level: .portable)
    let batch = try PortfolioBatch(book, over: universe)
    #expect(sample.model.standing(of: 0, in: batch, frame: frame) == nil)
    #expect(books.model.keepsStandings && !sample.model.keepsStandings)
    #expect(
      sample.model.figures(of: batch, in: frame, near: standing)
        == sample.model.figures(of: batch, in: frame))
  }

  @Test("an instrument that the frame does not have is refused, not looked up beyond its rows")
  func beyond() throws {
    let books = try Books(seed: 8)
    let listed = try SampleMarket.instrument("BTC-31DEC27-150000-C")
    let book = try Portfolio(
      positions: [Position(instrument: listed, quantity: .one)], balances: [])
    let batch = try books.batch([book])
    let refusal = #expect(throws: SteelyardError.self) {
      try batch.requireCovered(by: books.frames[0])
    }
    #expect(refusal?.code == .missingMarketData)
    #expect(refusal?.subject == .instrument("\(listed)"))
    #expect(throws: SteelyardError.self) {
      try books.model.figures(
        of: book, supposing: [], in: books.frames[0], of: books.universe)
    }
    #expect(throws: SteelyardError.self) {
      try books.model.worstFilledState(
        of: book, orders: [], in: books.frames[0], of: books.universe)
    }
  }
}
