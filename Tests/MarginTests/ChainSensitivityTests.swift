import Foundation
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios
import TestSupport
import Testing

/// The figures that `docs/margin-models` gives for our choices, on the chain of 2026-03-14 read from
/// `STEELYARD_DATA` (default `../shared/data` beside the package).
@Suite("Sensitivity of our choices on a real chain") struct ChainSensitivityTests {
  static let path: String = {
    let given = ProcessInfo.processInfo.environment["STEELYARD_DATA"] ?? ""
    let root = given.isEmpty ? PackageRoot.path + "/../shared/data" : given
    return root + "/options/deribit_json/book_summary_BTC_20260314T0925Z.json"
  }()

  static func snapshot() throws -> MarketSnapshot? {
    guard FileManager.default.fileExists(atPath: path) else {
      print("SKIPPED: no chain of 2026-03-14; set STEELYARD_DATA")
      return nil
    }
    let file = try MarketFile.read(try InputFile(path: path))
    var builder = MarketSnapshotBuilder(
      time: nil, limits: .init(ageSecondsMax: nil, aheadSecondsMax: 60))
    try builder.add(file.observations)
    try builder.add(file.assetPrices)
    return try builder.build().snapshot
  }

  @Test("a short straddle of about a month: 0.128 coin, and 0.186 if points were added")
  func straddle() throws {
    guard let snapshot = try Self.snapshot() else { return }
    let names = ["BTC-24APR26-70000-C", "BTC-24APR26-70000-P"]
    let explained = try catalogued("deribit").explanation(
      of: try book(names.map { ($0, "-1") }), in: snapshot)
    let bucket = try #require(explained.buckets.first)
    expectClose(expected: 0.128, got: bucket.initialMargin, .absolute(0.0005))

    // The same grid with volatility shocks as additive points, by scalar revaluation.
    let call = try #require(explained.positions[0].priced)
    let volatility = try #require(call.volatility).value
    func straddle(_ move: Double, _ volatility: Double) throws -> Double {
      let option = try InverseOption(
        forward: call.price * (1 + move), strike: call.strike, timeToExpiry: call.timeToExpiry,
        volatility: volatility)
      return option.value(.call) + option.value(.put)
    }
    let points = 0.5 * pow(30 / call.days, 0.13)
    let before = try straddle(0, volatility)
    let worst = try (-4...4).map { try straddle(0.04 * Double($0), volatility + points) - before }
      .max()
    let charges = explained.charges.reduce(0) { $0 + $1.amountUSD } / bucket.usdPerUnit
    expectClose(expected: 0.186, got: (worst ?? 0) + charges, .absolute(0.001))
  }

  @Test("the extended table binds for short straddles from 100 to 200 lots on")
  func extendedTable() throws {
    guard let snapshot = try Self.snapshot() else { return }
    let model = try catalogued("deribit")
    for (lots, binds) in [(1, false), (50, false), (400, true)] {
      let explained = try model.explanation(
        of: try book(
          [("BTC-24APR26-70000-C", "-\(lots)"), ("BTC-24APR26-70000-P", "-\(lots)")]),
        in: snapshot)
      let bucket = try #require(explained.buckets.first)
      #expect((bucket.outcomes[bucket.worstIndex].scenario.tail != nil) == binds, "\(lots) lots")
    }
  }

  @Test("1,000 BTC of delta: 0.0359 a coin")
  func deltaShock() throws {
    guard let snapshot = try Self.snapshot() else { return }
    let perpetual = try SampleMarket.instrument("BTC-PERPETUAL")
    let price = try #require(snapshot.market(of: perpetual.underlying)).index
    let explained = try catalogued("deribit").explanation(
      of: try book([("BTC-PERPETUAL", "\(Int64(price * 1000))")]), in: snapshot)
    let bucket = try #require(explained.buckets.first)
    let shock = try #require(explained.charges.first { $0.name == "delta_shock" })
    expectClose(
      expected: 0.0359, got: shock.amountUSD / bucket.usdPerUnit / 1000, .absolute(0.00005))
  }
}
