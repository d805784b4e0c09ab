import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import SteelyardMargin
import SteelyardServer

/// What a demonstration's accounts measured: questions and admissions in this process while cycles run, and the
/// same questions over HTTP.
struct WhatIfLoad {
  private let demo: Demo
  private let accounts: [AccountView]
  private let trade: Trade

  /// Times of one piece of work, in microseconds.
  struct Times {
    private let nanoseconds: [Int64]

    init(_ nanoseconds: [Int64]) { self.nanoseconds = nanoseconds.sorted() }

    var median: Double { at(0.5) }
    var p99: Double { at(0.99) }

    private func at(_ share: Double) -> Double {
      guard let last = nanoseconds.indices.last else { return 0 }
      return Double(nanoseconds[min(last, Int(Double(nanoseconds.count) * share))]) * 1e-3
    }
  }

  /// Over a demonstration that has started.
  ///
  /// - Throws: `notFound` where no account of it is margined as a portfolio.
  init(_ demo: Demo) throws(SteelyardError) {
    self.demo = demo
    trade = try Trade(instrument: try LoadClient.perpetual(), quantity: Amount(1000), price: nil)
    accounts = demo.service.context.engine.accounts(from: 0, limit: 10_000).filter {
      $0.mode == .portfolio && !$0.positions.isEmpty
    }
    guard !accounts.isEmpty else {
      throw SteelyardError(
        .notFound, "The demonstration has no portfolio account.", remedy: "Ask for more accounts.")
    }
  }

  var accountCount: Int { accounts.count }
  var positionsMean: Double {
    Double(accounts.reduce(0) { $0 + $1.positions.count }) / Double(accounts.count)
  }

  /// The figures after a trade: the question is put together and answered, each time for another account.
  func figures(count: Int) throws(SteelyardError) -> Times {
    let engine = demo.service.context.engine
    let asked = try WhatIf(trades: [trade], orders: [])
    return try times(count) { view throws(SteelyardError) in
      _ = try engine.question(of: view.name).figures(of: asked)
    }
  }

  /// The whole answer, with everything that led to it.
  func explained(count: Int) throws(SteelyardError) -> Times {
    let engine = demo.service.context.engine
    let asked = try WhatIf(trades: [trade], orders: [])
    return try times(count) { view throws(SteelyardError) in
      _ = try engine.question(of: view.name).result(of: asked)
    }
  }

  /// The bound that lets orders in, with so many of them at work.
  func bound(orders: Int, count: Int) throws(SteelyardError) -> Times {
    let working = try ladder(orders + 1)
    return try times(count) { view throws(SteelyardError) in
      let question = try demo.service.context.engine.question(of: view.name)
      _ = try question.slot.model.worstFillsBound(
        of: question.holding.portfolio, orders: working, beside: question.others,
        in: question.slot.frame, of: question.frame.universe)
    }
  }

  /// The search for the worst subset, as far as an admission takes it; it decides only where the bound does
  /// not.
  func search(orders: Int, count: Int) throws(SteelyardError) -> Times {
    let working = try ladder(orders + 1)
    return try times(count) { view throws(SteelyardError) in
      let question = try demo.service.context.engine.question(of: view.name)
      _ = try question.slot.model.worstFilledState(
        of: question.holding.portfolio, orders: working, beside: question.others,
        in: question.slot.frame, of: question.frame.universe,
        evaluationsMax: question.slot.frame.subsetsMax)
    }
  }

  /// Orders on either side, over the contracts of the universe.
  private func ladder(_ count: Int) throws(SteelyardError) -> [WorkingOrder] {
    guard let frame = demo.service.context.engine.frame, let slot = frame[.portfolio] else {
      throw SteelyardError(.unavailable, "There is no risk frame.", remedy: "Ask again.")
    }
    let priced = frame.universe.instruments.indices.filter { slot.frame.prices[$0] != nil }
    return try (0..<count).map { number throws(SteelyardError) in
      let instrument = frame.universe.instruments[priced[number * 37 % priced.count]]
      let size: Int64 = instrument.quantityCurrency == .usd ? 100 : 1
      return try WorkingOrder(
        instrument: instrument, quantity: Amount(number % 2 == 0 ? size : -size), price: nil)
    }
  }

  private func times(
    _ count: Int, _ body: (AccountView) throws(SteelyardError) -> Void
  ) throws(SteelyardError) -> Times {
    let clock = LoadClock()
    var nanoseconds: [Int64] = []
    nanoseconds.reserveCapacity(count)
    for round in 0..<count {
      let start = clock.steadyNanoseconds()
      try body(accounts[round % accounts.count])
      nanoseconds.append(clock.steadyNanoseconds() - start)
    }
    return Times(nanoseconds)
  }

  /// The figures after a trade, over HTTP.
  func overHTTP(
    clients: Int, seconds: Double, rate: Double?
  ) throws(SteelyardError) -> RequestLoad {
    let made = try demo.service.context.keys.create(
      name: "load", tenant: .house, scopes: [.read], requestsPerSecondMax: 1e6, at: WallClock.now)
    let bearer = "\(made.key.identifier).\(made.secret.revealed)"
    let body =
      "{\"trades\":[{\"instrument\":\"BTC-PERPETUAL\",\"quantity\":\"\(trade.quantity)\"}]}"
    let requests = accounts.map { view in
      KeepAliveClient.bytes(
        "POST", "/api/v1/accounts/\(view.name)/what-if/figures", bearer: bearer, body: body)
    }
    return try RequestLoad(
      port: demo.service.port, clients: clients, seconds: seconds, rate: rate
    ) { client, number in requests[(client + number * clients) % requests.count] }
  }

  /// Deposits over HTTP, each durable before its answer.
  func commandsOverHTTP(clients: Int, seconds: Double) throws(SteelyardError) -> RequestLoad {
    let made = try demo.service.context.keys.create(
      name: "load", tenant: .house, scopes: Set(Scope.allCases), requestsPerSecondMax: 1e6,
      at: WallClock.now)
    let bearer = "\(made.key.identifier).\(made.secret.revealed)"
    let requests = accounts.map { view in
      KeepAliveClient.bytes(
        "POST", "/api/v1/accounts/\(view.name)/deposits", bearer: bearer,
        body: "{\"asset\":\"BTC\",\"amount\":\"0.000001\"}")
    }
    return try RequestLoad(
      port: demo.service.port, clients: clients, seconds: seconds, rate: nil
    ) { client, number in requests[(client + number * clients) % requests.count] }
  }
}
