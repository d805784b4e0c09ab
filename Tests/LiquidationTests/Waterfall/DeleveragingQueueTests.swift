import SteelyardContracts
import SteelyardLiquidation
import TestSupport
import Testing

@Suite("Ranking and shares of deleveraging")
struct DeleveragingQueueTests {
  /// Three shorts at a mark of 100: a gain of 20 % four times over, of 50 % once over, a loss of 25 % five times over.
  private static func candidates() throws -> [DeleveragingCandidate] {
    try [
      ("cas", "-1", 80, 20), ("ann", "-2", 125, 50), ("bob", "-4", 200, 400),
    ].map { name, quantity, entry, value in
      try candidate(name, quantity, entry: entry, value: value)
    }
  }

  private static func candidate(
    _ name: String, _ quantity: String, entry: Double, value: Double, mark: Double = 100
  ) throws -> DeleveragingCandidate {
    let quantity = try Amount(parsing: quantity)
    return DeleveragingCandidate(
      account: try AccountName(name), quantity: quantity, entryPrice: entry,
      notional: abs(quantity.doubleValue) * mark, accountValue: value)
  }

  private static func queue(
    _ candidates: [DeleveragingCandidate], _ rule: DeleveragingRule = .profitTimesLeverage,
    closing: String = "5"
  ) throws -> DeleveragingQueue {
    try DeleveragingQueue(
      closing: Amount(parsing: closing), of: BankruptcyPriceTests.perpetual(inverse: false),
      mark: 100, candidates: candidates, rule: rule)
  }

  private static func limits(
    _ share: String = "1", quantityMax: String? = nil, lot: String = "1"
  ) throws -> DeleveragingLimits {
    try DeleveragingLimits(
      positionShare: Amount(parsing: share),
      quantityMax: quantityMax.map { try Amount(parsing: $0) }, lot: Amount(parsing: lot))
  }

