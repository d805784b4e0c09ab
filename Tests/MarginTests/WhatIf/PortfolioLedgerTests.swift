import SteelyardContracts
import SteelyardMargin
import TestSupport
import Testing

@Suite("Trades applied to a portfolio")
struct PortfolioLedgerTests {
  private let sample: WhatIfSample

  init() throws { sample = try WhatIfSample() }

  private func after(_ book: Portfolio, _ trades: Trade...) throws -> Portfolio {
    try sample.result(book, trades: trades).after.portfolio
  }

  @Test("a premium is paid from the balance of the settlement currency")
  func premium() throws {
    let book = try WhatIfSample.book([], [(.btc, "2")])
    let after = try after(book, WhatIfSample.trade("BTC-26JUN26-80000-C", "4", "0.05"))
    #expect(after.balance(.btc) == Amount("1.8"))
    #expect(try after.position("BTC-26JUN26-80000-C")?.averagePrice == Amount("0.05"))
    let sold = try self.after(after, WhatIfSample.trade("BTC-26JUN26-80000-C", "-4", "0.06"))
    #expect(sold.positions.isEmpty)
    #expect(sold.balance(.btc) == Amount("2.04"))
    let linear = try self.after(book, WhatIfSample.trade("BTC_USDC-26JUN26-80000-P", "-1", "9000"))
    #expect(linear.balance(.usdc) == Amount(9000))
    #expect(linear.balance(.btc) == Amount(2))
  }

  @Test(
    "what is closed and opened again keeps its place, what is new follows, in books of any length",
    arguments: 9...15)
  func places(_ count: Int) throws {
    let names = (0..<(count + 3)).map { "BTC-26JUN26-\(60_000 + 1_000 * $0)-C" }
    let book = try WhatIfSample.book(names[..<count].map { ($0, "2", "0.05") }, [(.btc, "9")])
    var trades = [try WhatIfSample.trade(names[1], "-2", "0.05")]
    for name in names[count...] { trades.append(try WhatIfSample.trade(name, "1", "0.01")) }
    trades.append(try WhatIfSample.trade(names[1], "3", "0.05"))
    for name in names[count...] { trades.append(try WhatIfSample.trade(name, "1", "0.01")) }
    trades.append(try WhatIfSample.trade(names[0], "1", "0.05"))
    let after = try sample.result(book, trades: trades).after.portfolio
    let quantities = names.indices.map { place in place < 2 ? Amount(3) : Amount(2) }
    #expect(try after.positions.map(\.instrument) == names.map { try SampleMarket.instrument($0) })
    #expect(after.positions.map(\.quantity) == quantities)
    // One unit more of each of the two at 0.05, two of each of the three at 0.01.
    #expect(after.balance(.btc) == Amount("8.84"))
  }

  @Test("a linear future averages by quantity and realises in its quote")
  func linear() throws {
    let book = try WhatIfSample.book([("BTC_USDC-PERPETUAL", "2", "60000")], [(.usdc, "1000")])
    let more = try after(book, WhatIfSample.trade("BTC_USDC-PERPETUAL", "1", "66000"))
    #expect(try more.position("BTC_USDC-PERPETUAL")?.averagePrice == Amount(62_000))
    #expect(more.balance(.usdc) == Amount(1000))
    let less = try after(book, WhatIfSample.trade("BTC_USDC-PERPETUAL", "-0.5", "66000"))
    #expect(try less.position("BTC_USDC-PERPETUAL")?.averagePrice == Amount(60_000))
    #expect(less.balance(.usdc) == Amount(4000))
    let flipped = try after(book, WhatIfSample.trade("BTC_USDC-PERPETUAL", "-3", "66000"))
    #expect(try flipped.position("BTC_USDC-PERPETUAL")?.quantity == Amount(-1))
    #expect(try flipped.position("BTC_USDC-PERPETUAL")?.averagePrice == Amount(66_000))
    #expect(flipped.balance(.usdc) == Amount(13_000))
  }

