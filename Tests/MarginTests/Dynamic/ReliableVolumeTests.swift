import SteelyardMargin
import TestSupport
import Testing

@Suite("Volume that can be relied on") struct ReliableVolumeTests {
  @Test("the smallest of the last thirty days, days without a figure apart")
  func smallest() {
    var volumes = (1...40).map(Double.init)
    volumes[39] = .nan
    // The last thirty are 11 to 40, of which the last is no number.
    #expect(ReliableVolume.perDay(volumes[...]) == 11)
    #expect(ReliableVolume.lowestTenth(volumes[...]) == 13)
    #expect(ReliableVolume.perDay([0, -1, .infinity][...]) == nil)
  }

  @Test("three washed days of thirty never take it above the genuine lowest tenth")
  func washed() {
    let seed: UInt64 = 20_261_121
    print("washed volume: seed \(seed)")
    var random = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let genuine = (0..<30).map { _ in Double.random(in: 1e6...1e9, using: &random) }
      var days = genuine
      let lowest = days.indices.sorted { days[$0] < days[$1] }
      for day in lowest.prefix(3) { days[day] *= Double.random(in: 1...1000, using: &random) }
      let counted = ReliableVolume.perDay(days[...]) ?? .infinity
      #expect(counted <= ReliableVolume.lowestTenth(genuine[...]) ?? 0)
    }
  }
}
