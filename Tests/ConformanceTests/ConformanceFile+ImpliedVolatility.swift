import SteelyardContracts
import SteelyardPricing
import TestSupport

extension ConformanceFile {
  static let impliedVolatility = ConformanceFile(name: "implied_vol.json") { file, tally in
    var mostIterations = 0
    for vector in file["vectors"].elements {
      let right = OptionRight(sign: vector["cp"].double)
      let (forward, strike) = (vector["F"].double, vector["K"].double)
      let (time, price) = (vector["T"].double, vector["price"].double)
      tally.check("\(right) F \(forward) K \(strike) T \(time) price \(price)") {
        let answer = try Black76.impliedVolatility(
          price: price, right: right, forward: forward, strike: strike, timeToExpiry: time,
          discountFactor: 1)
        guard case .converged(let volatility, let iterations) = answer else {
          return $0.fail("expected \(vector["iv"].double), got \(answer)")
        }
        mostIterations = max(mostIterations, iterations)
        $0.compare(
          "iv", expected: vector["iv"].double, got: volatility,
          .relative(1e-13 * max(1, vector["cond"].double)))
      }
    }
    tally.note("at most \(mostIterations) iterations")
  }
}
