import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardPricing
import TestSupport
import Testing

@Suite("Margin models of the catalogue") struct MarginModelTests {
  @Test(
    "figures equal explanations to the bit, at every level", arguments: MarginModelCatalogue.names,
    KernelLevel.available)
  func sameBits(_ name: String, _ level: KernelLevel) throws {
    let model = try catalogued(name)
    var books = try RandomBooks(seed: 11)
    var batch = PortfolioBatch()
    for _ in 0..<1500 { try batch.add(try books.next()) }
    let frame = try model.frame(
      number: 3, of: batch.universe, in: books.snapshot, surfaces: [:], level: level)
    let figures = model.figures(of: batch, in: frame)
    for account in 0..<batch.accountCount {
      let explained = model.explanation(of: account, in: batch, frame: frame)
      #expect(explained.figures == figures[account], "account \(account)")
      #expect(explained.isComplete == figures.isComplete[account])
      #expect(figures[account].isFinite, "account \(account): \(figures[account])")
      #expect(figures.initialMargin[account] >= figures.maintenanceMargin[account])
      #expect(figures.maintenanceMargin[account] >= 0)
      // Standing in the explanation, charges and losses add up to the initial margin's parts.
      #expect(explained.frameNumber == 3 && explained.level == level)
    }
  }

  @Test(
    "alone, in a batch, in another order: the same to the bit",
    arguments: MarginModelCatalogue.names)
  func independent(_ name: String) throws {
    let model = try catalogued(name)
    var books = try RandomBooks(seed: 12)
    var portfolios: [Portfolio] = []
    for _ in 0..<300 { portfolios.append(try books.next()) }
    let together = try model.figures(of: portfolios, in: books.snapshot)
    let backwards = try model.figures(of: portfolios.reversed(), in: books.snapshot)
    #expect(together == backwards.reversed())
    for (index, portfolio) in portfolios.enumerated() {
      let alone = try model.figures(of: [portfolio], in: books.snapshot)[0]
      #expect(alone == together[index], "book \(index)")
      let shuffled = try model.figures(of: [try books.shuffled(portfolio)], in: books.snapshot)[0]
      #expect(shuffled == together[index], "book \(index), permuted")
    }
  }

  @Test("levels agree to 1e-9", arguments: MarginModelCatalogue.names)
  func levels(_ name: String) throws {
    let model = try catalogued(name)
    var books = try RandomBooks(seed: 13)
    var portfolios: [Portfolio] = []
    for _ in 0..<300 { portfolios.append(try books.next()) }
    let reference = try model.figures(of: portfolios, in: books.snapshot)
    for level in KernelLevel.available {
      let got = try model.figures(of: portfolios, in: books.snapshot, level: level)
      for (expected, figures) in zip(reference, got) {
        // Rounding to nine decimals of a coin may fall to either side.
        expectClose(
          expected: expected.initialMargin, got: figures.initialMargin,
          Tolerance(relative: 1e-9, absolute: 1e-3))
        #expect(expected.equity == figures.equity)
      }
    }
  }

  @Test(
    "scaling a book scales loss and linear charges",
    arguments: ["deribit", "deribit-classic-2021"],
    [2, 5])
  func scaling(_ name: String, _ factor: Int64) throws {
    // Below the dampener's reach and the delta threshold everything is linear.
    let model = try catalogued(name)
    let one = [
      (name: "BTC-27MAR26-80000-C", quantity: "-2"), (name: "BTC-24APR26-60000-P", quantity: "1"),
      (name: "BTC-PERPETUAL", quantity: "-30000"),
    ]
    let snapshot = try DeribitOracleTests.portfolio.get().market.snapshot()
    let many = one.map { (name: $0.name, quantity: "\((Int64($0.quantity) ?? 0) * factor)") }
    let small = try model.figures(of: [try book(one)], in: snapshot)[0]
    let large = try model.figures(of: [try book(many)], in: snapshot)[0]
    expectClose(
      expected: Double(factor) * small.maintenanceMargin, got: large.maintenanceMargin,
      .absolute(1e-8 * 70_000 * Double(factor)))
  }

