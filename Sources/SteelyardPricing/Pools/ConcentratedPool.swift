public import SteelyardContracts

/// A pool of two tokens whose liquidity is provided between ticks, with its exact swaps.
///
/// - Source: Uniswap v3 core `UniswapV3Pool.swap`, protocol fees left out.
public struct ConcentratedPool: Sendable, Hashable {
  /// Liquidity between two ticks.
  public struct Range: Sendable, Hashable {
    /// Where it begins.
    public let lower: Int32
    /// Where it ends.
    public let upper: Int32
    /// How much, > 0.
    public let liquidity: UInt128

    /// A range from its parts.
    public init(lower: Int32, upper: Int32, liquidity: UInt128) {
      self.lower = lower
      self.upper = upper
      self.liquidity = liquidity
    }
  }

  /// What a swap did.
  public struct Swap: Sendable, Hashable {
    /// What was paid in, the fee included.
    public let paid: UInt256
    /// What was received.
    public let received: UInt256
    /// The fee, in the token that was paid in.
    public let fee: UInt256
    /// Whether the price limit ended it before all was swapped.
    public let isCutShort: Bool
  }

  /// The fee, in millionths.
  public let feeMillionths: UInt32
  /// Ticks that liquidity may begin and end at are multiples of it.
  public let tickSpacing: Int32
  /// The square root of the price of token 0 in token 1, times 2^96.
  public private(set) var squareRoot: UInt256
  /// The tick of the price.
  public private(set) var tick: Int32
  /// The liquidity at the price.
  public private(set) var liquidity: UInt128
  /// Ticks where liquidity begins or ends, ascending, and by how much it changes upwards.
  private let crossings: [(tick: Int32, change: Int128)]

  /// A pool from its price and ranges.
  ///
  /// - Throws: `invalidInput` for a fee, a spacing, a range or a price out of its range.
  public init(
    feeMillionths: UInt32, tickSpacing: Int32, squareRoot: UInt256, ranges: [Range]
  ) throws(SteelyardError) {
    guard feeMillionths < 1_000_000, (1..<16_384).contains(tickSpacing) else {
      throw SteelyardError(
        .invalidInput,
        "A fee of \(feeMillionths) millionths or a spacing of \(tickSpacing) is out of range.",
        remedy: "Give a fee below 1000000 and a spacing from 1 to 16383.")
    }
    self.feeMillionths = feeMillionths
    self.tickSpacing = tickSpacing
    self.squareRoot = squareRoot
    tick = try PoolTick.tick(at: squareRoot)
    var changes: [Int32: Int128] = [:]
    var inside: UInt128 = 0
    for range in ranges {
      guard range.lower < range.upper, range.lower >= PoolTick.min, range.upper <= PoolTick.max,
        range.lower % tickSpacing == 0, range.upper % tickSpacing == 0, range.liquidity > 0,
        range.liquidity < 1 << 120
      else {
        throw SteelyardError(
          .invalidInput,
          "Liquidity of \(range.liquidity) from tick \(range.lower) to \(range.upper) can't be provided.",
          remedy:
            "Give ticks in order, multiples of \(tickSpacing), and liquidity above 0 and below 2^120."
        )
      }
      changes[range.lower, default: 0] += Int128(range.liquidity)
      changes[range.upper, default: 0] -= Int128(range.liquidity)
      if range.lower <= tick, tick < range.upper { inside += range.liquidity }
    }
    liquidity = inside
    crossings = changes.filter { $0.value != 0 }.sorted { $0.key < $1.key }
      .map { ($0.key, $0.value) }
  }

  /// Swaps an amount, as far as a limit.
  ///
  /// - Parameters:
  ///   - pays0: Whether token 0 is paid in and token 1 received.
  ///   - limit: The furthest that the square root may go, times 2^96; nil for the end of the grid.
  /// - Throws: `invalidInput` for an amount of zero or a limit on the wrong side.
  public mutating func swap(
    _ amount: PoolSwapAmount, pays0: Bool, limit: UInt256? = nil
  ) throws(SteelyardError) -> Swap {
    let end =
      pays0
      ? try PoolTick.squareRootMin.adding(.one) : try PoolTick.squareRootMax.subtracting(.one)
    let limit = limit ?? end
    guard pays0 ? limit < squareRoot && limit >= end : limit > squareRoot && limit <= end else {
      throw SteelyardError(
        .invalidInput, "A swap from \(squareRoot) can't be limited at \(limit).",
        remedy: "Give a limit on the side that the price moves to.")
    }
    var left: UInt256
    let isInput: Bool
    switch amount {
    case .input(let given): (left, isInput) = (given, true)
    case .output(let wanted): (left, isInput) = (wanted, false)
    }
    guard !left.isZero else {
      throw SteelyardError(
        .invalidInput, "Nothing is swapped.", remedy: "Give an amount above zero.")
    }
    var (paid, received, fees) = (UInt256.zero, UInt256.zero, UInt256.zero)
    while !left.isZero, squareRoot != limit {
      let (next, change) = nextTick(downwards: pays0)
      let reached = try PoolTick.squareRoot(at: next)
      let target = pays0 ? max(reached, limit) : min(reached, limit)
      let step = try PoolSwapStep(
        from: squareRoot, to: target, liquidity: liquidity,
        isInput ? .input(left) : .output(left), feeMillionths: feeMillionths)
      let cost = try step.amountIn.adding(step.fee)
      left = try left.subtracting(isInput ? cost : step.amountOut)
      paid = try paid.adding(cost)
      received = try received.adding(step.amountOut)
      fees = try fees.adding(step.fee)
      if step.squareRoot == reached {
        cross(change, downwards: pays0)
        tick = pays0 ? next - 1 : next
      } else if step.squareRoot != squareRoot {
        tick = try PoolTick.tick(at: step.squareRoot)
      }
      squareRoot = step.squareRoot
    }
    return Swap(paid: paid, received: received, fee: fees, isCutShort: !left.isZero)
  }

  /// The next tick of the way: a crossing, or the end of 256 spacings, where the protocol rounds once more.
  private func nextTick(downwards: Bool) -> (tick: Int32, change: Int128) {
    let compressed = tick.flooredQuotient(tickSpacing)
    if downwards {
      let end = compressed.flooredQuotient(256) * 256 * tickSpacing
      let last = crossings.last { $0.tick <= compressed * tickSpacing && $0.tick >= end }
      return last ?? (max(end, PoolTick.min), 0)
    }
    let first = compressed + 1
    let end = (first.flooredQuotient(256) * 256 + 255) * tickSpacing
    let next = crossings.first { $0.tick >= first * tickSpacing && $0.tick <= end }
    return next ?? (min(end, PoolTick.max), 0)
  }

  private mutating func cross(_ change: Int128, downwards: Bool) {
    let change = downwards ? -change : change
    liquidity =
      change < 0 ? liquidity - UInt128(change.magnitude) : liquidity + UInt128(change.magnitude)
  }

  /// By all that a swap depends on.
  public static func == (left: Self, right: Self) -> Bool {
    left.feeMillionths == right.feeMillionths && left.tickSpacing == right.tickSpacing
      && left.squareRoot == right.squareRoot && left.tick == right.tick
      && left.liquidity == right.liquidity
      && left.crossings.elementsEqual(right.crossings, by: ==)
  }

  /// By price and liquidity.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(squareRoot)
    hasher.combine(liquidity)
  }
}

extension Int32 {
  /// The quotient, rounded towards minus infinity.
  fileprivate func flooredQuotient(_ divisor: Int32) -> Int32 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
