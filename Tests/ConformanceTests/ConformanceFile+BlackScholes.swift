import SteelyardContracts
import SteelyardPricing
import TestSupport

extension ConformanceFile {
  static let blackScholes = ConformanceFile(name: "bsm.json") { file, tally in
    var irregular = 0
    for vector in file["vectors"].elements {
      let right = OptionRight(sign: vector["cp"].double)
      let (spot, strike, time) = (vector["S"].double, vector["K"].double, vector["T"].double)
      let (volatility, rate, yield) = (
        vector["sigma"].double, vector["r"].double, vector["q"].double
      )
      tally.check(
        "\(right) S \(spot) K \(strike) T \(time) sigma \(volatility) r \(rate) q \(yield)"
      ) {
        let option = try BlackScholes(
          spot: spot, strike: strike, timeToExpiry: time, volatility: volatility, rate: rate,
          yield: yield)
        let greeks = option.greeks(right)
        let greekCondition = GreekCondition(
          underlying: spot, strike: strike, time: time, volatility: volatility, rate: rate,
          yield: yield)
        let expected = { (field: String) in vector[field].double }
        let condition = abs(expected("vega") * volatility / expected("price"))
        $0.compare(
          "price", expected: expected("price"), got: option.value(right),
          .relative(1e-13 * max(1, condition)))
        let fields = [
          ("delta", greeks.spotDelta), ("gamma", greeks.spotGamma), ("vega", greeks.vega),
          ("theta", greeks.theta), ("rho", greeks.rho), ("div_rho", greeks.dividendRho),
          ("vanna", greeks.vanna), ("volga", greeks.volga), ("charm", greeks.charm),
          ("speed", greeks.speed), ("zomma", greeks.zomma),
        ]
        for (field, got) in fields {
          if !greekCondition.isRegular(field, vector) { irregular += 1 }
          $0.compare(
            field, expected: expected(field), got: got,
            greekCondition.tolerance(field, vector))
        }
      }
    }
    tally.note("\(irregular) Greeks outside the regular range")
  }
}
