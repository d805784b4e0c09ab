import SteelyardContracts
import SteelyardFeeds
import SteelyardLedger
import SteelyardMargin
import SteelyardMarket

/// All accounts while a stress test of the house is made.
struct StressedHouse {
  /// Accounts whose figures are made in one batch.
  static let accountsAtOnce = 256

  /// One account.
  struct Account {
    let view: AccountView
    /// Before the shock: the last cycle's until they are made anew; nil before the first.
    var before: AccountFigures?
    /// After it: moved by the gain until the model's own are made.
    var after: AccountFigures?
    var profitUSD = 0.0
    /// Whether the figures after the shock are the model's own.
    var isExact = false
    var failure: SteelyardError?

    init(_ view: AccountView, _ risk: AccountRisk?) {
      self.view = view
      before = risk?.figures
    }
  }

  private(set) var accounts: [Account]
  private(set) var coins: [StressOutcome.CoinMove] = []
  private var markets: [MarginMode: ShockedMarket] = [:]
  /// The accounts of owners who have several.
  private let siblings: [OwnerName: [Int]]

  init(_ accounts: [Account]) {
    self.accounts = accounts
    var owners: [OwnerName: [Int]] = [:]
    for (place, account) in accounts.enumerated() {
      owners[account.view.owner, default: []].append(place)
    }
    siblings = owners.filter { $0.value.count > 1 }
  }

  /// Revalues all that is held, and moves the equity of every account.
  ///
  /// - Throws: What `StressEvaluator` throws.
  mutating func shock(
    by shock: MarketShock, on frame: LiveFrame,
    response: (any MarginModel) throws(SteelyardError) -> StressResponse
  ) throws(SteelyardError) {
    refuseBarriers(settlingWithin: shock.days, of: frame.board.market.time)
    var instruments: Set<Instrument> = []
    var assets: Set<Currency> = [.usd]
    var modes: Set<MarginMode> = []
    for account in accounts where account.failure == nil {
      modes.insert(account.view.mode)
      for position in account.view.portfolio.positions {
        let underlying = position.instrument.underlying
        if case .spot = position.instrument.product {
          assets.insert(underlying.base)
        } else {
          instruments.insert(position.instrument)
          assets.insert(underlying.settlement)
        }
      }
      assets.formUnion(account.view.portfolio.balances.map(\.asset))
    }
    for mode in MarginMode.allCases where modes.contains(mode) {
      guard let slot = frame[mode] else {
        fail(of: mode, "There is no margin model of \(mode.rawValue) accounts in the frame yet.")
        continue
      }
      let market = try ShockedMarket(
        slot.model, frame, shock, instruments: instruments.sorted(), assets: assets.sorted(),
        response: try response(slot.model), level: slot.frame.level)
      if coins.isEmpty { coins = market.coins }
      markets[mode] = market
      for place in accounts.indices
      where accounts[place].view.mode == mode && accounts[place].failure == nil {
        move(place, in: market)
      }
    }
  }

  /// What an account gains, and its figures where its requirement stays as it is.
  private mutating func move(_ place: Int, in market: ShockedMarket) {
    do throws(SteelyardError) {
      let profit = try ShockedHolding(accounts[place].view.portfolio, in: market).profitUSD
      accounts[place].profitUSD = profit
      guard var moved = accounts[place].before else { return }
      moved.equity += profit
      moved.initialCountedEquity += profit
      moved.maintenanceCountedEquity += profit
      accounts[place].after = moved
    } catch {
      accounts[place].failure = error
    }
  }

  /// A barrier option that would settle on the way has no price there; who holds one is left out.
  private mutating func refuseBarriers(settlingWithin days: Double, of time: Timestamp) {
    for place in accounts.indices {
      let barrier = accounts[place].view.portfolio.positions.first { position in
        guard case .barrierOption = position.instrument.product,
          let expiry = position.instrument.expiry
        else { return false }
        return time.days(to: expiry) <= days
      }
      guard let instrument = barrier?.instrument else { continue }
      accounts[place].failure = SteelyardError(
        .unsupported, "Whether \(instrument) meets its barrier on the way is not known.",
        remedy: "Shock fewer days.", subject: .instrument(instrument.description))
    }
  }

