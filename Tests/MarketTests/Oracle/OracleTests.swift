import Glibc
import SteelyardContracts
import SteelyardMarket
import TestSupport
import Testing

@Suite("Oracle")
struct OracleTests {
  @Test("five that agree: the median, fresh, at full confidence but for their spread")
  func fresh() throws {
    let price = try SamplePanel.oracle().price(
      of: SamplePanel.sources([70_000, 70_010, 70_020, 70_030, 70_040]), at: SamplePanel.time,
      memory: nil)
    #expect(price.price == 70_020 && price.median == 70_020 && price.state == .fresh)
    #expect(price.reasons.isEmpty && price.acceptedCount == 5 && price.stable.value == 70_020)
    expectClose(expected: 10.0 / 70_020, got: price.dispersion, .relative(1e-9))
    expectClose(expected: 1 - price.dispersion, got: price.confidence, .relative(1e-15))
  }

  @Test(
    "a source that can't count is named with its reason, and four others still make a fresh price",
    arguments: [
      (SamplePanel.source("e", 0), OracleVerdict.Ruling.impossiblePrice),
      (SamplePanel.source("e", -1), .impossiblePrice),
      (SamplePanel.source("e", .nan), .impossiblePrice),
      (SamplePanel.source("e", .infinity), .impossiblePrice),
      (SamplePanel.source("e", 70_015, age: 31), .stale),
      (SamplePanel.source("e", 70_015, age: -3), .early),
      (SamplePanel.source("e", 70_015, confidence: 0.4), .unsure),
      (SamplePanel.source("e", 70_015, confidence: .nan), .unsure),
      (SamplePanel.source("e", 70_015, confidence: 1.1), .unsure),
      (SamplePanel.source("e", 1e308), .outlier),
      (SamplePanel.source("e", Double.leastNonzeroMagnitude), .outlier),
    ])
  func rejected(source: OracleSource, ruling: OracleVerdict.Ruling) throws {
    let price = try SamplePanel.oracle().price(
      of: SamplePanel.sources([70_000, 70_010, 70_020, 70_030]) + [source], at: SamplePanel.time,
      memory: nil)
    #expect(price.verdicts.last?.ruling == ruling)
    #expect(price.acceptedCount == 4 && price.state == .fresh)
    #expect(price.price >= 70_010 && price.price <= 70_020)
  }

  @Test("of one venue the latest counts; two prices at one time cancel each other")
  func repeated() throws {
    let honest = SamplePanel.sources([70_000, 70_010, 70_020, 70_030])
    let later = try SamplePanel.oracle().price(
      of: honest + [SamplePanel.source("e", 1, age: 5), SamplePanel.source("e", 70_040, age: 2)],
      at: SamplePanel.time, memory: nil)
    #expect(later.verdicts.map(\.ruling).suffix(2) == [.superseded, .accepted])
    let torn = try SamplePanel.oracle().price(
      of: honest + [SamplePanel.source("e", 69_990), SamplePanel.source("e", 70_040)],
      at: SamplePanel.time, memory: nil)
    #expect(torn.verdicts.map(\.ruling).suffix(2) == [.contradictory, .contradictory])
    #expect(torn.price == 70_015)
  }

  @Test("one venue under one name can't outvote the others, however often it speaks")
  func flooding() throws {
    let flood = (1...20).map { SamplePanel.source("e", 69_000, age: Int64($0)) }
    let price = try SamplePanel.oracle().price(
      of: SamplePanel.sources([70_000, 70_010, 70_020, 70_030]) + flood, at: SamplePanel.time,
      memory: nil)
    #expect(price.price == 70_010 && price.state == .fresh)
  }

  @Test(
    "three sources are a degraded price, two hold the last one, and none came before is an error")
  func quorum() throws {
    let oracle = try SamplePanel.oracle()
    let three = try oracle.price(
      of: SamplePanel.sources([100, 100.01, 100.02]), at: SamplePanel.time, memory: nil)
    #expect(three.state == .degraded && three.reasons == [.fewSources])
    expectClose(expected: 0.75 * (1 - three.dispersion), got: three.confidence, .relative(1e-15))
    let later = SamplePanel.time.advanced(bySeconds: 10)
    let two = try oracle.price(
      of: SamplePanel.sources([90, 90], at: later), at: later, memory: three.memory)
    #expect(two.state == .halted && two.reasons == [.noQuorum] && two.confidence == 0)
    #expect(two.price == three.price && two.priceTime == SamplePanel.time && two.median == nil)
    #expect(two.stable.value == three.stable.value && two.stable.time == later)
    expectRefusal(.missingMarketData, "0 of 0 sources") {
      _ = try oracle.price(of: [], at: later, memory: nil)
    }
  }

