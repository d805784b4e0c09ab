import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import TestSupport
import Testing

/// A venue that answers at once, and what it said, one short text a report.
struct VenueDesk {
  var venue: SimulatedVenue
  var second: Int64 = 0

  init(rules: SimulatedVenueRules = .immediate, seed: UInt64 = 1) {
    venue = SimulatedVenue(rules: rules, seed: seed, at: .second(0))
  }

  /// Sets bids and asks as pairs of price and quantity.
  mutating func quote(_ bids: [(Int64, Int64)], _ asks: [(Int64, Int64)]) throws {
    func levels(_ pairs: [(Int64, Int64)]) -> [VenueQuote.Level] {
      pairs.map { .init(price: Amount($0.0), quantity: Amount($0.1)) }
    }
    venue.quote(
      .perpetual, try VenueQuote(bids: levels(bids), asks: levels(asks)), at: .second(second))
  }

  mutating func submit(_ order: VenueOrder) throws -> [String] {
    try venue.submit(order, at: .second(second))
    return said()
  }

  mutating func said() -> [String] { venue.advance(to: .second(second)).map(\.text) }
}

extension OrderReport {
  var text: String {
    switch content {
    case .answer(.accepted): "\(order) accepted"
    case .answer(.rejected(let reason)): "\(order) rejected: \(reason)"
    case .answer(.amended): "\(order) amended"
    case .answer(.amendRefused(let reason)): "\(order) not amended: \(reason)"
    case .answer(.cancelled): "\(order) cancelled"
    case .answer(.cancelRefused(let reason)): "\(order) not cancelled: \(reason)"
    case .answer(.expired): "\(order) expired"
    case .answer(.overdue): "\(order) overdue"
    case .fill(let fill):
      "\(order) fills \(fill.quantity) at \(fill.price) as "
        + (fill.fee == .maker ? "maker" : fill.fee == .taker ? "taker" : "other")
    }
  }
}

