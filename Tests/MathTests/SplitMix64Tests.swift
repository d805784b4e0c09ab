import SteelyardMath
import Testing

@Suite("SplitMix64") struct SplitMix64Tests {
  /// The sequence of seed 1234567 that the algorithm's reference code prints.
  @Test("the published sequence")
  func sequence() {
    var generator = SplitMix64(seed: 1_234_567)
    let got = (0..<3).map { _ in generator.next() }
    #expect(
      got == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
  }

  @Test("units lie strictly between zero and one and have mean one half")
  func units() {
    var generator = SplitMix64(seed: 3)
    var sum = 0.0
    for _ in 0..<100_000 {
      let unit = generator.nextUnit()
      #expect(unit > 0 && unit < 1)
      sum += unit
    }
    // Five standard errors.
    #expect(abs(sum / 100_000 - 0.5) < 5 * 0.2887 / 316)
  }
}
