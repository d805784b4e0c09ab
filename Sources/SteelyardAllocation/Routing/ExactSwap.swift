public import SteelyardContracts
public import SteelyardPricing

/// What pools on a chain give for the parts of a split, in smallest units and rounded as they round.
///
/// The split was found with doubles; here its parts become whole numbers that sum to the amount, and each pool's own
/// integer rule says what comes back.
public struct ExactSwap: Sendable, Hashable {
  /// A pool that can be asked exactly.
  public enum Pool: Sendable, Hashable {
    /// A pool of constant product, as this swap sees it.
    case product(ConstantProductPool)
    /// A pool with concentrated liquidity, and whether token 0 is paid.
    case concentrated(ConcentratedPool, pays0: Bool)
  }

  /// What each pool is paid, in smallest units; their sum is the amount.
  public let amounts: [UInt128]
  /// What each pool gives, in smallest units.
  public let received: [UInt128]

  /// A swap over pools.
  ///
  /// - Parameters:
  ///   - amount: In smallest units, > 0.
  ///   - shares: What each pool is paid, in any unit; the pools' parts are in proportion, rounded down, and what that
  ///     leaves goes to the largest.
  /// - Throws: `invalidInput` for shares that are none, `limitExceeded` for more than a pool takes or amounts beyond
  ///   2^128.
  public init(
    of amount: UInt128, over pools: [Pool], shares: [Double]
  ) throws(SteelyardError) {
    let sum = shares.reduce(0, +)
    guard pools.count == shares.count, sum > 0, sum.isFinite, shares.allSatisfy({ $0 >= 0 }),
      amount > 0, let largest = shares.indices.max(by: { shares[$0] < shares[$1] })
    else {
      throw SteelyardError(
        .invalidInput, "\(amount) can't be shared out over \(pools.count) pools by \(shares).",
        remedy: "Give an amount above 0 and a share from 0 up for each pool.")
    }
    // Shares as multiples of 2^-53: then products with the amount are whole numbers and the sum is exact.
    let unit: Double = 0x1p53
    var parts: [UInt128] = []
    for share in shares {
      let whole = UInt128((share / sum * unit).rounded(.down))
      parts.append(
        try UInt256.quotient(UInt256(amount), UInt256(whole), over: UInt256(1 << 53)).low)
    }
    var given: UInt128 = 0
    for part in parts { given += part }
    guard given <= amount else {
      throw SteelyardError(
        .invalidInput, "Shares of \(shares) are more than the whole.", remedy: "Give finite shares."
      )
    }
    parts[largest] += amount - given
    var received: [UInt128] = []
    for (pool, part) in zip(pools, parts) {
      received.append(part == 0 ? 0 : try ExactSwap.received(from: pool, for: part))
    }
    amounts = parts
    self.received = received
  }

  /// What all pools give.
  public var total: UInt128 { received.reduce(0, +) }

  private static func received(
    from pool: Pool, for amount: UInt128
  ) throws(SteelyardError) -> UInt128 {
    switch pool {
    case .product(let pool): return try pool.received(for: amount)
    case .concentrated(var pool, let pays0):
      let swap = try pool.swap(.input(UInt256(amount)), pays0: pays0)
      guard !swap.isCutShort, swap.received.high == 0 else {
        throw SteelyardError(
          .limitExceeded, "The pool takes \(swap.paid) of \(amount).",
          remedy: "Swap less, or add venues.")
      }
      return swap.received.low
    }
  }
}
