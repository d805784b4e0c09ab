import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import SteelyardMath

/// Opens the accounts of the demonstration, by the commands that anybody's accounts are opened by.
struct DemoBook: Sendable {
  let market: DemoMarket
  let engine: Engine
  let seed: UInt64
  let underlyings: [Underlying]

  /// Who opens them, in the journal.
  static let author = "demo"

  /// The name of an account.
  static func name(_ kind: DemoKind, _ number: Int) throws(SteelyardError) -> AccountName {
    let digits = String(number)
    let zeros = String(repeating: "0", count: max(0, 3 - digits.count))
    return try AccountName("\(kind.rawValue)-\(zeros)\(digits)")
  }

  /// Opens an account with its money and positions.
  ///
  /// - Throws: What the engine refuses.
  func open(_ kind: DemoKind, _ number: Int) async throws(SteelyardError) {
    let name = try DemoBook.name(kind, number)
    var chance = SplitMix64(seed: seed &+ UInt64(number) &* 7919 &+ UInt64(kind.rawValue.count))
    try await ask(.openAccount(name, owner: try OwnerName(name.description), mode: kind.mode))
    let underlying = underlyings[number % underlyings.count]
    guard let index = market.index(of: underlying) else { return }
    // Between a hundred thousand and two million dollars.
    let worth = 100_000 * (1 + 19 * chance.nextUnit() * chance.nextUnit())
    let coins = worth / index
    switch kind {
    case .marketMaker:
      try await deposit(name, underlying, worth)
      for _ in 0..<6 {
        let sign = chance.nextUnit() < 0.5 ? -1.0 : 1.0
        await trade(
          name,
          market.option(
            on: underlying, days: 3 + 60 * chance.nextUnit(),
            moneyness: 0.85 + 0.3 * chance.nextUnit(), chance.nextUnit() < 0.5 ? .call : .put),
          sign * coins * 0.15)
      }
    case .hedger:
      try await deposit(name, underlying, worth)
      await tradePerpetual(name, underlying, -coins)
    case .coveredCall:
      try await deposit(name, underlying, worth)
      await trade(
        name, market.option(on: underlying, days: 25, moneyness: 1.12, .call), -0.9 * coins)
    case .shortStrangle:
      try await deposit(name, underlying, worth)
      for (right, moneyness) in [(OptionRight.call, 1.12), (.put, 0.88)] {
        await tradeUntilRefused(
          name, market.option(on: underlying, days: 14, moneyness: moneyness, right), -coins,
          share: 0.25 + 0.5 * chance.nextUnit())
      }
    case .fundingCapture:
      try await deposit(name, underlying, worth)
      await tradePerpetual(name, underlying, -coins)
      await trade(
        name, market.option(on: underlying, days: 30, moneyness: 0.9, .put), 0.3 * coins)
    case .directional, .isolated:
      try await deposit(name, underlying, worth)
      let sign = chance.nextUnit() < 0.6 ? 1.0 : -1.0
      // Every third goes to the edge, so that the next move calls it.
      if number % 3 == 0 {
        await tradeUntilRefused(
          name, try Instrument(underlying, .perpetual),
          sign * size(coins, underlying, index) * 2, share: 20)
      } else {
        await tradePerpetual(name, underlying, sign * coins * (1 + 3 * chance.nextUnit()))
      }
    case .lender:
      try await ask(.deposit(name, .usdc, amount(worth)))
      try await ask(.deposit(name, .btc, amount(0.3 * worth / max(1, index))))
      if chance.nextUnit() < 0.3 { try await ask(.deposit(name, .eth, amount(2))) }
    }
  }

  private func deposit(
    _ name: AccountName, _ underlying: Underlying, _ worth: Double
  ) async throws(SteelyardError) {
    guard let index = market.index(of: underlying) else { return }
    let units = underlying.isInverse ? worth / index : worth
    try await ask(.deposit(name, underlying.settlement, amount(units)))
  }

  private func tradePerpetual(
    _ name: AccountName, _ underlying: Underlying, _ coins: Double
  ) async {
    guard let perpetual = try? Instrument(underlying, .perpetual),
      let index = market.index(of: underlying)
    else { return }
    await trade(name, perpetual, size(coins, underlying, index))
  }

  /// So many coins, in what the perpetual is counted in.
  private func size(_ coins: Double, _ underlying: Underlying, _ index: Double) -> Double {
    underlying.isInverse ? coins * index : coins
  }

  /// Trades at the mark; an account for which margin does not suffice goes without.
  @discardableResult
  private func trade(_ name: AccountName, _ instrument: Instrument?, _ size: Double) async -> Bool {
    guard let instrument, let mark = market.mark(of: instrument),
      let quantity = market.quantity(size, of: instrument),
      let price = market.price(mark, of: instrument)
    else { return false }
    let trade = AgreedTrade(
      account: name, counterparty: nil, instrument: instrument, quantity: quantity, price: price,
      fee: .none, counterpartyFee: .none)
    return (try? await ask(.bookTrade(trade))) != nil
  }

  /// Trades in tenths of a size until margin refuses, or until the share of the size is reached.
  private func tradeUntilRefused(
    _ name: AccountName, _ instrument: Instrument?, _ size: Double, share: Double
  ) async {
    for step in 1...200 {
      guard Double(step) * 0.1 <= share,
        await trade(name, instrument, 0.1 * size)
      else { return }
    }
  }

  @discardableResult
  private func ask(_ action: LedgerAction) async throws(SteelyardError) -> Int64 {
    try await engine.submit(.ledger(LedgerCommand(action)), by: DemoBook.author).position
  }

  private func amount(_ value: Double) -> Amount {
    // Four decimals are enough for money that was made up.
    Amount(units: Int128((value * 1e4).rounded()) * (Amount.unitsPerOne / 10_000))
  }
}
