/// Bytes that follow from a number: what comes back can be checked without what was stored.
public enum SampleBytes {
  /// Up to `countMax` bytes, their count and each of them drawn from the number.
  public static func at(_ number: Int64, countMax: Int) -> [UInt8] {
    var generator = SeededGenerator(seed: UInt64(bitPattern: number))
    let count = Int(generator.next() % UInt64(countMax + 1))
    return (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
  }
}
