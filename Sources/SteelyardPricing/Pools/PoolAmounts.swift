public import SteelyardContracts

/// How amounts of the two tokens, liquidity and square roots of prices go together in a pool with concentrated liquidity.
///
/// Square roots are times 2^96; a price is of token 0 in token 1. What a pool gets is rounded up, what it gives down.
///
/// - Source: Uniswap v3 core `SqrtPriceMath`, periphery `LiquidityAmounts`.
public enum PoolAmounts {
  /// One, as a square root.
  static let unit = UInt256.powerOfTwo(96)

  /// Token 0 between two square roots: liquidity x (1 / lower - 1 / upper).
  ///
  /// - Throws: `invalidInput` for a square root of zero, `limitExceeded` beyond 2^256.
  public static func amount0(
    between first: UInt256, _ second: UInt256, liquidity: UInt128, roundedUp: Bool
  ) throws(SteelyardError) -> UInt256 {
    let (lower, upper) = (min(first, second), max(first, second))
    let scaled = try UInt256.quotient(UInt256(liquidity), unit, over: .one)
    let part = try UInt256.quotient(
      scaled, try upper.subtracting(lower), over: upper, roundedUp: roundedUp)
    return try .quotient(part, .one, over: lower, roundedUp: roundedUp)
  }

  /// Token 1 between two square roots: liquidity x (upper - lower).
  ///
  /// - Throws: `limitExceeded` beyond 2^256.
  public static func amount1(
    between first: UInt256, _ second: UInt256, liquidity: UInt128, roundedUp: Bool
  ) throws(SteelyardError) -> UInt256 {
    let (lower, upper) = (min(first, second), max(first, second))
    return try .quotient(
      UInt256(liquidity), try upper.subtracting(lower), over: unit, roundedUp: roundedUp)
  }

  /// The square root once an amount was paid in.
  ///
  /// - Throws: `invalidInput` for no liquidity or a price of zero.
  public static func squareRoot(
    _ root: UInt256, liquidity: UInt128, afterInput amount: UInt256, ofToken0: Bool
  ) throws(SteelyardError) -> UInt256 {
    try check(root, liquidity)
    guard ofToken0 else {
      return try root.adding(.quotient(amount, unit, over: UInt256(liquidity)))
    }
    if amount.isZero { return root }
    let scaled = try UInt256.quotient(UInt256(liquidity), unit, over: .one)
    if let product = amount.product(root), let divisor = scaled.sum(product) {
      return try .quotient(scaled, root, over: divisor, roundedUp: true)
    }
    // The protocol's way where the product leaves 256 bits.
    let divisor = try UInt256.quotient(scaled, .one, over: root).adding(amount)
    return try .quotient(scaled, .one, over: divisor, roundedUp: true)
  }

  /// The square root once an amount was taken out.
  ///
  /// - Throws: `invalidInput` for no liquidity, a price of zero, or more than the pool has.
  public static func squareRoot(
    _ root: UInt256, liquidity: UInt128, afterOutput amount: UInt256, ofToken0: Bool
  ) throws(SteelyardError) -> UInt256 {
    try check(root, liquidity)
    guard ofToken0 else {
      let fall = try UInt256.quotient(
        amount, unit, over: UInt256(liquidity), roundedUp: true)
      guard root > fall else { throw tooMuch(amount) }
      return try root.subtracting(fall)
    }
    let scaled = try UInt256.quotient(UInt256(liquidity), unit, over: .one)
    guard let product = amount.product(root), product < scaled else { throw tooMuch(amount) }
    return try .quotient(scaled, root, over: try scaled.subtracting(product), roundedUp: true)
  }

  /// The liquidity that amounts can provide between two square roots, at most.
  ///
  /// - Throws: `limitExceeded` for a liquidity of 2^128 or more.
  public static func liquidity(
    at root: UInt256, between first: UInt256, _ second: UInt256, amount0: UInt256, amount1: UInt256
  ) throws(SteelyardError) -> UInt128 {
    let (lower, upper) = (min(first, second), max(first, second))
    func of0(_ from: UInt256) throws(SteelyardError) -> UInt256 {
      let product = try UInt256.quotient(from, upper, over: unit)
      return try .quotient(amount0, product, over: try upper.subtracting(from))
    }
    func of1(_ to: UInt256) throws(SteelyardError) -> UInt256 {
      try .quotient(amount1, unit, over: try to.subtracting(lower))
    }
    let liquidity =
      if root <= lower {
        try of0(lower)
      } else if root < upper {
        min(try of0(root), try of1(root))
      } else {
        try of1(upper)
      }
    guard liquidity.high == 0 else { throw UInt256.tooLarge }
    return liquidity.low
  }

  /// What liquidity between two square roots holds, rounded down.
  public static func amounts(
    of liquidity: UInt128, at root: UInt256, between first: UInt256, _ second: UInt256
  ) throws(SteelyardError) -> (amount0: UInt256, amount1: UInt256) {
    let (lower, upper) = (min(first, second), max(first, second))
    let inside = min(max(root, lower), upper)
    return (
      try amount0(between: inside, upper, liquidity: liquidity, roundedUp: false),
      try amount1(between: lower, inside, liquidity: liquidity, roundedUp: false)
    )
  }

  private static func check(_ root: UInt256, _ liquidity: UInt128) throws(SteelyardError) {
    guard !root.isZero, liquidity > 0 else {
      throw SteelyardError(
        .invalidInput,
        "A pool of liquidity \(liquidity) at a square root of \(root) can't be traded with.",
        remedy: "Give a price and liquidity above zero.")
    }
  }

  private static func tooMuch(_ amount: UInt256) -> SteelyardError {
    SteelyardError(
      .invalidInput, "The pool does not have \(amount).", remedy: "Take out less.")
  }
}