  @Test("profit times leverage: 0.8, 0.5 and, for a loss, -0.05")
  func ranks() throws {
    let queue = try Self.queue(Self.candidates())
    #expect(queue.places.map(\.candidate.account.description) == ["ann", "bob", "cas"])
    #expect(queue.places.map(\.rank) == [1, 2, 3])
    for (place, score) in zip(queue.places, [0.8, 0.5, -0.05]) {
      expectClose(expected: score, got: place.score, .relative(1e-12))
    }
    #expect(
      queue.places[0].reason
        == "Rank 1: a profit of 20.0 % of its entry at a leverage of 4.0 scores 0.8.")
  }

  @Test("the ratio of entry and mark times leverage: 5, 4 and 2")
  func hyperliquid() throws {
    let queue = try Self.queue(Self.candidates(), .hyperliquid)
    #expect(queue.places.map(\.candidate.account.description) == ["ann", "cas", "bob"])
    for (place, score) in zip(queue.places, [5.0, 4, 2]) {
      expectClose(expected: score, got: place.score, .relative(1e-12))
    }
  }

  @Test("an inverse long from 8,000 to 10,000 has gained a fifth of its cost in coin")
  func inverse() throws {
    let queue = try DeleveragingQueue(
      closing: Amount(-1000), of: BankruptcyPriceTests.perpetual(inverse: true), mark: 10_000,
      candidates: [
        DeleveragingCandidate(
          account: AccountName("ann"), quantity: Amount(1000), entryPrice: 8000, notional: 1000,
          accountValue: 500)
      ], rule: .profitTimesLeverage)
    expectClose(expected: 0.2, got: queue.places[0].profitShare, .relative(1e-12))
    expectClose(expected: 0.4, got: queue.places[0].score, .relative(1e-12))
  }

  @Test("from the first rank on, capped by position and in all, in whole lots")
  func queueShares() throws {
    let queue = try Self.queue(Self.candidates())
    let all = try queue.plan(.queue, limits: Self.limits())
    #expect(all.shares.map(\.quantity) == [Amount(2), Amount(3), .zero])
    #expect(all.left == .zero)
    let halves = try queue.plan(.queue, limits: Self.limits("0.5"))
    #expect(halves.shares.map(\.quantity) == [Amount(1), Amount(2), .zero])
    #expect(halves.left == Amount(2))
    let bounded = try queue.plan(.queue, limits: Self.limits(quantityMax: "2.5"))
    #expect(bounded.shares.map(\.quantity) == [Amount(2), .zero, .zero])
    #expect(bounded.left == Amount(3))
    let interest = try DeleveragingLimits(
      positionShare: .one, openInterest: Amount(10),
      openInterestShare: Amount(parsing: "0.35"), lot: .one)
    #expect(try interest.quantityMax == Amount(parsing: "3.5"))
  }

  @Test("who can bear 1 of 2 is closed for 1, and the next ranks for the rest")
  func bearable() throws {
    let candidates = try Self.candidates().map { candidate in
      candidate.account.description == "ann" ? candidate.closing(atMost: .one) : candidate
    }
    let plan = try Self.queue(candidates).plan(.queue, limits: Self.limits())
    #expect(plan.shares.map(\.quantity) == [Amount(1), Amount(4), .zero])
    let none = try Self.candidates().map { $0.closing(atMost: .zero) }
    #expect(try Self.queue(none).plan(.proRata, limits: Self.limits()).left == Amount(5))
    #expect {
      _ = try Self.queue(try Self.candidates().map { $0.closing(atMost: Amount(-1)) })
    } throws: { ($0 as? SteelyardError)?.code == .invalidInput }
  }

  @Test(
    "what is saved against the mark: 5 at 102 and not 100 are 10; 1,000 USD at 10,000 and not 8,000 a fortieth of a coin"
  )
  func relief() throws {
    let plan = try Self.queue(Self.candidates()).plan(.queue, limits: Self.limits())
    let linear = try BankruptcyPriceTests.perpetual(inverse: false)
    #expect(try plan.relief(of: linear, from: Amount(100), to: Amount(102)) == Amount(10))
    #expect(try plan.relief(of: linear, from: Amount(100), to: Amount(99)) == Amount(-5))
    let inverse = try BankruptcyPriceTests.perpetual(inverse: true)
    let queue = try DeleveragingQueue(
      closing: Amount(1000), of: inverse, mark: 8000,
      candidates: [
        DeleveragingCandidate(
          account: AccountName("ann"), quantity: Amount(-1000), entryPrice: 9000, notional: 1000,
          accountValue: 500)
      ], rule: .hyperliquid)
    let coin = try queue.plan(.queue, limits: Self.limits()).relief(
      of: inverse, from: Amount(8000), to: Amount(10_000))
    #expect(try coin == Amount(parsing: "0.025"))
    #expect {
      _ = try plan.relief(of: linear, from: Amount(100), to: .zero)
    } throws: { ($0 as? SteelyardError)?.code == .invalidInput }
  }

  @Test("in proportion to positions: 5 over 2, 4 and 1 are 1, 3 and 1 by largest remainders")
  func proRata() throws {
    let plan = try Self.queue(Self.candidates()).plan(.proRata, limits: Self.limits())
    #expect(plan.shares.map(\.quantity) == [Amount(1), Amount(3), Amount(1)])
    #expect(plan.left == .zero)
    let short = try Self.queue(
      [Self.candidate("ann", "4", entry: 90, value: 10)], closing: "-6"
    ).plan(.proRata, limits: Self.limits())
    #expect(short.shares.map(\.quantity) == [Amount(-4)])
    #expect(short.left == Amount(-2))
  }

  @Test("who holds the same side, or is bankrupt, is left out with the reason")
  func exclusions() throws {
    let queue = try Self.queue(
      Self.candidates() + [
        Self.candidate("zoe", "1", entry: 90, value: 10),
        Self.candidate("dan", "-1", entry: 90, value: -10),
      ])
    #expect(queue.places.count == 3)
    #expect(queue.exclusions.map(\.account.description) == ["dan", "zoe"])
    #expect(
      queue.exclusions.map(\.reason) == [
        "It is worth -10.0 USD and is to be liquidated itself.",
        "It holds 1, which is not the opposite of 5.",
      ])
  }

  @Test("equal scores stand by name, whatever the order they come in; caps and sums hold")
  func order() throws {
    var generator = SeededGenerator(seed: 31)
    for _ in 0..<200 {
      var candidates: [DeleveragingCandidate] = []
      for name in 0..<12 {
        // Few different numbers, so that scores are equal often.
        candidates.append(
          try Self.candidate(
            "n\(name)", "-\(1 + generator.next() % 3)",
            entry: 110 + 10 * Double(generator.next() % 2),
            value: 100))
      }
      let closing = Int64(1 + generator.next() % 30)
      for rule in DeleveragingRule.allCases {
        let queue = try Self.queue(candidates, rule, closing: "\(closing)")
        let shuffled = try Self.queue(
          candidates.shuffled(using: &generator), rule, closing: "\(closing)")
        #expect(queue == shuffled)
        #expect(
          zip(queue.places, queue.places.dropFirst()).allSatisfy {
            $0.score > $1.score
              || ($0.score == $1.score && $0.candidate.account < $1.candidate.account)
          })
        for allocation in DeleveragingAllocation.allCases {
          let plan = try queue.plan(allocation, limits: Self.limits("0.7"))
          let taken = plan.shares.map(\.quantity.units).reduce(plan.left.units, +)
          #expect(taken == Amount(closing).units)
          #expect(
            plan.shares.allSatisfy {
              10 * $0.quantity.units <= 7 * $0.place.candidate.quantity.units.magnitude
            })
        }
      }
    }
  }

  @Test("candidates, positions and limits that can't be")
  func refusals() throws {
    let ann = try Self.candidate("ann", "-2", entry: 125, value: 50)
    func refuse(_ body: () throws -> Void) {
      #expect { try body() } throws: { ($0 as? SteelyardError)?.code == .invalidInput }
    }
    refuse { _ = try Self.queue([ann, ann]) }
    refuse { _ = try Self.queue([ann], closing: "0") }
    refuse { _ = try Self.queue([Self.candidate("ann", "-2", entry: 0, value: 50)]) }
    refuse { _ = try Self.queue([Self.candidate("ann", "-2", entry: 1, value: .nan)]) }
    refuse { _ = try Self.limits("0") }
    refuse { _ = try Self.limits("1.1") }
    refuse { _ = try Self.limits(lot: "0") }
    refuse { _ = try Self.limits(quantityMax: "-1") }
    refuse { _ = try Self.queue([ann], closing: "5.5").plan(.queue, limits: Self.limits()) }
    #expect {
      _ = try DeleveragingQueue(
        closing: .one,
        of: Instrument(Underlying(base: .btc, quote: .usdc, settlement: .usdc), .spot),
        mark: 100, candidates: [ann], rule: .hyperliquid)
    } throws: { ($0 as? SteelyardError)?.code == .notApplicable }
  }
}
