import Glibc
import SteelyardContracts
import SteelyardMarket
import TestSupport
import Testing

@Suite("StablePrice")
struct StablePriceTests {
  private func follow(
    _ prices: [(seconds: Int64, price: Double)], _ oracle: Oracle
  ) throws -> [OraclePrice] {
    var answers: [OraclePrice] = []
    var time = SamplePanel.time
    for (seconds, price) in prices {
      time = time.advanced(bySeconds: seconds)
      answers.append(
        try oracle.price(
          of: SamplePanel.sources([price, price, price, price, price], at: time), at: time,
          memory: answers.last?.memory))
    }
    return answers
  }

  @Test("it never moves faster than its slope, and only towards the price")
  func slope() throws {
    let seed: UInt64 = 0x5EED_4301
    print("StablePriceTests.slope seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    let oracle = try SamplePanel.oracle { $0.moveMaxPerSecond = 10 }
    let path = (0..<3000).map { _ in
      (
        Int64.random(in: 0...120, using: &generator),
        100 * exp(Double.random(in: -0.5...0.5, using: &generator))
      )
    }
    let answers = try follow(path, oracle)
    for (before, after) in zip(answers, answers.dropFirst()) {
      let elapsed = Double(after.time.microseconds - before.time.microseconds) / 1e6
      let move = log(after.stable.value / before.stable.value)
      #expect(abs(move) <= 0.00005 * min(elapsed, 60) + 1e-15)
      let gap = log(after.price / before.stable.value)
      #expect(move * gap >= 0 && abs(move) <= abs(gap) + 1e-15)
    }
  }

  @Test("ten steps of a second go as far as one of ten")
  func steps() throws {
    let oracle = try SamplePanel.oracle { $0.moveMaxPerSecond = 10 }
    let one = try follow([(0, 100), (10, 200)], oracle)
    let ten = try follow([(0, 100)] + (0..<10).map { _ in (1, 200) }, oracle)
    expectClose(
      expected: one[1].stable.value, got: ten[10].stable.value, .relative(1e-14))
    expectClose(expected: 100 * exp(0.0005), got: one[1].stable.value, .relative(1e-14))
  }

  @Test("after an hour of silence it moves as after a minute")
  func outage() throws {
    let oracle = try SamplePanel.oracle { $0.moveMaxPerSecond = 10 }
    let answers = try follow([(0, 100), (3600, 50)], oracle)
    expectClose(expected: 100 * exp(-0.003), got: answers[1].stable.value, .relative(1e-14))
    #expect(answers[1].price == 50)
  }

  @Test("collateral counts at the lower, what is owed at the higher of price and stable price")
  func holdings() throws {
    let answers = try follow([(0, 100), (60, 110), (3600, 80)], SamplePanel.oracle())
    for answer in answers {
      let pair = [answer.price, answer.stable.value].sorted()
      #expect(answer.value(of: .collateral) == pair[0] && answer.value(of: .liability) == pair[1])
    }
    #expect(answers[1].value(of: .collateral) < 110 && answers[2].value(of: .liability) > 80)
  }

  @Test("a pump of one minute hardly raises collateral, and a dump hardly lowers a debt")
  func pump() throws {
    let oracle = try SamplePanel.oracle()
    let pumped = try follow([(0, 0.038), (600, 0.91)], oracle)[1]
    #expect(pumped.price > 0.7 && pumped.value(of: .collateral) < 0.0382)
  }

  @Test("a start that can't be", arguments: [0, -1, Double.nan, .infinity])
  func refused(value: Double) {
    expectRefusal(.invalidInput, "can't start") {
      _ = try StablePrice(starting: value, at: SamplePanel.time)
    }
  }
}
