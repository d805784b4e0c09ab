import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardMarket
import SteelyardServer
import TestSupport
import Testing

@Suite("Chain, term structure and smiles over the API", .serialized)
struct MarketDataOperationTests {
  /// Expects two numbers to be close.
  private func near(
    _ expected: Double, _ got: Double, _ tolerance: Tolerance,
    _ location: SourceLocation = #_sourceLocation
  ) {
    expectClose(expected: expected, got: got, tolerance, sourceLocation: location)
  }

  private static let query = "underlying=BTC/USD:BTC"

  /// The value of an option in quote currency, by the textbook: F N(d₁) − K N(d₂), and the put by parity.
  private static func black(
    call: Bool, _ forward: Double, _ strike: Double, _ years: Double, _ volatility: Double
  ) -> Double {
    let deviation = volatility * years.squareRoot()
    let upper = log(forward / strike) / deviation + deviation / 2
    let value = forward * normal(upper) - strike * normal(upper - deviation)
    return call ? value : value - forward + strike
  }

  private static func normal(_ value: Double) -> Double { erfc(-value / 2.0.squareRoot()) / 2 }

  private static func numbers(_ value: Any?) throws -> [Double] {
    try #require(value as? [Double])
  }

  @Test(
    "volatilities of bid and ask reprice them, and Greeks are those of the textbook in US dollars")
  func chain() async throws {
    try await APIHarness.with { service in
      let nearest = try await service.described("GET", "/chain?\(Self.query)", pattern: "/chain")
      let expiries = try #require(nearest["expiries"] as? [[String: Any]])
      #expect(nearest["expiry"] as? String == expiries.first?["expiry"] as? String)
      #expect(expiries.count > 3)
      let far = try #require(expiries[3]["expiry"] as? String)
      let chain = try await service.described(
        "GET", "/chain?\(Self.query)&expiry=\(far)", pattern: "/chain")
      #expect(chain["expiry"] as? String == far)
      let rows = try #require(chain["rows"] as? [[String: Any]])
      let index = try #require(chain["index"] as? Double)
      let forward = try #require(chain["forward"] as? Double)
      let frame = try #require(service.engine.frame)
      let years = frame.board.market.time.years(to: try Timestamp(parsing: far))
      #expect(rows.count > 10)
      #expect(rows.count * 2 >= expiries[3]["options"] as? Int ?? 0)
      var repriced = 0
      for row in rows {
        let strike = try #require(row["strike"] as? Double)
        for side in ["call", "put"] {
          guard let quote = row[side] as? [String: Any] else { continue }
          for price in ["bid", "ask"] {
            guard let quoted = quote[price] as? Double,
              let volatility = quote["\(price)_volatility"] as? Double
            else { continue }
            let value = Self.black(call: side == "call", forward, strike, years, volatility)
            near(quoted * forward, value, .absolute(1e-7 * forward))
            repriced += 1
          }
          if let bid = quote["bid_volatility"] as? Double,
            let ask = quote["ask_volatility"] as? Double
          {
            let mark = try #require(quote["mark_volatility"] as? Double)
            #expect(bid <= mark && mark <= ask)
          }
        }
      }
      #expect(repriced > rows.count)
      // The strike nearest to the forward, by differences of the textbook's value.
      let row = try #require(
        rows.min {
          abs(($0["strike"] as? Double ?? 0) - forward)
            < abs(($1["strike"] as? Double ?? 0) - forward)
        })
      let strike = try #require(row["strike"] as? Double)
      let put = try #require(row["put"] as? [String: Any])
      let volatility = try #require(put["mark_volatility"] as? Double)
      func value(_ price: Double, _ shift: Double = 0) -> Double {
        Self.black(call: false, price, strike, years, volatility + shift)
      }
      func number(_ name: String) throws -> Double { try #require(put[name] as? Double) }
      let step = 1e-4 * forward
      let delta = (value(forward + step) - value(forward - step)) / (2 * step)
      let bend =
        (value(forward + step) - 2 * value(forward) + value(forward - step)) / (step * step)
      near(delta * index, try number("delta"), .relative(1e-5))
      near(bend * index * index / 100, try number("gamma"), .relative(1e-4))
      near(value(forward, 0.005) - value(forward, -0.005), try number("vega"), .relative(1e-4))
      #expect(try number("theta") < 0)
      near(try number("mark") * index, try number("mark_usd"), .relative(1e-12))
    }
  }

