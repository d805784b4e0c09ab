import SteelyardContracts
import SteelyardPricing
import TestSupport

extension ConformanceFile {
  static let black76 = ConformanceFile(name: "black76.json") { file, tally in
    var irregular = 0
    for vector in file["vectors"].elements {
      let right = OptionRight(sign: vector["cp"].double)
      let (forward, strike) = (vector["F"].double, vector["K"].double)
      let (time, volatility, rate) = (
        vector["T"].double, vector["sigma"].double, vector["r"].double
      )
      tally.check("\(right) F \(forward) K \(strike) T \(time) sigma \(volatility) r \(rate)") {
        let option = try Black76(
          forward: forward, strike: strike, timeToExpiry: time, volatility: volatility, rate: rate)
        let greeks = option.greeks(right)
        let greekCondition = GreekCondition(
          underlying: forward, strike: strike, time: time, volatility: volatility, rate: rate,
          yield: rate)
        let expected = { (field: String) in vector[field].double }
        let condition = abs(expected("vega") * volatility / expected("price"))
        $0.compare(
          "price", expected: expected("price"), got: option.value(right),
          .relative(1e-13 * max(1, condition)))
        $0.compare(
          "rho", expected: expected("rho"), got: greeks.rho, .relative(1e-13 * max(1, condition)))
        let fields = [
          ("delta", greeks.forwardDelta), ("gamma", greeks.forwardGamma), ("vega", greeks.vega),
          ("theta", greeks.theta), ("vanna", greeks.vanna),
          ("volga", greeks.volga), ("charm", greeks.charm), ("speed", greeks.speed),
          ("zomma", greeks.zomma), ("veta", greeks.veta), ("color", greeks.color),
          ("dual_delta", greeks.dualDelta), ("dual_gamma", greeks.dualGamma),
          ("itm_prob", greeks.inTheMoneyProbability),
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
