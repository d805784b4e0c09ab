import SteelyardContracts
import SteelyardMargin
import TestSupport
import Testing

@Suite("The dynamic model's requirement, by hand") struct DynamicRequirementTests {
  private static let bitcoinUSD = 70_000.0
  /// Of ten scenarios the worst two and half of the third: (0.10 + 0.08 + 0.05 / 2) / 2.5.
  private static let shortfall = 0.082

  @Test("a bought perpetual: the mean of its worst quarter")
  func longPerpetual() throws {
    let explained = try DynamicSample(core: [.btc: DynamicSample.moves]).explained(
      [DynamicSample.bitcoin])
    let parts = try #require(explained.dynamic)
    expectClose(
      expected: Self.shortfall * Self.bitcoinUSD, got: parts.initial.core, .relative(1e-12))
    expectClose(
      expected: Self.shortfall * Self.bitcoinUSD, got: explained.figures.initialMargin,
      .relative(1e-12))
    #expect(parts.initial.binding == "core" && parts.initial.correlationAddition == 0)
    #expect(explained.stateName == "sample sha256:0")
    #expect(explained.buckets[0].binding == "current scenarios, the worst day 0")
  }

  @Test("a sold perpetual: the mean of the largest rises")
  func shortPerpetual() throws {
    let parts = try DynamicSample(core: [.btc: DynamicSample.moves]).parts(
      [("BTC_USDC-PERPETUAL", "-1")])
    // (0.09 + 0.06 + 0.05 / 2) / 2.5
    expectClose(
      expected: 0.07 * Self.bitcoinUSD, got: parts.initial.core, .relative(1e-12))
  }

  @Test("scenarios count by their weights")
  func weights() throws {
    var sample = DynamicSample(core: [.btc: [-0.10, -0.05, 0, 0.05]])
    sample.weights = [1, 2, 3, 2]
    // A quarter of 8 is 2: all of the first and half of the second.
    expectClose(
      expected: (0.10 + 0.05) / 2 * Self.bitcoinUSD,
      got: try sample.parts([DynamicSample.bitcoin]).initial.core, .relative(1e-12))
  }

  @Test("a bitcoin held against a sold inverse perpetual of its size needs nothing")
  func hedge() throws {
    var sample = DynamicSample(core: [.btc: DynamicSample.moves])
    sample.crashes = [.btc: [-0.5, 0.8]]
    let explained = try sample.explained([("BTC-PERPETUAL", "-70000")], [("BTC", "1")])
    let parts = try #require(explained.dynamic)
    expectClose(expected: 0, got: parts.initial.core, .absolute(1e-9))
    expectClose(expected: 0, got: explained.figures.initialMargin, .absolute(1e-9))
    expectClose(expected: 0, got: explained.figures.maintenanceMargin, .absolute(1e-9))
  }

  @Test("stressed scenarios raise the requirement by their weight, and calm ones lower nothing")
  func stress() throws {
    var sample = DynamicSample(core: [.btc: DynamicSample.moves])
    sample.stressed = [.btc: DynamicSample.moves.map { 3 * $0 }]
    let stressed = try sample.parts([DynamicSample.bitcoin]).initial
    expectClose(
      expected: (0.75 + 0.25 * 3) * Self.shortfall * Self.bitcoinUSD, got: stressed.amount,
      .relative(1e-12))
    #expect(stressed.binding == "stressed")
    expectClose(
      expected: stressed.amount - stressed.core, got: stressed.stressAddition, .relative(1e-12))
    sample.stressed = [.btc: DynamicSample.moves.map { $0 / 3 }]
    let calm = try sample.parts([DynamicSample.bitcoin]).initial
    #expect(calm.blend < calm.core && calm.amount == calm.core && calm.binding == "core")
  }

  @Test("a share of the worst crash binds where it is more than the core, for initial margin alone")
  func crash() throws {
    var sample = DynamicSample(core: [.btc: DynamicSample.moves])
    sample.crashes = [.btc: [0.3, -0.4, -0.1]]
    let explained = try sample.explained([DynamicSample.bitcoin])
    let parts = try #require(explained.dynamic)
    expectClose(
      expected: 0.5 * 0.4 * Self.bitcoinUSD, got: parts.initial.amount, .relative(1e-12))
    #expect(parts.initial.binding == "crash" && parts.initial.crashLabel == "crash 1")
    #expect(explained.buckets[0].binding == "50 % of crash 1")
    expectClose(
      expected: Self.shortfall * Self.bitcoinUSD, got: explained.figures.maintenanceMargin,
      .relative(1e-12))
    #expect(parts.maintenance.crashLabel == nil)
  }

