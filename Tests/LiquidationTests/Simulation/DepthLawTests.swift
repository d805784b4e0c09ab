import SteelyardContracts
import SteelyardLiquidation
import TestSupport
import Testing

@Suite("Depth of order books")
struct DepthLawTests {
  private static let distances = [0.0001, 0.0005, 0.001, 0.005]

  /// Two books whose sums follow a law in every sample.
  private func samples(_ coins: (Double) -> Double) -> [DepthProfile.Sample] {
    var samples: [DepthProfile.Sample] = []
    for time in 0..<12 {
      let mid = time % 2 == 0 ? 100.1 : 99.9
      let moment = Timestamp(microseconds: Int64(time) * 10_000_000)
      for (book, share) in [("a", 0.75), ("b", 0.25)] {
        for distance in Self.distances {
          let size = share * coins(distance)
          samples.append(
            .init(
              book: book, time: moment, mid: mid, distance: distance, bid: size, ask: size))
        }
      }
    }
    return samples
  }

  @Test(
    "books made by a law give it back, and selling down the law falls as far",
    arguments: DepthLaw.Kind.allCases)
  func recovered(kind: DepthLaw.Kind) throws {
    let coefficient: Double
    let coins: (Double) -> Double
    let exponent: Double
    switch kind {
    case .linear: (coefficient, coins, exponent) = (2e-6, { $0 / 2e-6 }, 1)
    // Selling R (1 / sqrt(1 - x) - 1) leaves (1 - x) of the price.
    case .pool:
      (coefficient, coins, exponent) = (5e4, { 5e4 * (1 / (1 - $0).squareRoot() - 1) }, 1)
    case .squareRoot: (coefficient, coins, exponent) = (1e-5, { ($0 / 1e-5) * ($0 / 1e-5) }, 0.5)
    }
    let profile = try DepthProfile(samples(coins), leastDistance: 0.0001)
    #expect(profile.books == ["a", "b"] && profile.sampleCount == 12)
    #expect(profile.levels.map(\.distance) == Self.distances)
    let law = DepthLaw(kind, to: profile)
    expectClose(expected: coefficient, got: law.coefficient, .relative(1e-9))
    #expect(law.misfit < 1e-9 && law.levelCount == 8)
    expectClose(
      expected: exponent, got: DepthLaw.exponent(of: profile)?.exponent ?? 0, .absolute(2e-3))
    let found = DepthLaw.fits(to: profile)
    #expect(found.count == 3 && found[0].kind == (kind == .linear ? .linear : kind))
    let sale: SaleImpact =
      switch law.impact(price: 100, dailyVolume: 7) {
      case .linear(let slope): .linear(slope: slope)
      case .pool(let reserve): .pool(reserve: reserve)
      case .squareRoot(let coefficient, let volume):
        .squareRoot(coefficient: coefficient, dailyVolume: volume)
      }
    expectClose(
      expected: 99, got: sale.price(from: 100, selling: law.coins(moving: 0.01)), .relative(1e-9))
  }

  @Test("a sample that is out of line moves no median; thinning under moves shows")
  func stress() throws {
    var samples = samples { $0 / 2e-6 }
    samples[0] = .init(
      book: "a", time: samples[0].time, mid: samples[0].mid, distance: 0.0001, bid: 1e9, ask: 1e9)
    let calm = try DepthProfile(samples, leastDistance: 0.0001)
    expectClose(expected: 50, got: calm.levels[0].bid, .relative(1e-12))
    // Depth is half in every sample that a move of 1 % led to, the others moved by next to nothing.
    var thin: [DepthProfile.Sample] = []
    for time in 0..<40 {
      let isMoved = time % 8 == 7
      let isStressed = isMoved || time % 8 == 0
      let mid = isMoved ? 101 : 100 + 0.0001 * Double(time % 8 + 1)
      let size = isStressed ? 50.0 : 100
      thin.append(
        .init(
          book: "a", time: Timestamp(microseconds: Int64(time) * 10_000_000), mid: mid,
          distance: 0.001, bid: size, ask: size))
    }
    let stressed = try #require(DepthProfile(thin, leastDistance: 0.0001).stress)
    #expect(stressed.slope < -5 * stressed.standardError && stressed.standardError > 0)
  }

  @Test("what no book tells is refused")
  func refused() {
    let good = samples { $0 / 2e-6 }
    #expect(throws: SteelyardError.self) { try DepthProfile(good, leastDistance: 0.1) }
    #expect(throws: SteelyardError.self) { try DepthProfile([], leastDistance: 0.0001) }
    for bad in [
      DepthProfile.Sample(
        book: "a", time: good[0].time, mid: 0, distance: 0.1, bid: 1, ask: 1),
      .init(book: "a", time: good[0].time, mid: 1, distance: 0, bid: 1, ask: 1),
      .init(book: "a", time: good[0].time, mid: 1, distance: 0.1, bid: -1, ask: 1),
      .init(book: "a", time: good[0].time, mid: 1, distance: 0.1, bid: 1, ask: .nan),
    ] {
      let error = #expect(throws: SteelyardError.self) {
        try DepthProfile(good + [bad], leastDistance: 0.0001)
      }
      #expect(error?.code == .invalidInput)
    }
  }
}
