import SteelyardPricing
import FoundationEssentials
import SteelyardContracts
import SteelyardMarket
import SteelyardReports
import TestSupport
import Testing

@Suite("Surface report")
struct SurfaceReportTests {
  private struct Answer: Decodable {
    struct Surface: Decodable {
      struct Expiry: Decodable {
        struct SVI: Decodable {
          let a: Double
          let b: Double
          let rho: Double
          let m: Double
          let sigma: Double
        }
        struct Fault: Decodable {
          let rows: Int
          let median: Double
          let percentile_95: Double
          let max: Double
        }
        let expiry: String
        let forward: Double
        let forward_source: String
        let status: String
        let svi: SVI?
        let error: Fault?
      }
      let underlying: String
      let form: String
      let expiries: [Expiry]
    }
    let arbitrage_free: Bool
    let surfaces: [Surface]
  }

  private func report() throws -> (SurfaceReport, SurfaceFit) {
    let snapshot = try SampleAccount.market()
    let underlying = try Underlying(base: .btc, quote: .usd, settlement: .btc)
    let fit = try snapshot.fittedSurface(of: underlying, options: .standard)
    return (try SurfaceReport(fits: [fit], snapshot: snapshot), fit)
  }

  @Test("parameters, forward and errors are those of the fit")
  func fields() throws {
    let (report, fit) = try report()
    let answer = try JSONDecoder().decode(Answer.self, from: Data(report.json().utf8))
    let expiry = try #require(answer.surfaces.first?.expiries.first)
    let slice = try #require(fit.expiries.first?.slice)
    #expect(answer.arbitrage_free == fit.violations.isEmpty)
    #expect(expiry.forward == fit.expiries.first?.forward.value)
    #expect(expiry.svi?.a == slice.base.level)
    #expect(expiry.svi?.sigma == slice.base.width)
    #expect(expiry.error?.median == fit.expiries.first?.error?.median)
    #expect(expiry.error?.rows == fit.expiries.first?.error?.rowCount)
  }

  @Test("the smile is drawn with its marks and its fit")
  func smile() throws {
    let (report, _) = try report()
    let text = try report.rendered(as: .text)
    #expect(text.contains("log-moneyness ln(K/F)"))
    #expect(text.contains(". fit"))
    let html = try report.rendered(as: .html)
    #expect(HTMLRenderingTests.nestingFault(html) == nil)
    #expect(html.contains("<polyline"))
    // Seven out-of-the-money options have a mark, the fourth series, which a page draws as diamonds; one is in the legend.
    #expect(html.split(separator: "<polygon class=\"dot s3\"").count - 1 == 8)
  }
}
