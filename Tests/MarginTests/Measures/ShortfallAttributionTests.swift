import SteelyardContracts
import SteelyardMargin
import SteelyardMath
import TestSupport
import Testing

@Suite("Euler attribution of a shortfall") struct ShortfallAttributionTests {
  static func part(_ label: String, _ profit: [Double]) -> ShortfallAttribution.Part {
    ShortfallAttribution.Part(label: label, profit: profit)
  }

  /// The book gains −9, −3, 2, 4; at 62.5 % the tail is one whole scenario and half of the next.
  @Test("two parts over four scenarios, by hand")
  func hand() throws {
    let attribution = try ShortfallAttribution(
      parts: [Self.part("long", [-10, -4, 1, 6]), Self.part("hedge", [1, 1, 1, -2])],
      weights: nil, level: 0.625)
    expectClose(expected: 7, got: attribution.total, .relative(1e-14))
    // 10 + 4/2 lost and 1 + 1/2 gained in the book's tail; alone, 10 + 4/2 and 2 − 1/2 lost.
    for (expected, component) in zip([(8.0, 8.0), (-1, 1)], attribution.components) {
      expectClose(expected: expected.0, got: component.amount, .relative(1e-14))
      expectClose(expected: expected.1, got: component.standalone, .relative(1e-14))
    }
    expectClose(expected: 2, got: attribution.diversification, .relative(1e-14))
  }

  static func book(_ seed: UInt64) -> (parts: [ShortfallAttribution.Part], weights: [Double]) {
    var generator = SplitMix64(seed: seed)
    let parts = (0..<25).map { index in
      part(
        index % 2 == 0 ? "BTC \(index)" : "ETH \(index)",
        (0..<1000).map { _ in 1e5 * NormalDistribution.quantile(generator.nextUnit()) })
    }
    return (parts, (0..<1000).map { _ in generator.nextUnit() })
  }

  @Test("components, and groups of them, sum to the total", arguments: [1, 2, 3] as [UInt64])
  func sums(_ seed: UInt64) throws {
    let (parts, weights) = Self.book(seed)
    for weights in [weights, nil] {
      let attribution = try ShortfallAttribution(parts: parts, weights: weights, level: 0.975)
      expectClose(
        expected: attribution.total, got: attribution.components.map(\.amount).reduce(0, +),
        .relative(1e-12))
      let groups = attribution.grouped { String($0.prefix(3)) }
      #expect(groups.map(\.group) == ["BTC", "ETH"])
      expectClose(
        expected: attribution.total, got: groups.map(\.amount).reduce(0, +), .relative(1e-12))
      #expect(attribution.diversification > 0)
    }
  }

  @Test("the marginal is the derivative, the incremental what is measured anew")
  func derivatives() throws {
    let (parts, weights) = Self.book(9)
    let attribution = try ShortfallAttribution(parts: parts, weights: weights, level: 0.95)
    let unit = parts[3].profit
    let marginal = try attribution.marginal(unitProfit: unit)
    #expect(marginal == attribution.components[3].amount)
    let small = try attribution.incremental(tradeProfit: unit.map { $0 * 1e-7 })
    expectClose(expected: marginal, got: small / 1e-7, .relative(1e-6))
    // Convex: a large trade costs at least what its derivative promises.
    #expect(try attribution.incremental(tradeProfit: unit) >= marginal)
    // Closing the part: the change is that of the book without it.
    let rest = try ShortfallAttribution(
      parts: parts.filter { $0.label != parts[3].label }, weights: weights, level: 0.95)
    expectClose(
      expected: rest.total - attribution.total,
      got: try attribution.incremental(tradeProfit: unit.map(-)),
      Tolerance(relative: 1e-9, absolute: 1e-6))
  }

  @Test("no parts, other shapes and values that are not finite are named")
  func refusals() throws {
    #expect(
      code { try ShortfallAttribution(parts: [], weights: nil, level: 0.9) } == .invalidInput)
    let long = Self.part("long", [-1, 2])
    #expect(
      code {
        try ShortfallAttribution(
          parts: [long, Self.part("short", [1])], weights: nil, level: 0.9)
      } == .invalidInput)
    #expect(
      code {
        try ShortfallAttribution(
          parts: [Self.part("odd", [1, .infinity])], weights: nil, level: 0.9)
      } == .invalidInput)
    let attribution = try ShortfallAttribution(parts: [long], weights: nil, level: 0.5)
    #expect(code { try attribution.marginal(unitProfit: [1]) } == .invalidInput)
    #expect(code { try attribution.incremental(tradeProfit: [1, .nan]) } == .invalidInput)
  }
}
