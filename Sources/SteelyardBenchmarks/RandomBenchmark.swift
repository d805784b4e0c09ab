import SteelyardMath
import SteelyardPricing
import SteelyardScenarios

private let numberCount = 100_000
private let seed: UInt64 = 20_261_122
private let stream: UInt32 = 5

func randomBenchmark() -> Benchmark {
  Benchmark(
    name: "random.normals.100000", item: "number",
    targetNanosecondsPerItem: [.avx2: 10, .avx512: 5]
  ) {
    // Squares, because the numbers themselves nearly cancel.
    let expected = (0..<numberCount).reduce(0.0) { sum, index in
      let normal = NormalDistribution.quantile(uniform(index))
      return sum + normal * normal
    }
    let random = RandomStream(seed: seed, stream: stream)
    var numbers: [Double] = []
    return Work(itemCount: numberCount, expectedChecksum: expected) { level in
      numbers = random.normals(numberCount, dimension: 0, first: 0, level: level)
    } checksum: {
      numbers.reduce(0) { $0 + $1 * $1 }
    }
  }
}

/// Number `index` of the stream, by Philox as published, word by word.
private func uniform(_ index: Int) -> Double {
  let block = UInt64(index / 2)
  var counter = [UInt32(truncatingIfNeeded: block), UInt32(block >> 32), stream, 0]
  var key = [UInt32(truncatingIfNeeded: seed), UInt32(seed >> 32)]
  for _ in 0..<10 {
    let first = UInt64(counter[0]) * 0xD251_1F53
    let second = UInt64(counter[2]) * 0xCD9E_8D57
    counter = [
      UInt32(second >> 32) ^ counter[1] ^ key[0], UInt32(truncatingIfNeeded: second),
      UInt32(first >> 32) ^ counter[3] ^ key[1], UInt32(truncatingIfNeeded: first),
    ]
    key = [key[0] &+ 0x9E37_79B9, key[1] &+ 0xBB67_AE85]
  }
  let low = counter[2 * (index % 2)]
  let high = counter[2 * (index % 2) + 1]
  let integer = UInt64(high) << 32 | UInt64(low)
  return (Double(integer >> 12) + 0.5) * 0x1p-52
}
