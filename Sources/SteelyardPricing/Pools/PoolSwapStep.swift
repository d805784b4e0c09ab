public import SteelyardContracts

/// What is swapped: so much in, or so much out.
public enum PoolSwapAmount: Sendable, Hashable {
  /// All of it is paid, the fee included.
  case input(UInt256)
  /// All of it is received.
  case output(UInt256)
}

/// One step of a swap, with one liquidity, as far as a target price.
///
/// - Source: Uniswap v3 core `SwapMath.computeSwapStep`.
public struct PoolSwapStep: Sendable, Hashable {
  /// The square root of the price after, times 2^96.
  public let squareRoot: UInt256
  /// What is paid in, the fee left out.
  public let amountIn: UInt256
  /// What is paid out.
  public let amountOut: UInt256
  /// The fee, in the token that is paid in.
  public let fee: UInt256

  /// Fees are in millionths.
  static let feeScale = UInt256(1_000_000)

  /// A step.
  ///
  /// - Parameters:
  ///   - root: Before, times 2^96; above the target where token 0 is paid in.
  ///   - target: The furthest it may go.
  ///   - feeMillionths: Below a million.
  /// - Throws: `invalidInput` for a fee of a million or more, or a price of zero; `limitExceeded` beyond 2^256.
  public init(
    from root: UInt256, to target: UInt256, liquidity: UInt128, _ amount: PoolSwapAmount,
    feeMillionths: UInt32
  ) throws(SteelyardError) {
    guard feeMillionths < 1_000_000 else {
      throw SteelyardError(
        .invalidInput, "A fee of \(feeMillionths) millionths takes everything.",
        remedy: "Give a fee below 1000000.")
    }
    let pays0 = root >= target
    let kept = UInt256(UInt128(1_000_000 - feeMillionths))
    func paidIn(_ to: UInt256) throws(SteelyardError) -> UInt256 {
      pays0
        ? try PoolAmounts.amount0(between: to, root, liquidity: liquidity, roundedUp: true)
        : try PoolAmounts.amount1(between: root, to, liquidity: liquidity, roundedUp: true)
    }
    func paidOut(_ to: UInt256) throws(SteelyardError) -> UInt256 {
      pays0
        ? try PoolAmounts.amount1(between: to, root, liquidity: liquidity, roundedUp: false)
        : try PoolAmounts.amount0(between: root, to, liquidity: liquidity, roundedUp: false)
    }
    switch amount {
    case .input(let left):
      let traded = try UInt256.quotient(left, kept, over: Self.feeScale)
      let needed = try paidIn(target)
      let next =
        traded >= needed
        ? target
        : try PoolAmounts.squareRoot(
          root, liquidity: liquidity, afterInput: traded, ofToken0: pays0)
      squareRoot = next
      amountIn = next == target ? needed : try paidIn(next)
      amountOut = try paidOut(next)
      fee =
        next == target
        ? try .quotient(
          amountIn, UInt256(UInt128(feeMillionths)), over: kept, roundedUp: true)
        : try left.subtracting(amountIn)
    case .output(let left):
      let reached = try paidOut(target)
      let next =
        left >= reached
        ? target
        : try PoolAmounts.squareRoot(
          root, liquidity: liquidity, afterOutput: left, ofToken0: !pays0)
      squareRoot = next
      amountIn = try paidIn(next)
      amountOut = min(next == target ? reached : try paidOut(next), left)
      fee = try .quotient(
        amountIn, UInt256(UInt128(feeMillionths)), over: kept, roundedUp: true)
    }
  }
}
