import SteelyardForecasts
import TestSupport
import Testing

@Suite("Losses of variance forecasts")
struct ForecastLossTests {
  @Test("a perfect forecast costs nothing, and one too low costs more than one as much too high")
  func shape() {
    expectClose(
      expected: 0, got: ForecastLoss.quasiLikelihood.loss(forecast: 2, proxy: 2), .relative(1e-15))
    let low = ForecastLoss.quasiLikelihood.loss(forecast: 1, proxy: 2)
    let high = ForecastLoss.quasiLikelihood.loss(forecast: 4, proxy: 2)
    #expect(low > high && high > 0)
  }

  @Test("worked values")
  func worked() {
    expectClose(
      expected: 9, got: ForecastLoss.squaredError.loss(forecast: 1, proxy: 4), .relative(1e-15))
    // ln 1 + 4/1.
    expectClose(
      expected: 4, got: ForecastLoss.likelihood.loss(forecast: 1, proxy: 4), .relative(1e-15))
  }

  @Test("a variance that is not above zero has no ratio")
  func impossible() {
    #expect(ForecastLoss.quasiLikelihood.loss(forecast: 0, proxy: 1).isNaN)
    #expect(ForecastLoss.quasiLikelihood.loss(forecast: 1, proxy: 0).isNaN)
    #expect(ForecastLoss.likelihood.loss(forecast: -1, proxy: 1).isNaN)
  }
}
