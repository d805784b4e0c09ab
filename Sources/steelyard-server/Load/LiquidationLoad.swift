import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import SteelyardLiquidation

/// How long an engine with its journal takes to act on accounts that fall below their maintenance margin.
///
/// Every account holds a perpetual bought at the mark. In each repetition some are brought below maintenance margin at once, a
/// venue without latency fills what the policy `largest_first` sells, and all of it is waited for.
struct LiquidationLoad {
  /// Accounts that hold a position: as many as asked for, and at least one for each fall.
  let accountCount: Int
  /// How many fall at once.
  let fallenCount: Int
  /// From the frame on which an account is below maintenance margin to its durable hand-over.
  private(set) var handOver = Latencies()
  /// From that frame to its first order at the port.
  private(set) var order = Latencies()
  /// From the durable fact that brings an account below maintenance margin, whatever the frame, to its first order.
  private(set) var fall = Latencies()
  /// From the commit of a fill to the commit of what the liquidator makes of it.
  private(set) var look = Latencies()

  /// Latencies, the shortest first.
  struct Latencies {
    fileprivate(set) var nanoseconds: [Int64] = []

    /// The latency that a share does not exceed, in milliseconds; 0 where there are none.
    func milliseconds(atShare share: Double) -> Double {
      guard let last = nanoseconds.indices.last else { return 0 }
      return Double(nanoseconds[min(last, Int(Double(nanoseconds.count) * share))]) * 1e-6
    }
  }

  /// One account in so many falls.
  private static let oneIn = 100
  /// Liquidations of a repetition that take longer than this are given up.
  private static let secondsMax = 120.0
  /// What lacks of maintenance margin, as a share of it: more than the market moves by meanwhile.
  private static let missingShare = 0.3

  /// Opens the accounts and measures.
  ///
  /// - Throws: What the engine refuses; `unavailable` where liquidations do not end.
  init(
    _ loaded: LoadedEngine, accounts count: Int, repetitions: Int
  ) async throws(SteelyardError) {
    fallenCount = max(1, count / LiquidationLoad.oneIn)
    // Each falls once: an account that recovers may not buy back what was sold.
    accountCount = max(count, fallenCount * repetitions)
    let market = try LiquidatedAccounts(loaded, count: accountCount)
    try await market.open()
    try market.start()
    for repetition in 0..<repetitions {
      let fallen = (0..<fallenCount).map { repetition * fallenCount + $0 }
      try await market.ruin(fallen, missingShare: LiquidationLoad.missingShare)
      try await market.waitUntilCalm(seconds: LiquidationLoad.secondsMax)
      take(market.finish())
    }
    market.stop()
    for path in [\LiquidationLoad.handOver, \.order, \.fall, \.look] {
      self[keyPath: path].nanoseconds.sort()
    }
  }

  private mutating func take(_ seen: LiquidationSightings.Outcome) {
    handOver.nanoseconds += seen.handOver
    order.nanoseconds += seen.order
    fall.nanoseconds += seen.fall
    look.nanoseconds += seen.look
  }
}