  @Test("splitting a book over accounts never needs less, position by position")
  func splitting() throws {
    let snapshot = try DeribitOracleTests.portfolio.get().market.snapshot()
    let whole = try book([("BTC-24APR26-90000-C", "-200"), ("BTC-24APR26-60000-P", "-200")])
    let half = try book([("BTC-24APR26-90000-C", "-100"), ("BTC-24APR26-60000-P", "-100")])
    for name in MarginModelCatalogue.names {
      let figures = try catalogued(name).figures(of: [whole, half], in: snapshot)
      if name == "deribit" || name == "deribit-2024-06" {
        // The dampener gives each account its own allowance: what the venue's table does, stated.
        #expect(2 * figures[1].initialMargin <= figures[0].initialMargin)
      } else {
        // What size costs is asked of all accounts of one owner together.
        let whole = try catalogued(name).figures(of: [whole], in: snapshot, ownerGroup: "owner")
        let halves = try catalogued(name).figures(
          of: [half, half], in: snapshot, ownerGroup: "owner")
        expectClose(
          expected: whole[0].initialMargin,
          got: halves[0].initialMargin + halves[1].initialMargin, .relative(1e-12))
      }
    }
  }

  @Test(
    "bought options never need more than their value", arguments: ["deribit", "deribit-2024-06"])
  func longOnly(_ name: String) throws {
    let model = try catalogued(name)
    let market = try DeribitOracleTests.portfolio.get().market
    let snapshot = try market.snapshot()
    for option in market.options where name == "deribit" || !option.name.hasPrefix("ETH") {
      for quantity in ["1", "37.5", "9000"] {
        let explained = try model.explanation(
          of: try book([(option.name, quantity)]), in: snapshot)
        let value = explained.positions[0].optionValueUSD
        let slack = 1e-9 * explained.buckets[0].usdPerUnit
        #expect(explained.figures.initialMargin <= value + slack, "\(option.name) \(quantity)")
        #expect(explained.health == .healthy || explained.health == .warning)
      }
    }
  }

  @Test("a zero quantity changes nothing, priced or not", arguments: MarginModelCatalogue.names)
  func zeroQuantity(_ name: String) throws {
    let model = try catalogued(name)
    let snapshot = try DeribitOracleTests.portfolio.get().market.snapshot()
    let some = [(name: "BTC-27MAR26-80000-C", quantity: "-2")]
    let none = [
      (name: "BTC-27MAR26-90000-C", quantity: "0"), (name: "BTC-27FEB26-90000-C", quantity: "0"),
      (name: "SOL_USDC-PERPETUAL", quantity: "0"),
    ]
    let figures = try model.figures(of: [try book(some), try book(some + none)], in: snapshot)
    #expect(figures[0] == figures[1])
  }

  @Test("an empty book needs nothing", arguments: MarginModelCatalogue.names)
  func empty(_ name: String) throws {
    let snapshot = try DeribitOracleTests.portfolio.get().market.snapshot()
    let explained = try catalogued(name).explanation(of: try book([]), in: snapshot)
    #expect(explained.figures == AccountFigures() && explained.isComplete)
    #expect(explained.health == .healthy && explained.charges.isEmpty)
  }

  @Test("the largest amounts give finite figures", arguments: MarginModelCatalogue.names)
  func huge(_ name: String) throws {
    let market = try DeribitOracleTests.portfolio.get().market
    let model = try catalogued(name)
    let all = market.futures.map(\.name) + market.options.map(\.name)
    for sign in ["", "-"] {
      for quantity in ["1000000000000000", "99999999999999999999"] {
        let portfolio = try book(
          all.map { ($0, sign + quantity) }, [("BTC", sign + quantity), ("USDC", quantity)])
        let explained = try model.explanation(of: portfolio, in: try market.snapshot())
        let figures = explained.figures
        #expect(figures.isFinite)
        #expect(figures.initialMargin > 0 && figures.initialMargin >= figures.maintenanceMargin)
      }
    }
  }

  @Test("adding a futures position never lowers gross charges")
  func grossCharges() throws {
    let snapshot = try DeribitOracleTests.portfolio.get().market.snapshot()
    for (model, charge) in [
      ("deribit-classic-2021", "futures_contingency"),
      ("deribit-classic-2018", "option_contingency"),
    ] {
      var last = 0.0
      var positions: [(name: String, quantity: String)] = []
      for addition in [
        ("BTC-PERPETUAL", "50000"), ("BTC-27MAR26", "-40000"), ("BTC-27MAR26-70000-C", "-3"),
        ("BTC-27MAR26-80000-C", "3"), ("BTC-25SEP26", "-10000"), ("BTC-24APR26-60000-P", "-1"),
      ] {
        positions.append(addition)
        let explained = try catalogued(model).explanation(of: try book(positions), in: snapshot)
        let amount = try #require(explained.charges.first { $0.name == charge }).amountUSD
        #expect(amount >= last)
        last = amount
      }
      #expect(last > 0)
    }
  }
}