  private mutating func fail(of mode: MarginMode, _ reason: String) {
    for place in accounts.indices where accounts[place].view.mode == mode {
      accounts[place].failure = SteelyardError(
        .unavailable, reason, remedy: "Ask again in a moment.",
        subject: .account(accounts[place].view.name.description))
    }
  }

  // MARK: The model's own figures

  /// Makes the model's own figures of some accounts, before and after.
  mutating func evaluate(_ places: ArraySlice<Int>) {
    for mode in MarginMode.allCases {
      guard let market = markets[mode] else { continue }
      let own = places.filter { accounts[$0].view.mode == mode }
      // What others of the owner hold moves charges by size: each of them is looked at by itself.
      for place in own where siblings[accounts[place].view.owner] != nil {
        evaluate([place], beside: others(of: place), in: market)
      }
      evaluate(
        own.filter { siblings[accounts[$0].view.owner] == nil }, beside: [], in: market)
    }
  }

  private func others(of place: Int) -> [Portfolio] {
    (siblings[accounts[place].view.owner] ?? []).filter { $0 != place }.map {
      accounts[$0].view.portfolio
    }
  }

  private mutating func evaluate(
    _ places: [Int], beside others: [Portfolio], in market: ShockedMarket
  ) {
    var before = PortfolioBatch(universe: market.universe)
    var after = PortfolioBatch(universe: market.universeAfter)
    var taken: [Int] = []
    for place in places {
      do throws(SteelyardError) {
        let holding = try ShockedHolding(accounts[place].view.portfolio, in: market)
        try before.add(holding.before)
        try after.add(holding.after)
        taken.append(place)
      } catch {
        accounts[place].failure = error
      }
    }
    guard !taken.isEmpty else { return }
    do throws(SteelyardError) {
      for other in others {
        try before.addBeside(other)
        try after.addBeside(other)
      }
      try before.requireCovered(by: market.before)
      try after.requireCovered(by: market.after)
    } catch {
      for place in taken { accounts[place].failure = error }
      return
    }
    let figures = (
      market.model.figures(of: before, in: market.before),
      market.model.figures(of: after, in: market.after)
    )
    for (account, place) in taken.enumerated() {
      accounts[place].before = figures.0[account]
      accounts[place].after = figures.1[account]
      accounts[place].isExact = true
    }
  }

  // MARK: What came of it

  /// The accounts that could be evaluated, the worst first; equal ones by number.
  func ranked(_ order: HouseStress.Order) -> [Int] {
    let keys = accounts.map { account in
      switch order {
      case .pnl: account.profitUSD
      case .excess: account.after?.maintenanceExcess ?? -.infinity
      }
    }
    return accounts.indices.filter { accounts[$0].failure == nil }.sorted {
      (keys[$0], $0) < (keys[$1], $1)
    }
  }

  var exactCount: Int { accounts.count { $0.isExact && $0.failure == nil } }
  var profitUSD: Double {
    accounts.reduce(0) { $0 + ($1.failure == nil ? $1.profitUSD : 0) }
  }
  var shortfallUSD: Double {
    accounts.reduce(0) { sum, account in
      sum + (account.failure == nil ? max(0, -(account.after?.equity ?? 0)) : 0)
    }
  }
  var failures: [HouseStress.Failure] {
    accounts.compactMap { account in
      account.failure.map { HouseStress.Failure(account: account.view, reason: $0) }
    }
  }

  /// Every level with its accounts, the unknown ones last.
  var levels: [HouseStress.LevelCount] {
    let all = HealthLevel.allCases.map(Optional.some) + [nil]
    return all.map { level in
      var count = HouseStress.LevelCount(level: level)
      for account in accounts {
        if account.before?.health == level { count.before += 1 }
        if (account.failure == nil ? account.after?.health : nil) == level { count.after += 1 }
      }
      return count
    }
  }

  /// An account that has the model's own figures.
  func row(of place: Int) -> HouseStress.Row {
    let account = accounts[place]
    guard let before = account.before, let after = account.after else {
      preconditionFailure("An exact account has figures.")
    }
    return HouseStress.Row(
      account: account.view, before: before, profitUSD: account.profitUSD, after: after)
  }
}