  @Test("an inverse future averages its coins and realises in the coin")
  func inverse() throws {
    let book = try WhatIfSample.book([("BTC-PERPETUAL", "60000", "60000")])
    // 1 BTC and 1 BTC at 80,000: 140,000 USD are worth 2 BTC at 70,000.
    let more = try after(book, WhatIfSample.trade("BTC-PERPETUAL", "80000", "80000"))
    expectClose(
      expected: 70_000,
      got: try more.position("BTC-PERPETUAL")?.averagePrice?.doubleValue ?? .nan,
      .relative(1e-15))
    // 60,000 (1/60,000 - 1/80,000) = 0.25 BTC.
    let closed = try after(book, WhatIfSample.trade("BTC-PERPETUAL", "-60000", "80000"))
    #expect(closed.positions.isEmpty)
    expectClose(
      expected: 0.25, got: closed.balance(.btc)?.doubleValue ?? .nan, .absolute(1e-17))
    let flipped = try after(book, WhatIfSample.trade("BTC-PERPETUAL", "-100000", "80000"))
    #expect(try flipped.position("BTC-PERPETUAL")?.quantity == Amount(-40_000))
    #expect(try flipped.position("BTC-PERPETUAL")?.averagePrice == Amount(80_000))
  }

  @Test("spot exchanges two balances, and an empty one goes")
  func spot() throws {
    let book = try WhatIfSample.book([], [(.btc, "1"), (.usdc, "500")])
    let sold = try after(book, WhatIfSample.trade("BTC_USDC", "-1", "71000"))
    #expect(sold.balances == [AssetBalance(asset: .usdc, amount: Amount(71_500))])
    #expect(sold.positions.isEmpty)
  }

  @Test("without an entry price a future stays without, and the fill is settled at the mark")
  func unknownEntry() throws {
    let book = try WhatIfSample.book([("BTC_USDC-PERPETUAL", "2", nil)], [(.usdc, "1000")])
    // The mark is 70,000: what is bought at 69,000 has gained 1,000 when it is settled.
    let trade = try WhatIfSample.trade("BTC_USDC-PERPETUAL", "1", "69000")
    let result = try sample.result(book, trades: [trade])
    #expect(try result.after.portfolio.position("BTC_USDC-PERPETUAL")?.averagePrice == nil)
    #expect(result.after.portfolio.balance(.usdc) == Amount(2000))
    #expect(result.notes == [.unknownEntry(trade.instrument)])
    let flipped = try after(book, WhatIfSample.trade("BTC_USDC-PERPETUAL", "-3", "69000"))
    #expect(try flipped.position("BTC_USDC-PERPETUAL")?.averagePrice == Amount(69_000))
    #expect(flipped.balance(.usdc) == Amount(-1000))
  }

  @Test(
    "a trade at the mark leaves equity where it was",
    arguments: ["cross", "derive-standard", "isolated"])
  func equityStays(model: String) throws {
    let sample = try WhatIfSample(model: model)
    let names = ["BTC_USDC-PERPETUAL", "BTC_USDC-26JUN26-80000-C", "BTC_USDC-26JUN26-60000-P"]
    let book = try WhatIfSample.book(
      [("BTC_USDC-PERPETUAL", "-1.5", "68123.5"), ("BTC_USDC-26JUN26-80000-C", "3", nil)],
      [(.usdc, "250000"), (.btc, "1")])
    for name in names {
      for quantity in ["2", "-4.25"] {
        let result = try sample.result(book, trades: [WhatIfSample.trade(name, quantity)])
        expectClose(
          expected: result.before.explanation.figures.equity,
          got: result.after.explanation.figures.equity, .relative(1e-12),
          inputs: "\(name) \(quantity)")
      }
    }
  }

  @Test("an amount beyond the exact range is told about its instrument")
  func overflow() throws {
    let trade = try WhatIfSample.trade("BTC_USDC-PERPETUAL", "1e17", "69000")
    let book = try WhatIfSample.book([("BTC_USDC-PERPETUAL", "-2e16", "60000")])
    let error = #expect(throws: SteelyardError.self) {
      try sample.result(book, trades: [trade])
    }
    #expect(error?.code == .limitExceeded)
    #expect(error?.subject == .instrument(trade.instrument.description))
  }

  @Test("what has expired or has no mark cannot be traded")
  func refused() throws {
    let empty = try WhatIfSample.book([])
    let expired = #expect(throws: SteelyardError.self) {
      try sample.result(empty, trades: [WhatIfSample.trade("BTC-27MAR20-9000-C", "1", "0.1")])
    }
    #expect(expired?.code == .notApplicable)
    let unknown = #expect(throws: SteelyardError.self) {
      try sample.result(empty, orders: [WhatIfSample.order("SOL-PERPETUAL", "10")])
    }
    #expect(unknown?.code == .missingMarketData)
  }
}
