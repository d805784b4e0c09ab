import SteelyardContracts
import SteelyardPricing
import TestSupport
import Testing

@Suite("Implied volatility") struct ImpliedVolatilityTests {
  static func solve(
    _ price: Double, _ right: OptionRight, forward: Double, strike: Double, time: Double,
    discountFactor: Double = 1
  ) throws -> ImpliedVolatility {
    try Black76.impliedVolatility(
      price: price, right: right, forward: forward, strike: strike, timeToExpiry: time,
      discountFactor: discountFactor)
  }

  @Test("the volatility of exact prices over wide ranges, against mpmath")
  func wideRange() throws {
    for expected in try LognormalCase.all("forward") {
      let option = try Black76(
        forward: expected.underlying, strike: expected.strike, timeToExpiry: expected.time,
        volatility: expected.volatility, rate: expected.rate)
      let answer = try ImpliedVolatilityTests.solve(
        expected.value.value, expected.right, forward: expected.underlying,
        strike: expected.strike, time: expected.time, discountFactor: option.discountFactor)
      // The price's own rounding, and that of the discount factor, move the answer this much.
      let condition = abs(expected.value.value / (expected.vega.value * expected.volatility))
      if condition > 1e12 { continue }
      guard case .converged(let volatility, let iterations) = answer else {
        Issue.record("\(answer), \(expected.inputs)")
        continue
      }
      expectClose(
        expected: expected.volatility, got: volatility, .relative(1e-13 * max(1, condition)),
        inputs: expected.inputs)
      #expect(iterations <= 40)
    }
  }

  @Test("price and volatility are inverses on random options, deep out of the money too")
  func roundTrip() throws {
    let seed: UInt64 = 31
    print("implied volatility seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<5000 {
      let logMoneyness = Double.random(in: -6...6, using: &generator)
      let strike = 100 * Double.random(in: 0.99...1.01, using: &generator)
      let scales: [Double] = [1e-6, 1e-3, 0.1, 1]
      let scale = scales[Int.random(in: scales.indices, using: &generator)]
      let forward = strike * (1 + logMoneyness * scale / 7)
      let right: OptionRight = forward < strike ? .call : .put
      let time = Double.random(in: 2e-6...20, using: &generator)
      let volatility = Double.random(in: 0.01...6, using: &generator)
      let option = try Black76(
        forward: forward, strike: strike, timeToExpiry: time, volatility: volatility, rate: 0)
      let price = option.value(right)
      if price < 1e-280 { continue }
      let condition = max(1, price / (option.greeks(right).vega * volatility))
      if condition > 1e12 { continue }
      let inputs = "\(right) \(forward) strike \(strike) time \(time) price \(price)"
      let answer = try ImpliedVolatilityTests.solve(
        price, right, forward: forward, strike: strike, time: time)
      expectClose(
        expected: volatility, got: answer.volatility ?? .nan, .relative(1e-13 * condition),
        inputs: inputs)
    }
  }

  @Test("a price under intrinsic, at it, at the maximum and over it are answers")
  func statuses() throws {
    let solve = ImpliedVolatilityTests.solve(_:_:forward:strike:time:discountFactor:)
    #expect(try solve(9.99, .call, 110, 100, 1, 1) == .belowIntrinsic)
    #expect(try solve(-1, .put, 110, 100, 1, 1) == .belowIntrinsic)
    #expect(try solve(10, .call, 110, 100, 1, 1) == .atIntrinsic)
    #expect(try solve(0, .put, 110, 100, 1, 1) == .atIntrinsic)
    #expect(try solve(110, .call, 110, 100, 1, 1) == .aboveMaximum)
    #expect(try solve(100, .put, 110, 100, 1, 1) == .aboveMaximum)
    #expect(try solve(1e300, .put, 110, 100, 1, 1) == .aboveMaximum)
    #expect(try solve(12, .call, 110, 100, 0, 1) == .expired)
    #expect(try solve(99, .call, 110, 100, 1, 0.5) == .aboveMaximum)
    #expect(try solve(4, .call, 110, 100, 1, 0.5) == .belowIntrinsic)
  }

  @Test("tiny and nearly full time values converge")
  func ends() throws {
    let tiny = try ImpliedVolatilityTests.solve(
      1e-300, .call, forward: 100, strike: 150, time: 0.1)
    #expect((tiny.volatility ?? 0) > 0)
    let atTheMoney = try ImpliedVolatilityTests.solve(
      1e-12, .call, forward: 100, strike: 100, time: 1)
    expectClose(
      expected: 1e-14 * 2.5066282746310002, got: atTheMoney.volatility ?? .nan, .relative(1e-13))
    let full = try ImpliedVolatilityTests.solve(
      Double(100).nextDown, .call, forward: 100, strike: 100, time: 1)
    #expect((full.volatility ?? 0) > 15)
    let far = try ImpliedVolatilityTests.solve(
      1e-3, .call, forward: 1, strike: 1e200, time: 1)
    #expect((far.volatility ?? 0) > 10)
  }

  @Test(
    "a field that is not finite or has the wrong sign is named",
    arguments: [
      ("price", Double.nan, 1.0, 1.0, 1.0, 1.0), ("forward", 0.1, 0, 1, 1, 1),
      ("strike", 0.1, 1, -1, 1, 1), ("timeToExpiry", 0.1, 1, 1, -1, 1),
      ("discountFactor", 0.1, 1, 1, 1, 0),
    ])
  func refusals(
    _ field: String, _ price: Double, _ forward: Double, _ strike: Double, _ time: Double,
    _ discountFactor: Double
  ) {
    let error = #expect(throws: SteelyardError.self) {
      try ImpliedVolatilityTests.solve(
        price, .call, forward: forward, strike: strike, time: time, discountFactor: discountFactor)
    }
    #expect(error?.code == .invalidInput)
    #expect(error?.message.hasPrefix(field) == true)
  }
}
