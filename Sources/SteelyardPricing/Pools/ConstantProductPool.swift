public import SteelyardContracts

/// A pool whose product of reserves stays, with its exact swaps.
///
/// - Source: Uniswap v2 periphery `UniswapV2Library.getAmountOut`, with a fee of any size in thousandths of its 3.
public struct ConstantProductPool: Sendable, Hashable {
  /// The reserve of the token that is paid in.
  public let reserveIn: UInt128
  /// The reserve of the token that is received.
  public let reserveOut: UInt128
  /// The fee, in thousandths of what is paid in.
  public let feeThousandths: UInt128

  /// A pool as one swap sees it.
  ///
  /// - Throws: `invalidInput` for an empty reserve or a fee of a thousand and more.
  public init(
    reserveIn: UInt128, reserveOut: UInt128, feeThousandths: UInt128 = 3
  ) throws(SteelyardError) {
    guard reserveIn > 0, reserveOut > 0, feeThousandths < 1_000 else {
      throw SteelyardError(
        .invalidInput,
        "A pool of \(reserveIn) and \(reserveOut) with a fee of \(feeThousandths) thousandths can't be traded with.",
        remedy: "Give reserves above zero and a fee below 1000.")
    }
    self.reserveIn = reserveIn
    self.reserveOut = reserveOut
    self.feeThousandths = feeThousandths
  }

  /// What is received for an amount: floor(out x kept / (in x 1000 + kept)), kept = amount x (1000 - fee).
  ///
  /// - Throws: `limitExceeded` beyond 2^256.
  public func received(for amount: UInt128) throws(SteelyardError) -> UInt128 {
    let kept = try UInt256.quotient(
      UInt256(amount), UInt256(1_000 - feeThousandths), over: .one)
    let whole = try UInt256.quotient(UInt256(reserveIn), UInt256(1_000), over: .one)
    return try UInt256.quotient(kept, UInt256(reserveOut), over: try whole.adding(kept)).low
  }
}
