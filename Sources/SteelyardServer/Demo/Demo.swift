public import SteelyardContracts
import SteelyardEngine
import SteelyardLedger

/// The demonstration: a service on a simulated market, with accounts that trade.
public final class Demo: Sendable {
  /// How it is set up.
  public struct Options: Sendable {
    /// Where its journal and keys are.
    public var directory: String
    /// A port on this machine; 0 lets the system choose.
    public var port = 8080
    /// Of market, accounts and orders.
    public var seed: UInt64 = 1
    /// Seconds of the market in one of the world.
    public var speed = 1.0
    /// The margin model of portfolio accounts.
    public var model = "deribit"
    /// The liquidation policy; nil to liquidate nobody.
    public var liquidationPolicy: String? = "neutral"
    /// Accounts in all.
    public var accountCount = 200
    /// Records that stay in memory.
    public var recordsKept = 100_000
    /// Orders a second, of all accounts together.
    public var ordersPerSecond = 20.0

    /// The defaults, in a directory.
    public init(directory: String) { self.directory = directory }
  }

  /// How it stands.
  public struct Tally: Sendable {
    /// Accounts that are open.
    public let accounts: Int
    /// Accounts by the state of their margin call, healthy ones left out.
    public let calls: [String: Int]
    /// Orders and cancellations that the bots asked for.
    public let asked: Int
    /// Those that were refused.
    public let refused: Int
    /// The journal's last position.
    public let position: Int64
    /// The last risk frame.
    public let frame: UInt64
  }

  /// The service.
  public let service: Service
  /// A new key to all accounts.
  public let key: KeyStore.NewKey
  private let traders: DemoTraders

  private init(service: Service, key: KeyStore.NewKey, traders: DemoTraders) {
    self.service = service
    self.key = key
    self.traders = traders
  }

  /// Starts the service, waits for its market, and opens the accounts that are not open yet.
  ///
  /// - Parameter listening: Called with the port once the service listens, before its accounts are open.
  /// - Throws: What starting a service throws; `unavailable` where the market is not complete in a minute.
  public static func start(
    _ options: Options, log: Log, onFailure: @escaping @Sendable (SteelyardError) -> Void,
    listening: @Sendable (UInt16) throws(SteelyardError) -> Void = { _ in }
  ) async throws(SteelyardError) -> Demo {
    var configuration = ServiceConfiguration(
      dataDirectory: options.directory,
      market: .simulated(seed: options.seed, speed: options.speed))
    configuration.listen.port = options.port
    configuration.models.portfolio = options.model
    configuration.venue.rules = .sample
    configuration.liquidation.policy = options.liquidationPolicy
    configuration.liquidation.rules = LiquidationRules.sample.withRounds(
      ofSeconds: Int64((options.speed * Demo.roundSecondsLeast).rounded(.up)))
    configuration.journal.recordsKept = options.recordsKept
    // Shorter than venues have it, so that there is something to see.
    configuration.clerk.fundingSeconds = 300
    configuration.clerk.interestSeconds = 300
    let service = try await Service.start(configuration, log: log, onFailure: onFailure)
    do throws(SteelyardError) {
      try listening(service.port)
      return try await filled(service, options)
    } catch {
      await service.stop()
      throw error
    }
  }

  /// Seconds of the world that orders of a liquidation have at least, however fast the market's time goes.
  private static let roundSecondsLeast = 2.0

  private static func filled(
    _ service: Service, _ options: Options
  ) async throws(SteelyardError) -> Demo {
    let engine = service.context.engine
    let underlyings = try DemoMarket.underlyings()
    let market = try await wholeMarket(engine, underlyings)
    let book = DemoBook(
      market: market, engine: engine, seed: options.seed, underlyings: underlyings)
    var accounts: [(name: AccountName, kind: DemoKind, number: Int)] = []
    var missing: [(kind: DemoKind, number: Int)] = []
    for number in 0..<options.accountCount {
      let kind = DemoKind.allCases[number % DemoKind.allCases.count]
      let name = try DemoBook.name(kind, number)
      accounts.append((name, kind, number))
      if (try? engine.account(name)) == nil { missing.append((kind, number)) }
    }
    try await open(missing, in: book)
    let key = try service.context.keys.create(
      name: "demo", tenant: .house, scopes: Set(Scope.allCases), at: WallClock.now)
    let traders = DemoTraders(
      engine, underlyings: underlyings, accounts: accounts,
      ordersPerSecond: options.ordersPerSecond, seed: options.seed)
    traders.start()
    return Demo(service: service, key: key, traders: traders)
  }

  /// A few accounts one after the other, so that a seed gives the same journal; thousands side by side, because each
  /// command waits for its commit and a commit holds many.
  private static func open(
    _ missing: [(kind: DemoKind, number: Int)], in book: DemoBook
  ) async throws(SteelyardError) {
    let lanes = missing.count > 1000 ? 128 : 1
    let failure = await withTaskGroup(of: SteelyardError?.self) { group in
      for lane in 0..<lanes {
        group.addTask {
          for place in stride(from: lane, to: missing.count, by: lanes) {
            do throws(SteelyardError) {
              try await book.open(missing[place].kind, missing[place].number)
            } catch {
              return error
            }
          }
          return nil
        }
      }
      var first: SteelyardError?
      for await failure in group { first = first ?? failure }
      return first
    }
    if let failure { throw failure }
  }

  /// The market once every contract that is told of is listed and priced.
  private static func wholeMarket(
    _ engine: Engine, _ underlyings: [Underlying]
  ) async throws(SteelyardError) -> DemoMarket {
    var calm = 0
    var count = 0
    for _ in 0..<600 {
      if let frame = engine.frame, frame.universe.count > 0 {
        calm = frame.universe.count == count ? calm + 1 : 0
        count = frame.universe.count
        let market = DemoMarket(frame: frame, engine: engine)
        let isPriced = underlyings.allSatisfy { underlying in
          (try? Instrument(underlying, .perpetual)).flatMap { market.mark(of: $0) } != nil
        }
        if calm >= 5, isPriced { return market }
      }
      try? await Task.sleep(for: .milliseconds(100))
    }
    throw SteelyardError(
      .unavailable,
      "The simulated market was not complete within a minute: \(count) contracts are listed.",
      remedy: "Look at the log for what was refused"
        + (engine.cycleFailure.map { ": \($0.message)" } ?? "."))
  }

  /// How it stands.
  public var tally: Tally {
    let engine = service.context.engine
    var calls: [String: Int] = [:]
    for view in engine.accounts(from: 0, limit: 10_000) where view.call != .healthy {
      calls[view.call.name.rawValue, default: 0] += 1
    }
    let orders = traders.tally
    return Tally(
      accounts: engine.accountCount, calls: calls, asked: orders.asked, refused: orders.refused,
      position: engine.position, frame: engine.frame?.number ?? 0)
  }

  /// Ends it.
  public func stop() async {
    await traders.stop()
    await service.stop()
  }
}