  @Test("sources in two camps are degraded, and both camps out of reach of the middle halt")
  func camps() throws {
    let oracle = try SamplePanel.oracle()
    let camps = try oracle.price(
      of: SamplePanel.sources([100, 100, 100, 110, 110]), at: SamplePanel.time, memory: nil)
    #expect(camps.state == .degraded && camps.price == 100 && camps.acceptedCount == 3)
    expectRefusal(.missingMarketData, "of 4 sources") {
      _ = try oracle.price(
        of: SamplePanel.sources([100, 100, 110, 110]), at: SamplePanel.time, memory: nil)
    }
    let wide = try oracle.price(
      of: SamplePanel.sources([99.2, 99.4, 100, 100.6, 100.8]), at: SamplePanel.time, memory: nil)
    #expect(wide.reasons == [.dispersed] && wide.acceptedCount == 5)
  }

  @Test("a move that is too fast is followed at the stated pace, told as degraded, then reached")
  func moveLimit() throws {
    let oracle = try SamplePanel.oracle()
    var price = try oracle.price(
      of: SamplePanel.sources([100, 100, 100, 100, 100]), at: SamplePanel.time, memory: nil)
    for second in 1...10 {
      let time = SamplePanel.time.advanced(bySeconds: Int64(second))
      price = try oracle.price(
        of: SamplePanel.sources([97, 97, 97, 97, 97], at: time), at: time, memory: price.memory)
      let expected = max(97, 100 * exp(-0.005 * Double(second)))
      expectClose(expected: expected, got: price.price, .relative(1e-14))
      #expect(price.median == 97)
      #expect(price.state == (expected > 97 ? .degraded : .fresh), "second \(second)")
      #expect(price.reasons == (expected > 97 ? [.moveLimited] : []))
    }
  }

  @Test("time that runs backwards, and too many sources")
  func refused() throws {
    let oracle = try SamplePanel.oracle()
    let first = try oracle.price(
      of: SamplePanel.sources([1, 1, 1, 1]), at: SamplePanel.time, memory: nil)
    expectRefusal(.invalidInput, "after") {
      _ = try oracle.price(
        of: [], at: SamplePanel.time.advanced(bySeconds: -1), memory: first.memory)
    }
    expectRefusal(.limitExceeded, "1001 sources") {
      _ = try oracle.price(
        of: (0...1000).map { SamplePanel.source("v\($0)", 1) }, at: SamplePanel.time, memory: nil)
    }
  }

  @Test("the order of the sources does not matter, to the bit")
  func permutation() throws {
    let seed: UInt64 = 0x5EED_4101
    print("OracleTests.permutation seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    let oracle = try SamplePanel.oracle()
    for _ in 0..<500 {
      var sources = SamplePanel.sources(
        SamplePanel.prices(7, about: 100, spread: 0.008, using: &generator))
      sources.append(SamplePanel.source("a", 100, age: 2, confidence: 0.9))
      sources.append(SamplePanel.source("b", .infinity, age: 0))
      let first = try oracle.price(of: sources, at: SamplePanel.time, memory: nil)
      let second = try oracle.price(
        of: sources.shuffled(using: &generator), at: SamplePanel.time, memory: nil)
      #expect(first == second)
    }
  }

  @Test("the price never falls when a source rises")
  func monotone() throws {
    let seed: UInt64 = 0x5EED_4102
    print("OracleTests.monotone seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    let oracle = try SamplePanel.oracle { $0.quorum = 1 }
    let memory = try oracle.price(
      of: SamplePanel.sources([100, 100, 100, 100]), at: SamplePanel.time, memory: nil
    ).memory
    let later = SamplePanel.time.advanced(bySeconds: 2)
    var comparedCount = 0
    for _ in 0..<3000 {
      let count = Int.random(in: 1...7, using: &generator)
      let spread = [0.0005, 0.005, 0.05][Int.random(in: 0..<3, using: &generator)]
      var prices = SamplePanel.prices(count, about: 100, spread: spread, using: &generator)
      let before = try oracle.price(
        of: SamplePanel.sources(prices, at: later), at: later, memory: memory)
      let raised = Int.random(in: 0..<count, using: &generator)
      prices[raised] *= exp(Double.random(in: 0...0.1, using: &generator))
      let after = try oracle.price(
        of: SamplePanel.sources(prices, at: later), at: later, memory: memory)
      // A halted oracle holds its last price, which is no answer to the sources.
      if before.state == .halted || after.state == .halted { continue }
      comparedCount += 1
      #expect(after.price >= before.price, "\(prices), source \(raised)")
    }
    #expect(comparedCount > 2000)
  }

  @Test("the price lies within the accepted sources")
  func within() throws {
    let seed: UInt64 = 0x5EED_4103
    print("OracleTests.within seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    let oracle = try SamplePanel.oracle { $0.quorum = 1 }
    for _ in 0..<2000 {
      let count = Int.random(in: 1...9, using: &generator)
      let prices = SamplePanel.prices(count, about: 100, spread: 0.02, using: &generator)
      guard
        let price = try? oracle.price(
          of: SamplePanel.sources(prices), at: SamplePanel.time, memory: nil)
      else { continue }
      let accepted = price.verdicts.filter { $0.ruling == .accepted }.map(\.source.price)
      #expect((accepted.min() ?? .nan) <= price.price * (1 + 1e-15))
      #expect((accepted.max() ?? .nan) >= price.price * (1 - 1e-15))
    }
  }
}
