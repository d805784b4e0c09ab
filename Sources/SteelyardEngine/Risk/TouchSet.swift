import SteelyardContracts

/// Which prices something depends on, as bits: contracts' underlyings and assets that are held.
struct TouchSet: Sendable, Hashable {
  /// The bits from 0 on; most accounts have no other, and need no list.
  private var word: UInt64 = 0
  /// The bits from 64 on, 64 each.
  private var more: [UInt64] = []

  /// Adds a bit.
  mutating func insert(_ bit: Int) {
    let mask: UInt64 = 1 << UInt64(bit % 64)
    guard bit >= 64 else {
      word |= mask
      return
    }
    while more.count < bit / 64 { more.append(0) }
    more[bit / 64 - 1] |= mask
  }

  /// Whether the two have a bit in common.
  func intersects(_ other: TouchSet) -> Bool {
    if word & other.word != 0 { return true }
    for place in 0..<min(more.count, other.more.count) where more[place] & other.more[place] != 0 {
      return true
    }
    return false
  }

  /// Whether there is no bit.
  var isEmpty: Bool { word == 0 && more.allSatisfy { $0 == 0 } }
}

/// Which bit stands for which price; bits are only added.
struct TouchBits: Sendable {
  private var underlyings: [Underlying: Int] = [:]
  private var assets: [Currency: Int] = [:]
  private var count = 0

  /// The bit of an underlying.
  mutating func bit(of underlying: Underlying) -> Int {
    if let bit = underlyings[underlying] { return bit }
    defer { count += 1 }
    underlyings[underlying] = count
    return count
  }

  /// The bit of an asset.
  mutating func bit(of asset: Currency) -> Int {
    if let bit = assets[asset] { return bit }
    defer { count += 1 }
    assets[asset] = count
    return count
  }

  /// The assets that anybody holds.
  var heldAssets: some Collection<Currency> { assets.keys }

  /// What depends on prices of these underlyings, of the assets that they are written on, and of some more.
  func touched(
    by moved: some Sequence<Underlying>, _ movedAssets: some Sequence<Currency>
  ) -> TouchSet {
    var touched = TouchSet()
    for underlying in moved {
      if let bit = underlyings[underlying] { touched.insert(bit) }
      if let bit = assets[underlying.base] { touched.insert(bit) }
    }
    for asset in movedAssets {
      if let bit = assets[asset] { touched.insert(bit) }
    }
    return touched
  }
}
