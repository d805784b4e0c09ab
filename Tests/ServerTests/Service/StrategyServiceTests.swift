import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import SteelyardServer
import Testing

@Suite("Strategies in a whole service", .serialized)
struct StrategyServiceTests {
  private func configuration(
    _ directory: String, spot: [StrategyConfiguration.Spot]
  ) -> ServiceConfiguration {
    var configuration = ServiceConfiguration(
      dataDirectory: directory, market: .simulated(seed: 3, speed: 10))
    configuration.listen.port = 0
    configuration.strategies.spot = spot
    return configuration
  }

  @Test("coins for spot trading are named once, with steps above zero")
  func coins() throws {
    let coin = StrategyConfiguration.Spot(coin: "BTC", tick: "0.5", lot: "0.0001")
    try Service.check(configuration("unused", spot: [coin]))
    for bad in [
      [coin, coin], [.init(coin: "BTC", tick: "0", lot: "0.0001")],
      [.init(coin: "BTC", tick: "0.5", lot: "none")], [.init(coin: "b c", tick: "1", lot: "1")],
    ] {
      let error = #expect(throws: SteelyardError.self) {
        try Service.check(configuration("unused", spot: bad))
      }
      #expect(error?.code == .invalidInput)
    }
  }

  @Test("a coin is listed for spot trading with its steps")
  func listing() async throws {
    try await withTemporaryDirectory { directory in
      let coin = StrategyConfiguration.Spot(coin: "BTC", tick: "0.5", lot: "0.0001")
      let spot = try Instrument(Underlying(base: .btc, quote: .usdc, settlement: .usdc), .spot)
      try await run(configuration(directory + "/data", spot: [coin])) { engine in
        let listed = engine.directory.instruments.filter { $0.listing.instrument == spot }
        #expect(listed.count == 1 && listed.first?.listing.terms.lot == Amount("0.0001"))
      }
    }
  }

  @Test("it is quoted 2 basis points around a price, in whole ticks and lots, 250,000 USD a side")
  func quote() throws {
    let spot = try Instrument(Underlying(base: .btc, quote: .usdc, settlement: .usdc), .spot)
    let coin = SpotMarket.Coin(
      instrument: spot, tick: try #require(Amount("0.5")), lot: try #require(Amount("0.01")))
    // 80,000 x 0.9998 = 79,984, 80,000 x 1.0002 = 80,016; 250,000 / 80,000 = 3.125.
    let quote = try #require(SpotMarket.quote(coin, around: 80_000))
    #expect(quote.bids == [.init(price: Amount(79_984), quantity: try #require(Amount("3.12")))])
    #expect(quote.asks == [.init(price: Amount(80_016), quantity: try #require(Amount("3.12")))])
    // A price of less than a tick, or none, is not quoted; nor is a coin of which a lot costs more than the depth.
    for price in [0.2, 0, -1, .nan] { #expect(SpotMarket.quote(coin, around: price) == nil) }
    #expect(SpotMarket.quote(coin, around: 3e7) == nil)
  }

  /// Runs a service for the time of `body`.
  private func run(
    _ setup: ServiceConfiguration, _ body: (Engine) async throws -> Void
  ) async throws {
    let log = try Log(to: .closure { _ in }, levelMin: .error) { WallClock.now }
    let service = try await Service.start(setup, log: log, onFailure: { _ in })
    let outcome: Result<Void, any Error>
    do { outcome = .success(try await body(service.context.engine)) } catch {
      outcome = .failure(error)
    }
    await service.stop()
    try outcome.get()
  }
}