@Suite("A simulated venue")
struct SimulatedVenueTests {
  @Test("a market order walks the book, and what finds nothing is cancelled")
  func market() throws {
    var desk = VenueDesk()
    try desk.quote([(99, 5)], [(101, 2), (102, 3)])
    #expect(
      try desk.submit(.of(1, 4, nil)) == [
        "1 accepted", "1 fills 2 at 101 as taker", "1 fills 2 at 102 as taker",
      ])
    // The depth that was taken is gone until the next quote.
    #expect(
      try desk.submit(.of(2, 4, nil)) == [
        "2 accepted", "2 fills 1 at 102 as taker", "2 cancelled",
      ])
    #expect(try desk.submit(.of(3, 1, nil)) == ["3 accepted", "3 cancelled"])
    try desk.quote([(99, 5)], [(101, 2)])
    #expect(
      try desk.submit(.of(4, -7, nil)).suffix(2) == ["4 fills -5 at 99 as taker", "4 cancelled"])
  }

  @Test("a limit order takes up to its limit and rests with what is left")
  func limit() throws {
    var desk = VenueDesk()
    try desk.quote([(99, 5)], [(101, 2), (103, 3)])
    #expect(
      try desk.submit(.of(1, 4, 102)) == ["1 accepted", "1 fills 2 at 101 as taker"])
    // A quote that comes through trades at the order's own price.
    try desk.quote([(99, 5)], [(100, 1), (104, 5)])
    #expect(desk.said() == ["1 fills 1 at 102 as maker"])
    try desk.quote([(99, 5)], [(102, 9)])
    #expect(desk.said() == ["1 fills 1 at 102 as maker"])
    try desk.quote([(99, 5)], [(100, 9)])
    #expect(desk.said().isEmpty)
  }

  @Test("resting orders fill by price, then by time")
  func priority() throws {
    var desk = VenueDesk()
    try desk.quote([(90, 1)], [(110, 1)])
    for (number, price) in [(UInt64(1), Int64(98)), (2, 99), (3, 99), (4, 97)] {
      _ = try desk.submit(.of(number, 2, price))
    }
    try desk.quote([], [(98, 5)])
    #expect(
      desk.said() == [
        "2 fills 2 at 99 as maker", "3 fills 2 at 99 as maker", "1 fills 1 at 98 as maker",
      ])
  }

  @Test("two accounts trade with each other at the better price, one account never with itself")
  func each() throws {
    var desk = VenueDesk()
    try desk.quote([(90, 1)], [(110, 1)])
    _ = try desk.submit(.of(1, -2, 105))
    _ = try desk.submit(.of(2, -2, 104, account: "bob"))
    #expect(
      try desk.submit(.of(3, 3, 110, account: "bob")) == [
        "3 accepted", "2 cancelled", "3 fills 2 at 105 as taker", "1 fills -2 at 105 as maker",
        "3 fills 1 at 110 as taker",
      ])
  }

  @Test("an order that may only join the book is refused where it would take")
  func postOnly() throws {
    var desk = VenueDesk()
    try desk.quote([(99, 5)], [(101, 2)])
    #expect(
      try desk.submit(.of(1, 1, 101, entry: .postOnly)) == [
        "1 rejected: It would take from the book, and may only join it."
      ])
    #expect(try desk.submit(.of(2, 1, 100, entry: .postOnly)) == ["2 accepted"])
    desk.venue.amend(
      OrderIdentifier(rawValue: 2), quantity: Amount(1), price: Amount(101), at: .second(0))
    #expect(
      desk.said() == ["2 not amended: It would take from the book, and may only join it."])
    try desk.quote([], [(100, 1)])
    #expect(desk.said() == ["2 fills 1 at 100 as maker"])
  }

  @Test("amended: smaller keeps its place, larger or elsewhere goes behind, crossing takes")
  func amend() throws {
    var desk = VenueDesk()
    try desk.quote([(90, 1)], [(110, 3)])
    for number in UInt64(1)...3 { _ = try desk.submit(.of(number, 2, 99)) }
    func amend(_ number: UInt64, _ quantity: Int64, _ price: Int64?) -> [String] {
      desk.venue.amend(
        OrderIdentifier(rawValue: number), quantity: Amount(quantity),
        price: price.map { Amount($0) }, at: .second(0))
      return desk.said()
    }
    #expect(amend(1, 1, 99) == ["1 amended"])
    #expect(amend(2, 3, 99) == ["2 amended"])
    #expect(
      amend(2, -3, 99) == ["2 not amended: It needs a limit and a quantity of the same sign."])
    #expect(
      amend(2, 3, nil) == ["2 not amended: It needs a limit and a quantity of the same sign."])
    #expect(amend(9, 3, 99) == ["9 not amended: The venue does not know the order."])
    try desk.quote([(90, 1)], [(99, 4)])
    #expect(
      desk.said() == [
        "1 fills 1 at 99 as maker", "3 fills 2 at 99 as maker", "2 fills 1 at 99 as maker",
      ])
    #expect(amend(2, 1, 99) == ["2 not amended: 1 of it is filled already."])
    #expect(amend(1, 5, 99) == ["1 not amended: The order is filled or out of the book."])
    try desk.quote([(90, 1)], [(110, 3)])
    #expect(amend(2, 3, 110) == ["2 amended", "2 fills 2 at 110 as taker"])
  }

  @Test("cancelled once; a second time, or never sent, is refused")
  func cancel() throws {
    var desk = VenueDesk()
    try desk.quote([(90, 1)], [(110, 3)])
    _ = try desk.submit(.of(1, 1, 99))
    func cancel(_ number: UInt64) -> [String] {
      desk.venue.cancel(OrderIdentifier(rawValue: number), at: .second(0))
      return desk.said()
    }
    #expect(cancel(1) == ["1 cancelled"])
    #expect(cancel(1) == ["1 not cancelled: The order is filled or out of the book."])
    #expect(cancel(2) == ["2 not cancelled: The venue does not know the order."])
    try desk.quote([(90, 1)], [(95, 3)])
    #expect(desk.said().isEmpty)
  }

  @Test("the same order twice is one order; other terms under its number are a conflict")
  func idempotent() throws {
    var desk = VenueDesk()
    try desk.quote([(90, 1)], [(110, 3)])
    #expect(try desk.submit(.of(1, 1, 99)) == ["1 accepted"])
    #expect(try desk.submit(.of(1, 1, 99)) == [])
    let error = #expect(throws: SteelyardError.self) { try desk.submit(.of(1, 2, 99)) }
    #expect(error?.code == .conflict)
    try desk.quote([], [(99, 9)])
    #expect(desk.said() == ["1 fills 1 at 99 as maker"])
  }

  @Test("an instrument without a quote is not listed")
  func unlisted() throws {
    var desk = VenueDesk()
    let said = try desk.submit(.of(1, 1, 99))
    #expect(said.count == 1)
    #expect(said[0].hasSuffix("is not listed here."))
  }

  @Test("an order that rested before a restart rests again")
  func restore() throws {
    var desk = VenueDesk()
    desk.venue.restore(try .of(7, 5, 99), filled: Amount(2))
    try desk.quote([], [(101, 9)])
    desk.venue.restore(try .of(8, 5, 100), filled: Amount(0))
    #expect(desk.said().isEmpty)
    try desk.quote([], [(99, 9)])
    #expect(desk.said() == ["8 fills 5 at 100 as maker", "7 fills 3 at 99 as maker"])
  }

  @Test("messages take their time both ways")
  func latency() throws {
    let rules = try SimulatedVenueRules(
      latencySecondsMin: 1, latencySecondsMax: 2, rejectShare: 0, timeoutShare: 0, lostShare: 0,
      overdueSeconds: 5, lateSeconds: 30)
    var desk = VenueDesk(rules: rules)
    try desk.quote([(99, 5)], [(101, 5)])
    try desk.venue.submit(.of(1, 1, nil), at: .second(10))
    #expect(desk.venue.advance(to: .second(11)).isEmpty)
    let reports = desk.venue.advance(to: .second(15))
    #expect(reports.map(\.text) == ["1 accepted", "1 fills 1 at 101 as taker"])
    #expect(reports.allSatisfy { $0.time >= .second(12) && $0.time <= .second(14) })
    #expect(desk.venue.nextInstant == nil)
  }

  @Test("an answer that does not come is reported overdue, and resolved later: lost or done")
  func overdue() throws {
    for lostShare in [0.0, 1] {
      let rules = try SimulatedVenueRules(
        latencySecondsMin: 0, latencySecondsMax: 0, rejectShare: 0, timeoutShare: 1,
        lostShare: lostShare, overdueSeconds: 5, lateSeconds: 30)
      var desk = VenueDesk(rules: rules)
      try desk.quote([(99, 5)], [(101, 5)])
      #expect(try desk.submit(.of(1, 1, 99)) == [])
      #expect(desk.venue.nextInstant == .second(5))
      desk.second = 5
      #expect(desk.said() == ["1 overdue"])
      desk.second = 30
      #expect(
        desk.said() == [lostShare == 1 ? "1 rejected: It never reached the venue." : "1 accepted"])
    }
  }

  @Test("whatever happens, no order fills beyond its quantity, and every one of them is answered")
  func properties() throws {
    let seed: UInt64 = 5_040
    print("simulated venue: seed \(seed)")
    let rules = try SimulatedVenueRules(
      latencySecondsMin: 0.1, latencySecondsMax: 2, rejectShare: 0.05, timeoutShare: 0.1,
      lostShare: 0.5, overdueSeconds: 5, lateSeconds: 30)
    func run() throws -> [OrderReport] {
      var generator = SeededGenerator(seed: seed)
      var desk = VenueDesk(rules: rules, seed: 9)
      var reports: [OrderReport] = []
      var sent: [UInt64: VenueOrder] = [:]
      for step in Int64(0)..<5000 {
        desk.second = step
        let middle = 100 + Int64.random(in: -5...5, using: &generator)
        try desk.quote(
          [(middle - 1, 3), (middle - 2, 5)], [(middle + 1, 3), (middle + 2, 5)])
        let number = UInt64(step) + 1
        let price =
          Int.random(in: 0..<4, using: &generator) == 0
          ? nil : middle + Int64.random(in: -4...4, using: &generator)
        var quantity = Int64.random(in: -6...6, using: &generator)
        if quantity == 0 { quantity = 1 }
        let order = try VenueOrder.of(
          number, quantity, price,
          account: ["ann", "bob", "cid"].randomElement(using: &generator) ?? "ann")
        sent[number] = order
        try desk.venue.submit(order, at: .second(step))
        let other = OrderIdentifier(rawValue: UInt64.random(in: 1...number, using: &generator))
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: desk.venue.cancel(other, at: .second(step))
        case 1:
          let old = sent[other.rawValue]?.quantity ?? Amount(1)
          desk.venue.amend(
            other, quantity: Amount(units: old.units * 2), price: Amount(middle), at: .second(step))
        default: break
        }
        reports += desk.venue.advance(to: .second(step))
      }
      reports += desk.venue.advance(to: .second(6000))
      #expect(desk.venue.nextInstant == nil)
      // Nothing comes of an order that is refused, nothing after its end, never more than asked.
      var filled: [UInt64: Int128] = [:]
      var ended: Set<UInt64> = []
      var answered: Set<UInt64> = []
      for report in reports {
        let number = report.order.rawValue
        switch report.content {
        case .fill(let fill):
          #expect(!ended.contains(number))
          filled[number, default: 0] += fill.quantity.units
          #expect(fill.quantity.isNegative == sent[number]?.quantity.isNegative)
        case .answer(.rejected), .answer(.cancelled):
          #expect(ended.insert(number).inserted)
          answered.insert(number)
        case .answer(.accepted): #expect(answered.insert(number).inserted)
        case .answer: break
        }
      }
      for (number, units) in filled {
        #expect(units.magnitude <= 2 * (sent[number]?.quantity.units.magnitude ?? 0))
      }
      #expect(answered.count == sent.count)
      #expect(zip(reports, reports.dropFirst()).allSatisfy { $0.time <= $1.time })
      #expect(reports.map(\.number) == (1...UInt64(reports.count)).map { $0 })
      return reports
    }
    let first = try run()
    #expect(first.count > 8000)
    #expect(try run() == first)
  }

  @Test("finished orders are forgotten, and one that is sent again is not carried out again")
  func forgotten() throws {
    var desk = VenueDesk()
    let count = UInt64(5 * SimulatedVenue.finishedCountMax)
    for number in 1...count {
      try desk.quote([(99, 5)], [(101, 5)])
      #expect(try desk.submit(.of(number, 1, nil)).count == 2)
    }
    #expect(desk.venue.orderCount < 2 * SimulatedVenue.finishedCountMax)
    // One that is remembered does nothing; one that is forgotten is refused.
    #expect(try desk.submit(.of(count, 1, nil)).isEmpty)
    #expect(
      try desk.submit(.of(1, 1, nil)) == [
        "1 rejected: The venue has forgotten orders with higher numbers than this."
      ])
    #expect(try desk.submit(.of(count + 1, 1, nil)).count == 2)
  }

  @Test("the book of an instrument that has expired is closed")
  func expired() throws {
    var desk = VenueDesk()
    let future = try Instrument(
      Underlying(base: .btc, quote: .usdc, settlement: .usdc), .future(expiry: .second(100)))
    let quote = try VenueQuote(
      bids: [.init(price: Amount(99), quantity: Amount(5))],
      asks: [.init(price: Amount(101), quantity: Amount(5))])
    func order(_ number: UInt64) throws -> VenueOrder {
      try VenueOrder(
        identifier: OrderIdentifier(rawValue: number), account: AccountName("ann"),
        instrument: future, quantity: Amount(1), price: Amount(100), entry: .any)
    }
    desk.venue.quote(future, quote, at: .second(0))
    #expect(try desk.submit(order(1)) == ["1 accepted"])
    desk.second = 100
    #expect(desk.said().isEmpty && desk.venue.bookCount == 0)
    desk.second = 101
    desk.venue.quote(future, quote, at: .second(101))
    #expect(desk.venue.bookCount == 0)
    #expect(try desk.submit(order(2)) == ["2 rejected: \(future) is not listed here."])
    desk.venue.cancel(OrderIdentifier(rawValue: 1), at: .second(101))
    #expect(desk.said() == ["1 cancelled"])
  }
}