  @Test("broken correlations raise a spread between coins, and leave books of one coin alone")
  func brokenCorrelations() throws {
    var sample = DynamicSample(core: [.btc: DynamicSample.moves, .eth: DynamicSample.moves])
    sample.brokenStride = 3
    let spread = try sample.parts([DynamicSample.bitcoin, DynamicSample.soldEther]).initial
    expectClose(expected: 0, got: spread.core, .absolute(1e-9))
    let moves = DynamicSample.moves
    let broken = moves.indices.map { index in
      Self.bitcoinUSD * (moves[index] - moves[(index + 3) % moves.count])
    }
    let expected = DynamicSample.shortfall(broken, level: 0.75)
    expectClose(expected: expected, got: spread.broken, .relative(1e-12))
    expectClose(expected: 0.25 * expected, got: spread.amount, .relative(1e-12))
    for alone in [DynamicSample.bitcoin, DynamicSample.soldEther] {
      let parts = try sample.parts([alone]).initial
      #expect(parts.correlationAddition == 0 && parts.amount == parts.core)
    }
  }

  @Test("netting between coins takes off no more than it may")
  func benefit() throws {
    var sample = DynamicSample(core: [.btc: DynamicSample.moves, .eth: DynamicSample.moves])
    sample.brokenShare = 0
    sample.benefitMax = 0.8
    let spread = try sample.parts([DynamicSample.bitcoin, DynamicSample.soldEther]).initial
    // Bitcoin alone loses 0.082 of 70,000, ether sold 0.07 of the same.
    expectClose(
      expected: 0.2 * (Self.shortfall + 0.07) * Self.bitcoinUSD, got: spread.amount,
      .relative(1e-12))
    #expect(spread.binding == "benefit")
    expectClose(
      expected: spread.amount - spread.netted, got: spread.benefitAddition, .relative(1e-12))
    // One coin against itself is a hedge without a limit.
    let hedged = try sample.explained([("BTC-PERPETUAL", "-70000")], [("BTC", "1")])
    expectClose(expected: 0, got: hedged.figures.initialMargin, .absolute(1e-9))
  }

  @Test("initial margin is raised to maintenance margin")
  func raised() throws {
    var sample = DynamicSample(core: [.btc: DynamicSample.moves])
    sample.maintenanceCore = [.btc: DynamicSample.moves.map { 2 * $0 }]
    let explained = try sample.explained([DynamicSample.bitcoin])
    expectClose(
      expected: 2 * Self.shortfall * Self.bitcoinUSD, got: explained.figures.initialMargin,
      .relative(1e-12))
    #expect(explained.figures.initialMargin == explained.figures.maintenanceMargin)
  }

  @Test("options that are net short at their strikes have a least requirement")
  func soldOptions() throws {
    var sample = DynamicSample(core: [.btc: [0, 0.001]])
    sample.shortOptionMinimum = 0.01
    let sold = (name: "BTC_USDC-27MAR26-150000-C", quantity: "-3")
    let parts = try sample.parts([sold, ("BTC_USDC-27MAR26-40000-P", "-2")]).initial
    expectClose(expected: 0.05 * Self.bitcoinUSD, got: parts.amount, .relative(1e-12))
    #expect(parts.binding == "short_options")
    // A put of the same strike nets a call; what the scenarios ask for is not added to.
    let covered = try sample.parts([sold, ("BTC_USDC-27MAR26-150000-P", "3")]).initial
    #expect(covered.shortOptions == 0 && covered.binding != "short_options")
    sample.core = [.btc: [-0.5, 0.9]]
    let naked = try sample.parts([("BTC_USDC-27MAR26-80000-C", "-3")]).initial
    #expect(naked.amount == naked.netted && naked.amount > naked.shortOptions)
  }

  @Test("charges come on top, each to its requirement")
  func charges() throws {
    var sample = DynamicSample(core: [.btc: DynamicSample.moves])
    sample.charges = [
      AppliedCharge(.grossFutures(rate: 0.01), .initial),
      AppliedCharge(.grossFutures(rate: 0.004), .maintenance),
    ]
    let figures = try sample.explained([DynamicSample.bitcoin]).figures
    expectClose(
      expected: (Self.shortfall + 0.01) * Self.bitcoinUSD, got: figures.initialMargin,
      .relative(1e-12))
    expectClose(
      expected: (Self.shortfall + 0.004) * Self.bitcoinUSD, got: figures.maintenanceMargin,
      .relative(1e-12))
  }
}
