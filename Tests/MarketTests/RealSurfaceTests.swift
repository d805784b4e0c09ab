import SteelyardContracts
import SteelyardMarket
import SteelyardMath
import TestSupport
import Testing

@Suite("Surfaces of real chains", .enabled(if: MarketData.isPresent, MarketData.skipped))
struct RealSurfaceTests {
  private func fits(
    _ rows: [InstrumentObservation], _ form: SurfaceFitOptions.Form
  ) throws -> [SurfaceFit] {
    let snapshot = try MarketData.build(rows).snapshot
    return try snapshot.underlyings.map {
      try snapshot.fittedSurface(of: $0.underlying, options: .standard(form))
    }
  }

  private func line(_ fit: SurfaceFit) -> String {
    guard let error = fit.pooledError else { return "no error" }
    return "\(fit.surface.underlying.base) \(error.rowCount) rows: "
      + "median \(rounded(error.median)), p95 \(rounded(error.percentile95)), "
      + "max \(rounded(error.maximum)) vol points, \(fit.violations.count) violations, "
      + "least g \(rounded(fit.expiries.compactMap(\.minimumDurrleman).min() ?? 0))"
  }

  private func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

  @Test("the issue's bounds on the JSON chains", arguments: MarketData.jsonChains)
  func jsonChains(chain: String) throws {
    for coin in ["BTC", "ETH"] {
      let rows = try MarketData.jsonRows(chain, coin: coin)
      for fit in try fits(rows, .correctedSVI) {
        let error = try #require(fit.pooledError)
        print("surface \(chain) \(line(fit))")
        #expect(error.median <= 0.12 && error.percentile95 <= 0.45)
        #expect(fit.violations.isEmpty)
      }
      for form in [SurfaceFitOptions.Form.svi, .ssvi] {
        for fit in try fits(rows, form) {
          print("surface \(chain) \(form.rawValue) \(line(fit))")
          #expect(fit.violations.isEmpty)
        }
      }
    }
  }

  @Test("no chain of 2026 fails, the crash days included", arguments: MarketData.csvChains)
  func csvChains(chain: String) throws {
    let rows = try MarketData.csvRows(chain)
    for fit in try fits(rows, .correctedSVI) {
      print("surface \(chain) \(line(fit))")
      let error = try #require(fit.pooledError)
      #expect(fit.violations.isEmpty)
      #expect(error.median <= 0.12 && error.percentile95 <= 0.45)
    }
  }
}
