import SteelyardContracts
import SteelyardPricing
import TestSupport
import Testing

@Suite("Black76Columns")
struct Black76ColumnsTests {
  @Test("columns agree with the scalar path", arguments: KernelLevel.available)
  func agree(level: KernelLevel) throws {
    let seed: UInt64 = 20_261
    print("seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    let count = 1003
    let forward = (0..<count).map { _ in Double.random(in: 1...1e5, using: &generator) }
    let strike = forward.map { $0 * Double.random(in: 0.5...2, using: &generator) }
    let deviation = (0..<count).map { _ in Double.random(in: 0.01...2, using: &generator) }
    let side = (0..<count).map { $0 % 2 == 0 ? 1.0 : -1.0 }
    var value = [Double](repeating: 0, count: count)
    var span = value.mutableSpan
    Black76Columns.values(
      level: level, forward: forward.span, strike: strike.span, deviation: deviation.span,
      side: side.span, into: &span)
    for row in 0..<count {
      let option = try Black76(
        forward: forward[row], strike: strike[row], timeToExpiry: 1, volatility: deviation[row],
        rate: 0)
      let right: OptionRight = side[row] > 0 ? .call : .put
      let expected = option.value(right)
      let condition = option.greeks(right).vega * deviation[row] / max(expected, 1e-300)
      expectClose(
        expected: expected, got: value[row], .relative(1e-13 * max(1, condition)),
        inputs: "F \(forward[row]) K \(strike[row]) s \(deviation[row]) \(right)")
    }

    var solved = [Double](repeating: 0, count: count)
    var status = [UInt8](repeating: 99, count: count)
    var solvedSpan = solved.mutableSpan
    var statusSpan = status.mutableSpan
    Black76Columns.impliedDeviations(
      level: level, forward: forward.span, strike: strike.span, price: value.span,
      side: side.span, into: &solvedSpan, status: &statusSpan)
    for row in 0..<count {
      let scalar = try Black76.impliedVolatility(
        price: value[row], right: side[row] > 0 ? .call : .put, forward: forward[row],
        strike: strike[row], timeToExpiry: 1, discountFactor: 1)
      guard let expected = scalar.volatility else { continue }
      #expect(status[row] == Black76Columns.ImpliedStatus.converged.rawValue)
      expectClose(
        expected: expected, got: solved[row], .relative(1e-11),
        inputs: "F \(forward[row]) K \(strike[row]) price \(value[row])")
    }
  }

  @Test("rows without a solution say why, subnormal prices take the scalar path")
  func statuses() {
    let rows: [(price: Double, side: Double, status: Black76Columns.ImpliedStatus)] = [
      (5, 1, .belowIntrinsic), (10, 1, .atIntrinsic), (110, 1, .aboveMaximum),
      (100, -1, .aboveMaximum), (.nan, 1, .invalidInput), (12, 2, .invalidInput),
      (1e-303, -1, .converged),
    ]
    var deviation = [Double](repeating: 0, count: rows.count)
    var status = [UInt8](repeating: 0, count: rows.count)
    var deviations = deviation.mutableSpan
    var statuses = status.mutableSpan
    let forward = [Double](repeating: 110, count: rows.count)
    let strike = [Double](repeating: 100, count: rows.count)
    let price = rows.map(\.price)
    let side = rows.map(\.side)
    Black76Columns.impliedDeviations(
      level: .portable, forward: forward.span, strike: strike.span, price: price.span,
      side: side.span, into: &deviations, status: &statuses)
    #expect(status == rows.map(\.status.rawValue))
    #expect(deviation[1] == 0)
    #expect(deviation[6] > 0 && deviation[6] < 0.01)
  }
}
