import SteelyardScenarios

extension ScreenBook {
  /// Bytes that are kept besides row and quantity of each position.
  package var byteCountBesidePositions: Int {
    let perAccount =
      MemoryLayout<Account>.stride + 3 * MemoryLayout<Int32>.stride + MemoryLayout<Float>.stride
    let perPart = MemoryLayout<Part>.stride + 2 * MemoryLayout<Int32>.stride
    let perSlot = thresholds.count * MemoryLayout<Float>.stride
    // How many accounts it has.
    let perOwner = MemoryLayout<Int32>.stride
    return accounts.count * perAccount + parts.count * perPart + columns.slotCount * perSlot
      + assets.count * MemoryLayout<Asset>.stride + futures.count * MemoryLayout<Future>.stride
      + shorts.count * MemoryLayout<Short>.stride + ownerCount * perOwner
  }
}
