import SteelyardContracts
import SteelyardLedger
import TestSupport
import Testing

@Suite("Bytes of the ledger")
struct LedgerBytesTests {
  /// Commands and events of every kind, and the ledger they led to.
  private static func sample(
    _ count: Int = 20_000
  ) throws -> (commands: [LedgerCommand], events: [LedgerEvent], ledger: Ledger) {
    var desk = try RandomDesk(seed: 5)
    var ledger = Ledger()
    var commands: [LedgerCommand] = []
    var events: [LedgerEvent] = []
    for _ in 0..<count {
      let command = try desk.next(for: ledger)
      commands.append(command)
      if let done = try? ledger.execute(command, at: desk.time) { events += done }
    }
    return (commands, events, ledger)
  }

  @Test("every command and event comes back as it was")
  func roundTrip() throws {
    let (commands, events, ledger) = try Self.sample()
    for command in commands {
      #expect(try LedgerCommand(bytes: command.bytes) == command)
    }
    for event in events { #expect(try LedgerEvent(bytes: event.bytes) == event) }
    // Those of liquidations are rare, and among them.
    #expect(Set(events.map { $0.bytes[1] }).isSuperset(of: 18...21))
    #expect(try LedgerEvent.events(bytes: LedgerEvent.bytes(of: events)) == events)
    let restored = try Ledger(bytes: ledger.bytes)
    #expect(restored.bytes == ledger.bytes)
    #expect(restored.accounts == ledger.accounts)
    #expect(restored.orders == ledger.orders)
    #expect(restored.withdrawals == ledger.withdrawals)
  }

  @Test("instruments of every kind come back as they were")
  func instruments() throws {
    let terms = OptionTerms(
      expiry: LedgerScene.expiry, strike: Amount(70_000), right: OptionRight.put)
    var products: [Instrument.Product] = BarrierKind.allCases.map {
      .barrierOption(terms, Barrier(kind: $0, level: Amount(60_000)))
    }
    products += [.perpetual, .future(expiry: LedgerScene.expiry), .option(terms)]
    for product in products {
      for delivery in ContractTerms.Delivery.allCases {
        let command = LedgerCommand(
          .listInstrument(
            try InstrumentListing(
              instrument: LedgerScene.inverse(product), venue: OwnerName("deribit"),
              terms: ContractTerms(
                multiplier: Amount(10), tick: amount("0.0001"),
                tickSteps: [.init(abovePrice: amount("0.005"), tick: amount("0.0005"))],
                lot: amount("0.1"), averagingWindowSeconds: 1800, delivery: delivery),
              fees: .free)))
        #expect(try LedgerCommand(bytes: command.bytes) == command)
      }
    }
    let barrier = LedgerCommand(
      .settle(
        try LedgerScene.linear(.barrierOption(terms, Barrier(kind: .upAndIn, level: .one))),
        price: .one, barrier: .touched))
    #expect(try LedgerCommand(bytes: barrier.bytes) == barrier)
  }

  @Test("a form that is not known is refused with what to do")
  func unknownForm() throws {
    for bytes in [[UInt8](), [0], [2, 0, 0], [255]] {
      Self.expectCorrupt { () throws(SteelyardError) in _ = try LedgerCommand(bytes: bytes) }
      Self.expectCorrupt { () throws(SteelyardError) in _ = try LedgerEvent(bytes: bytes) }
      Self.expectCorrupt { () throws(SteelyardError) in
        _ = try LedgerEvent.events(bytes: bytes)
      }
      Self.expectCorrupt { () throws(SteelyardError) in _ = try Ledger(bytes: bytes) }
    }
  }

  @Test("noise and flipped bits give an error or a value, never a trap")
  func fuzz() throws {
    let (commands, events, _) = try Self.sample(3000)
    var generator = SeededGenerator(seed: 99)
    for round in 0..<60_000 {
      var bytes =
        switch round % 3 {
        case 0: commands[Int(generator.next() % UInt64(commands.count))].bytes
        case 1: events[Int(generator.next() % UInt64(events.count))].bytes
        default: [1] + (0..<(generator.next() % 64)).map { _ in UInt8(generator.next() % 256) }
        }
      Self.damage(&bytes, &generator)
      if let command = try? LedgerCommand(bytes: bytes) {
        #expect(command.bytes == bytes)
        var ledger = Ledger()
        _ = try? ledger.execute(command, at: LedgerScene.start)
      }
      if let event = try? LedgerEvent(bytes: bytes) { #expect(event.bytes == bytes) }
      _ = try? LedgerEvent.events(bytes: bytes)
    }
  }

  @Test("damaged events are refused or leave a ledger that can still be asked, never a trap")
  func damagedReplay() throws {
    let (commands, events, _) = try Self.sample(1500)
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<400 {
      var ledger = Ledger()
      let damaged = Int(generator.next() % UInt64(events.count))
      for (place, event) in events.enumerated() {
        var bytes = event.bytes
        if place == damaged { Self.damage(&bytes, &generator) }
        guard let read = try? LedgerEvent(bytes: bytes),
          (try? ledger.apply(read, at: LedgerScene.start)) != nil
        else { break }
        #expect(ledger.isBalanced)
        if place == damaged {
          for command in commands.suffix(50) {
            _ = try? ledger.decide(command, at: LedgerScene.start)
          }
        }
      }
    }
  }

  @Test("a damaged snapshot is refused, or is another state that conserves")
  func damagedSnapshot() throws {
    let (commands, _, ledger) = try Self.sample(1500)
    let whole = ledger.bytes
    var generator = SeededGenerator(seed: 8)
    for _ in 0..<3000 {
      var bytes = whole
      Self.damage(&bytes, &generator)
      guard let read = try? Ledger(bytes: bytes) else { continue }
      #expect(read.bytes == bytes)
      #expect(read.imbalances().isEmpty)
      for command in commands.suffix(10) { _ = try? read.decide(command, at: read.time) }
    }
  }

  @Test("events that do not fit the state are refused as damaged")
  func unfit() throws {
    var scene = try LedgerScene.trading()
    let ann = try scene.index("ann")
    let usdc = try #require(scene.ledger.index(of: Currency.usdc))
    let order = OrderIdentifier(rawValue: 9)
    let oneSided = Booking(postings: [Posting(account: ann, asset: usdc, amount: .one)])
    let noAccount = Booking(
      postings: [Posting(account: AccountIndex(rawValue: 999), asset: usdc, amount: .one)])
    let noAsset = Booking(
      postings: [Posting(account: ann, asset: AssetIndex(rawValue: 999), amount: .one)])
    let future = try #require(
      scene.ledger.index(of: LedgerScene.linear(.perpetual)))
    let lone = Booking(
      changes: [
        PositionChange(
          account: ann, instrument: future, quantity: .one, cost: .one, realised: .zero)
      ])
    for event in [
      LedgerEvent.deposited(oneSided), .deposited(noAccount), .deposited(noAsset),
      .traded(future, quantity: .one, price: .one, lone), .orderChanged(order, .accepted),
      .orderFilled(order, quantity: .one, price: .one, Booking()),
      .assetListed(AssetIndex(rawValue: 0), .eth),
      .withdrawalFailed(WithdrawalIdentifier(rawValue: 4), reason: ""),
      .marginModeSet(AccountIndex(rawValue: 999), .cross),
      .accountOpened(
        AccountIndex(rawValue: 2), try AccountName("dan"), owner: try OwnerName("dan"),
        mode: .cross),
    ] {
      var copy = scene.ledger
      let time = scene.time
      Self.expectCorrupt { () throws(SteelyardError) in try copy.apply(event, at: time) }
    }
    try scene.run(.deposit(AccountName("ann"), .usdc, .one))
    let liquidation = LiquidationIdentifier(rawValue: 1)
    // Without a position that it comes from, no money reaches the clearing account.
    let uncleared = Booking(postings: [
      Posting(account: ann, asset: usdc, amount: Amount(-1)),
      Posting(account: HouseAccount.clearing.index, asset: usdc, amount: .one),
    ])
    let nobody = AccountIndex(rawValue: 999)
    let nothing = InstrumentIndex(rawValue: 999)
    let closed = ClosedPosition(instrument: nothing, quantity: .one, price: .one)
    for event in [
      LedgerEvent.liquidationFeeCharged(liquidation, asked: .one, oneSided),
      // Ann still has a USDC.
      .takenOver(liquidation, ann, [], .all, Booking()),
      .takenOver(liquidation, nobody, [], .stay, Booking()),
      .takenOver(liquidation, ann, [closed], .stay, Booking()),
      .deleveraged(liquidation, nobody, future, quantity: .one, price: .one, Booking()),
      .deleveraged(liquidation, ann, nothing, quantity: .one, price: .one, Booking()),
      .deleveraged(liquidation, ann, future, quantity: .one, price: .one, lone),
      .transferred(uncleared), .lossShared(liquidation, usdc, loss: .one, "", uncleared),
      .lossShared(liquidation, AssetIndex(rawValue: 999), loss: .one, "", Booking()),
      .lossShared(liquidation, usdc, loss: .one, "", oneSided),
    ] {
      var copy = scene.ledger
      let time = scene.time
      Self.expectCorrupt { () throws(SteelyardError) in try copy.apply(event, at: time) }
    }
    scene.time = LedgerScene.start.advanced(bySeconds: -1)
    var copy = scene.ledger
    let time = scene.time
    Self.expectCorrupt { () throws(SteelyardError) in
      try copy.apply(.marginModeSet(ann, .cross), at: time)
    }
  }

  private static func damage(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
    guard bytes.count > 1 else { return }
    for _ in 0...(generator.next() % 3) {
      // The first byte names the form; what is behind it is what this is about.
      let place = 1 + Int(generator.next() % UInt64(bytes.count - 1))
      switch generator.next() % 4 {
      case 0: bytes[place] = UInt8(generator.next() % 256)
      case 1 where bytes.count > 2: bytes.remove(at: place)
      case 2: bytes.insert(UInt8(generator.next() % 256), at: place)
      default: bytes[place] ^= 1 << UInt8(generator.next() % 8)
      }
      if bytes.count < 2 { return }
    }
  }

  private static func expectCorrupt(
    _ body: () throws(SteelyardError) -> Void, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    do throws(SteelyardError) {
      try body()
      Issue.record("nothing was refused", sourceLocation: sourceLocation)
    } catch {
      #expect(error.code == .corruptData, "\(error)", sourceLocation: sourceLocation)
      #expect(!error.remedy.isEmpty, sourceLocation: sourceLocation)
    }
  }
}
