import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import SteelyardMath
import SteelyardMarket
import Synchronization

/// Bots that place, amend and cancel orders for the active accounts of the demonstration.
final class DemoTraders: Sendable {
  private let engine: Engine
  private let underlyings: [Underlying]
  private let accounts: [(name: AccountName, kind: DemoKind, number: Int)]
  private let ordersPerSecond: Double
  private let seed: UInt64
  private let task: Mutex<Task<Void, Never>?> = Mutex(nil)
  private let counts = Mutex((asked: 0, refused: 0))

  init(
    _ engine: Engine, underlyings: [Underlying],
    accounts: [(name: AccountName, kind: DemoKind, number: Int)], ordersPerSecond: Double,
    seed: UInt64
  ) {
    self.engine = engine
    self.underlyings = underlyings
    self.accounts = accounts.filter { $0.kind.isActive }
    self.ordersPerSecond = ordersPerSecond
    self.seed = seed
  }

  /// Orders that were asked for, and those that were refused.
  var tally: (asked: Int, refused: Int) { counts.withLock { $0 } }

  /// Begins to trade.
  func start() {
    guard ordersPerSecond > 0, !accounts.isEmpty else { return }
    task.withLock { $0 = Task { [self] in await run() } }
  }

  /// Ends it.
  func stop() async {
    let running = task.withLock { $0 }
    running?.cancel()
    await running?.value
  }

  private func run() async {
    var chance = SplitMix64(seed: seed ^ 0x5EED)
    while !Task.isCancelled {
      turn(&chance)
      try? await Task.sleep(for: .seconds(1 / ordersPerSecond))
    }
  }

  /// One decision of one account.
  private func turn(_ chance: inout SplitMix64) {
    let pick = accounts[Int(chance.next() % UInt64(accounts.count))]
    let underlying = underlyings[pick.number % underlyings.count]
    guard let frame = engine.frame, let view = try? engine.account(pick.name) else { return }
    let market = DemoMarket(frame: frame, engine: engine)
    guard let perpetual = try? Instrument(underlying, .perpetual),
      let mark = market.mark(of: perpetual)
    else { return }
    // Who has many orders takes one back first.
    if view.orders.count >= 4, let oldest = view.orders.first(where: { $0.order.request == nil }) {
      return ask(.cancelOrder(oldest.order.identifier, of: pick.name))
    }
    let sign = chance.nextUnit() < 0.5 ? -1.0 : 1.0
    let dollars = 1_000 + 9_000 * chance.nextUnit()
    let size = underlying.isInverse ? dollars : dollars / mark
    if pick.kind == .marketMaker {
      // A maker quotes just beside the mark, and now and then an option.
      let isOption = chance.nextUnit() < 0.3
      let option =
        isOption
        ? market.option(
          on: underlying, days: 3 + 30 * chance.nextUnit(),
          moneyness: 0.9 + 0.2 * chance.nextUnit(), sign > 0 ? .call : .put) : nil
      if let option, let worth = market.mark(of: option) {
        return place(
          pick.name, option, size: sign * dollars / (market.index(of: underlying) ?? mark),
          at: worth * (1 - sign * 0.02), market)
      }
      return place(
        pick.name, perpetual, size: sign * size,
        at: mark * (1 - sign * (0.0001 + 0.0005 * chance.nextUnit())), market)
    }
    place(
      pick.name, perpetual, size: sign * size,
      at: chance.nextUnit() < 0.5 ? nil : mark * (1 - sign * 0.001 * chance.nextUnit()), market)
  }

  private func place(
    _ name: AccountName, _ instrument: Instrument, size: Double, at price: Double?,
    _ market: DemoMarket
  ) {
    guard let quantity = market.quantity(size, of: instrument) else { return }
    let limit = price.flatMap { market.price($0, of: instrument) }
    ask(
      .placeOrder(
        OrderTicket(account: name, instrument: instrument, quantity: quantity, price: limit)))
  }

  private func ask(_ action: LedgerAction) {
    counts.withLock { $0.asked += 1 }
    engine.submit(.ledger(LedgerCommand(action)), by: DemoBook.author) { [self] answer in
      if case .failure = answer { counts.withLock { $0.refused += 1 } }
    }
  }
}
