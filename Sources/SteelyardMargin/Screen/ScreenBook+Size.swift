import SteelyardScenarios

extension ScreenBook {
  /// Bytes of one position in the columns.
  package static let bytesPerPosition = ScreenColumns.bytesPerPosition
  /// Bytes more of one that is no option.
  package static let bytesPerFuture = MemoryLayout<Future>.stride

  /// Bytes that are kept besides row and quantity of each position.
  package var byteCountBesidePositions: Int {
    let perAccount =
      MemoryLayout<Account>.stride + MemoryLayout<ScreenAlone>.stride + 4
      * MemoryLayout<Int32>.stride + MemoryLayout<Float>.stride
    let perPart = MemoryLayout<Part>.stride + 2 * MemoryLayout<Int32>.stride
    // How many accounts it has.
    let perOwner = MemoryLayout<Int32>.stride
    return accounts.count * perAccount + parts.count * perPart
      + thresholds.reduce(0) { $0 + $1.count * MemoryLayout<Float>.stride }
      + assets.count * MemoryLayout<Asset>.stride + futures.count * MemoryLayout<Future>.stride
      + shorts.count * MemoryLayout<Short>.stride + ownerCount * perOwner
  }
}
