import Glibc
import SteelyardContracts
import SteelyardMargin
import SteelyardScenarios
import TestSupport
import Testing

@Suite("States from history")
struct CalibratorTests {
  private static func calibrator(
    _ history: CalibrationHistory, _ specification: DynamicSpecification? = nil,
    crashes: [Crash] = [SyntheticHistory.crash]
  ) throws -> Calibrator {
    try Calibrator(
      history, crashes: crashes, specification ?? SyntheticHistory.specification(), seed: 7)
  }

  @Test("nothing after its day changes a state: prices, listings, volatilities, crashes")
  func causal() throws {
    let calm = try Self.calibrator(try SyntheticHistory.history())
    let later = Crash(
      label: "later", knownFrom: calm.history.days[700], spot: [.btc: -0.9])
    let disturbed = try Self.calibrator(
      try SyntheticHistory.history(days: 950, disturbedFrom: 601),
      crashes: [SyntheticHistory.crash, later])
    for day in [250, 450, 600] {
      let state = try calm.state(on: day, name: "state")
      #expect(try disturbed.state(on: day, name: "state") == state)
      #expect(state.asOf == calm.history.days[day])
    }
    #expect(
      try disturbed.state(on: 760, name: "state") != calm.state(on: 760, name: "state"))
  }

  @Test("a history cut off at the day gives the same state")
  func cut() throws {
    let whole = try Self.calibrator(try SyntheticHistory.history())
    let cut = try Self.calibrator(try SyntheticHistory.history(days: 601))
    #expect(try whole.state(on: 600, name: "s") == cut.state(on: 600, name: "s"))
  }

  @Test("a crash counts from the instant it was known, for the coins it has figures of")
  func crash() throws {
    let calibrator = try Self.calibrator(try SyntheticHistory.history())
    #expect(try calibrator.state(on: 399, name: "s").initial.crashes == nil)
    let group = try #require(try calibrator.state(on: 450, name: "s").initial.crashes)
    #expect(group.labels == ["a crash"])
    #expect(group.coins[.btc]?.spot == [-0.5])
    #expect(group.coins[.btc]?.volatility == [0.8])
    let sol = try Currency("SOL")
    #expect(group.coins[sol]?.spot == [0])
    #expect(group.assets[.usdc] == [-0.1])
    // Volatility that no source gives follows spot.
    let ether = try #require(group.coins[.eth]?.volatility.first)
    expectClose(expected: -1.5 * log(0.4), got: ether, .absolute(1e-6))
  }

  @Test("scenarios are past moves over their volatility, times that of today, within the caps")
  func filtered() throws {
    let calibrator = try Self.calibrator(try SyntheticHistory.history())
    let state = try calibrator.state(on: 700, name: "s")
    let coin = try #require(state.coins.first { $0.coin == .btc })
    let closes = calibrator.history.coins[0].closes
    let moves = try #require(state.initial.core.coins[.btc]).spot
    #expect(moves.count == 250)
    #expect(state.initial.core.labels.last == "as on 2019-12-01")
    // The volatilities by their definition, from the start.
    let returns = [0] + (1...700).map { log(closes[$0] / closes[$0 - 1]) }
    func variance(_ decay: Double, seed: Int, upTo day: Int) -> Double {
      var variance = returns[1...seed].reduce(0) { $0 + $1 * $1 } / Double(seed)
      for past in 0...day {
        variance = decay * variance + (1 - decay) * returns[past] * returns[past]
      }
      return variance
    }
    func slow(_ day: Int) -> Double {
      returns[max(0, day - 729)...day].reduce(0) { $0 + $1 * $1 } / Double(min(day + 1, 730))
    }
    func damped(_ day: Int) -> Double {
      pow(variance(0.94, seed: 30, upTo: day), 0.2) * pow(slow(day), 0.3)
    }
    expectClose(
      expected: variance(0.94, seed: 30, upTo: 700).squareRoot(), got: coin.fast, .relative(1e-12))
    for place in [0, 100, 249] {
      let day = 451 + place
      let move = expm1(coin.initialScale * returns[day] / damped(day - 1))
      let cap = 1.25 * log1p(coin.worstFall)
      let top = 1.25 * log1p(coin.largestRise)
      expectClose(
        expected: min(max(move, expm1(cap)), expm1(top)), got: moves[place], .absolute(2e-6))
    }
    #expect(coin.initialScale >= damped(700))
  }

  @Test("initial scales rise at once and fall at the set rate; maintenance scales rise at theirs")
  func limitedScales() throws {
    let calibrator = try Self.calibrator(try SyntheticHistory.history())
    var before: CoinState?
    var rose = false
    for day in 300..<700 {
      let coin = try #require(
        try calibrator.state(on: day, name: "s").coins.first { $0.coin == .btc })
      if let before {
        #expect(coin.initialScale >= before.initialScale * 0.98 * (1 - 1e-12))
        #expect(
          coin.maintenanceScale <= before.maintenanceScale * pow(1.002, 24) * (1 + 1e-12))
        rose = rose || coin.initialScale > before.initialScale * pow(1.002, 24)
      }
      before = coin
    }
    #expect(rose, "the storm is strong enough to tell the two apart")
  }

  @Test(
    "a young coin is margined after enough days of its own, with a history that fits the market")
  func youngCoin() throws {
    let calibrator = try Self.calibrator(try SyntheticHistory.history())
    let sol = try Currency("SOL")
    #expect(!calibrator.coins(on: 400).contains(sol))
    #expect(calibrator.coins(on: 401).contains(sol))
    let core = try calibrator.state(on: 402, name: "s").initial.core
    let market = try #require(core.coins[.btc]).spot
    let young = try #require(core.coins[sol]).spot
    let crossed = zip(market, young).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(crossed > 0, "days before the listing move with the market")
  }

  @Test("stablecoins move as they did")
  func stablecoins() throws {
    let calibrator = try Self.calibrator(try SyntheticHistory.history())
    let moves = try #require(
      try calibrator.state(on: 600, name: "s").initial.core.assets[.usdc])
    #expect(moves.min() == -0.1)
    #expect(moves.filter { $0 != 0 }.count == 2)
  }

  @Test("plain history is the moves as they were")
  func plain() throws {
    let calibrator = try Self.calibrator(
      try SyntheticHistory.history(),
      SyntheticHistory.specification(SyntheticHistory.rule(source: .historical)))
    let closes = calibrator.history.coins[0].closes
    let moves = try #require(try calibrator.state(on: 700, name: "s").initial.core.coins[.btc]).spot
    expectClose(expected: closes[700] / closes[699] - 1, got: moves[249], .absolute(1e-6))
  }

  @Test("maintenance scenarios are scaled to their horizon")
  func maintenance() throws {
    let state = try Self.calibrator(try SyntheticHistory.history()).state(on: 700, name: "s")
    #expect(state.maintenance.core.coins[.btc]?.horizonDays == 0.25)
    #expect(state.maintenance.crashes == nil)
    let initial = try #require(state.initial.core.coins[.btc]).spot.map(abs).max()
    let short = try #require(state.maintenance.core.coins[.btc]).spot.map(abs).max()
    #expect(try #require(short) < 0.7 * (try #require(initial)))
  }

  @Test("too short a history is refused")
  func short() throws {
    let calibrator = try Self.calibrator(try SyntheticHistory.history())
    let error = #expect(throws: SteelyardError.self) {
      _ = try calibrator.state(on: 60, name: "s")
    }
    #expect(error?.code == .invalidInput)
    #expect(error?.remedy.contains("longer history") == true)
  }

  @Test("histories with holes in the calendar, wrong lengths or impossible prices are refused")
  func refusedHistories() throws {
    let days = (0..<3).map { Timestamp(microseconds: Int64($0) * 86_400_000_000) }
    let good = CalibrationHistory.Coin(coin: .btc, closes: [1, 2, 3])
    func refused(_ days: [Timestamp], _ coins: [CalibrationHistory.Coin]) {
      #expect(throws: SteelyardError.self) {
        _ = try CalibrationHistory(days: days, coins: coins, sources: [])
      }
    }
    refused([days[0], days[2], days[1]], [good])
    refused(days, [])
    refused(days, [.init(coin: .btc, closes: [1, 2])])
    refused(days, [.init(coin: .btc, closes: [1, .nan, 3])])
    refused(days, [good, .init(coin: .eth, closes: [1, -2, 3])])
    refused(days, [good, .init(coin: .eth, closes: [1, 2, 3], impliedVolatility: [1])])
  }

  @Test(
    "drawn scenarios have the tails, the correlations and the caps of the days they were fitted to")
  func drawn() throws {
    let history = try SyntheticHistory.history()
    let past = try Self.calibrator(
      history,
      SyntheticHistory.specification(SyntheticHistory.rule(stressedCount: 120))
    ).state(on: 700, name: "s")
    let drawn = try Self.calibrator(
      history,
      SyntheticHistory.specification(
        SyntheticHistory.rule(source: .monteCarlo, stressedCount: 120))
    ).state(on: 700, name: "s")
    #expect(drawn.initial.core.count == 1024 && drawn.initial.stressed?.count == 1024)
    #expect(drawn.initial.crashes == past.initial.crashes)
    let origin = try #require(drawn.initial.core.origin)
    #expect(try origin.scenarios() == drawn.initial.core)
    for (drawn, past) in [
      (drawn.initial.core, past.initial.core), (drawn.maintenance.core, past.maintenance.core),
    ] {
      for (coin, moves) in past.coins {
        let own = try #require(drawn.coins[coin])
        for sign in [1.0, -1] {
          func shortfall(_ spot: [Double]) -> Double {
            RiskMeasure.expectedShortfall(level: 0.975).worst(
              of: spot.map { sign * $0 }, weights: [Double](repeating: 1, count: spot.count)
            ).loss
          }
          // Six or seven days make up the tail of 250, so that a fit differs from them.
          expectClose(
            expected: shortfall(moves.spot), got: shortfall(own.spot), .relative(0.2))
        }
        #expect(own.horizonDays == moves.horizonDays)
      }
      func product(_ scenarios: JointScenarios) -> Double {
        let first = scenarios.coins[.btc]?.spot ?? []
        let second = scenarios.coins[.eth]?.spot ?? []
        let crossed = zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
        return crossed
          / (first.reduce(0) { $0 + $1 * $1 } * second.reduce(0) { $0 + $1 * $1 }).squareRoot()
      }
      expectClose(expected: product(past), got: product(drawn), .absolute(0.06))
    }
    let coin = try #require(drawn.coins.first { $0.coin == .btc })
    let least = drawn.initial.core.coins[.btc]?.spot.min() ?? 0
    #expect(least >= exp(1.25 * log1p(coin.worstFall)) - 1 - 1e-6)
  }

  @Test("too short a history is not fitted")
  func tooShort() throws {
    #expect(throws: SteelyardError.self) {
      try Self.calibrator(
        try SyntheticHistory.history(),
        SyntheticHistory.specification(SyntheticHistory.rule(source: .monteCarlo))
      ).state(on: 700, name: "s")
    }
  }
}
