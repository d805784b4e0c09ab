import SteelyardAllocation
import SteelyardContracts
import SteelyardLedger
import SteelyardMargin
import SteelyardMarket
import SteelyardValidation
import TestSupport
import Testing

@Suite("The money of a backtest against the ledger")
struct LedgerComparisonTests {
  @Test(
    "fills and funding booked again by the ledger come to the same cash, to the last digit but for fees"
  )
  func ledger() throws {
    let coins: [Currency] = [.btc, .eth]
    let history = try MadeUpHistory.drawn(coins: coins, rows: 1200, seed: 21)
    let orders = (0..<40).map { number in
      ScriptedStrategy.Order(
        row: number * 25, coin: coins[number % 2], isPerpetual: true,
        quantity: [0.4, -0.9, 0.3, 0.7, -0.5][number % 5] * (number % 2 == 0 ? 1 : 5))
    }
    var run = try StrategyRun(
      ScriptedStrategy(orders: orders), through: history,
      StrategyRunTests.settings(coins, StrategyRunTests.free()))
    var ledger = Ledger()
    let account = try AccountName("strategy")
    let other = try AccountName("market")
    let market = try MarketPast(coins: coins, from: history.rows[0])
    func execute(_ action: LedgerAction) throws {
      _ = try ledger.execute(LedgerCommand(action), at: MadeUpHistory.start)
    }
    for coin in market.coins {
      try execute(
        .listInstrument(
          try InstrumentListing(
            instrument: coin.perpetual, venue: OwnerName("venue"),
            terms: ContractTerms(
              multiplier: Amount(units: 1), tick: Amount(units: 1), lot: Amount(units: 1),
              averagingWindowSeconds: 0, delivery: .none),
            fees: FeeSchedule(maker: .zero, taker: .zero))))
    }
    for name in [account, other] {
      try execute(.openAccount(name, owner: try OwnerName(name.description), mode: .portfolio))
      try execute(.deposit(name, .usdc, Amount(100_000)))
    }
    var (fills, payments) = (0, 0)
    var marks: [Currency: Double] = [:]
    while !run.isDone {
      let row = run.state.row
      let before = run.state.events.count
      for fact in history.facts(in: row) {
        switch fact {
        case .perpetual(let coin, let price): marks[coin] = price
        case .funding(let coin, let rate, _):
          try execute(
            .payFunding(
              try #require(market[coin]).perpetual, price: Amount(nearest: marks[coin] ?? 0),
              rate: Amount(nearest: rate)))
          payments += 1
        default: break
        }
      }
      try run.step()
      for event in run.state.events[before...] where event.kind == .fill {
        let coin = try #require(
          market.coins.first { $0.perpetual.description == event.subject })
        try execute(
          .bookTrade(
            AgreedTrade(
              account: account, counterparty: other, instrument: coin.perpetual,
              quantity: try Amount(nearest: event.quantity),
              price: try Amount(nearest: event.price), fee: .taker, counterpartyFee: .maker)))
        fills += 1
      }
    }
    #expect(fills >= 30 && payments > 200)
    let expected = try ledger.portfolio(of: try #require(ledger.index(of: account)))
    let cash = try #require(run.state.portfolio.balances.first { $0.asset == .usdc }?.amount)
    let booked = try #require(expected.balances.first { $0.asset == .usdc }?.amount)
    // The backtest pays all coins' funding of an instant at once; each rounding is 10^-18.
    #expect(try cash.subtracting(booked).magnitude <= Amount(units: 1000))
    for position in expected.positions {
      let own = try #require(
        run.state.portfolio.positions.first { $0.instrument == position.instrument })
      #expect(own.quantity == position.quantity)
    }
  }
}