  @Test("basis and funding are annualised as by hand, and deltas of a quarter are a quarter")
  func termStructure() async throws {
    try await APIHarness.with { service in
      let answer = try await service.described(
        "GET", "/term-structure?\(Self.query)", pattern: "/term-structure")
      let frame = try #require(service.engine.frame)
      let underlying = try Underlying(base: .btc, quote: .usd, settlement: .btc)
      let market = try #require(frame.board.market.market(of: underlying))
      let index = try #require(answer["index"] as? Double)
      #expect(index == market.index)
      let futures = try #require(answer["futures"] as? [[String: Any]])
      #expect(!futures.isEmpty)
      for future in futures {
        let mark = try #require(future["mark"] as? Double)
        let days = try #require(future["days"] as? Double)
        let expiry = try Timestamp(parsing: try #require(future["expiry"] as? String))
        let seconds = Double(expiry.microseconds - frame.board.market.time.microseconds) / 1e6
        near(seconds / 86_400, days, .relative(1e-12))
        let basis = mark / index - 1
        near(basis, try #require(future["basis"] as? Double), .absolute(1e-12))
        near(
          basis / days * 365, try #require(future["basis_annualised"] as? Double), .absolute(1e-12))
      }
      let perpetual = try #require(answer["perpetual"] as? [String: Any])
      #expect((perpetual["instrument"] as? String)?.isEmpty == false)
      let funding = try #require(
        frame.board.funding[try Instrument(underlying, .perpetual)], "the market tells it")
      let rate = try #require(perpetual["funding_rate"] as? Double)
      near(funding.rate * 28_800 / Double(funding.intervalSeconds), rate, .relative(1e-12))
      near(rate * 1_095, try #require(perpetual["funding_annualised"] as? Double), .relative(1e-12))
      let mark = try #require(perpetual["mark"] as? Double)
      near(mark / index - 1, try #require(perpetual["premium"] as? Double), .absolute(1e-12))
      let fit = try frame.board.market.fittedSurface(of: underlying, options: .standard)
      let rows = try #require(answer["volatility"] as? [[String: Any]])
      #expect(rows.count == fit.surface.slices.count)
      for (row, slice) in zip(rows, fit.surface.slices) {
        let money = try #require(row["at_the_money"] as? Double)
        near(slice.volatility(at: 0), money, .relative(1e-9))
        let call = try #require(row["call_25"] as? Double)
        let put = try #require(row["put_25"] as? Double)
        near(call - put, try #require(row["risk_reversal_25"] as? Double), .absolute(1e-12))
        near(
          (call + put) / 2 - money, try #require(row["butterfly_25"] as? Double), .absolute(1e-12))
        // Where the smile has this volatility, N(d₁) is a quarter: found by a scan of the smile.
        func delta(_ place: Double) -> Double {
          let deviation = slice.totalVariance(at: place).squareRoot()
          return Self.normal(-place / deviation + deviation / 2)
        }
        let reach = 4 * slice.totalVariance(at: 0).squareRoot()
        for (quoted, wanted) in [(call, 0.25), (put, 0.75)] {
          let place = try #require(
            (0...40_000).lazy.map { -reach + reach * Double($0) / 20_000 }.first {
              delta($0) <= wanted
            })
          near(slice.volatility(at: place), quoted, .absolute(2e-4))
        }
      }
      let thirty = try #require(answer["volatility_index"] as? Double)
      #expect(abs(thirty - (rows.last?["at_the_money"] as? Double ?? 0)) < 0.3)
    }
  }

  @Test("curves are the fitted surface's, between what is quoted")
  func smiles() async throws {
    try await APIHarness.with { service in
      let answer = try await service.described("GET", "/smiles?\(Self.query)", pattern: "/smiles")
      let frame = try #require(service.engine.frame)
      let underlying = try Underlying(base: .btc, quote: .usd, settlement: .btc)
      let fit = try frame.board.market.fittedSurface(of: underlying, options: .standard)
      #expect(answer["arbitrage_free"] as? Bool == fit.violations.isEmpty)
      let expiries = try #require(answer["expiries"] as? [[String: Any]])
      #expect(expiries.count == fit.surface.slices.count && expiries.count > 3)
      for (expiry, slice) in zip(expiries, fit.surface.slices) {
        let places = try Self.numbers(expiry["log_moneyness"])
        let curve = try Self.numbers(expiry["volatility"])
        #expect(places.count == 41 && curve.count == 41)
        near(slice.quotedRange.lowerBound, places[0], .absolute(1e-12))
        near(slice.quotedRange.upperBound, places[40], .absolute(1e-12))
        for (place, volatility) in zip(places, curve) {
          near(slice.volatility(at: place), volatility, .relative(1e-9))
        }
        let quotes = try #require(expiry["quotes"] as? [[String: Any]])
        let marks = quotes.compactMap { $0["mark"] as? Double }
        #expect(marks.count >= 5)
        let strikes = quotes.compactMap { $0["strike"] as? Double }
        #expect(strikes == strikes.sorted())
      }
      let grid = try #require(answer["grid"] as? [String: Any])
      let columns = try Self.numbers(grid["log_moneyness"])
      let rows = try #require(grid["volatility"] as? [[Any]])
      #expect(rows.count == expiries.count && rows.allSatisfy { $0.count == columns.count })
      for (row, slice) in zip(rows, fit.surface.slices) {
        let ends = [slice.quotedRange.lowerBound, slice.quotedRange.upperBound]
        for (place, value) in zip(columns, row)
        where ends.allSatisfy({ abs($0 - place) > 1e-12 }) {
          #expect((value is NSNull) == !slice.quotedRange.contains(place))
        }
      }
      let tag = try #require(
        try await service.call("GET", "/smiles?\(Self.query)").headers["etag"])
      #expect(
        try await service.call("GET", "/smiles?\(Self.query)", headers: ["if-none-match": tag])
          .status == 304)
    }
  }

  @Test(
    "what can't be asked is refused with its field",
    arguments: [
      ("/chain", 400), ("/chain?underlying=BTC/USD:BTC&expiry=soon", 400),
      ("/chain?underlying=BTC/USD:BTC&expiry=2031-01-01T08:00:00Z", 404),
      ("/chain?underlying=XRP/USD:XRP", 404), ("/term-structure", 400),
      ("/term-structure?underlying=XRP/USD:XRP", 404), ("/smiles?underlying=", 404),
      ("/smiles?underlying=BTC/USD:BTC&points=3", 400),
    ])
  func refused(path: String, status: Int) async throws {
    try await APIHarness.with { service in
      let answer = try await service.call("GET", path)
      #expect(answer.status == status, "\(answer.text)")
      #expect(answer.text.contains("\"remedy\":"))
      #expect(try await service.call("GET", path, as: .nobody).status == 401)
    }
  }
}
