import SteelyardContracts
import SteelyardPricing

extension RouteRequest.Ticks {
  func made() throws(SteelyardError) -> TickLiquidity {
    _ = try RouteRequest.digits(decimals0)
    _ = try RouteRequest.digits(decimals1)
    return try TickLiquidity(
      feeMillionths: feeMillionths, tickSpacing: tickSpacing,
      squareRoot: try RouteRequest.whole(squareRoot, "square root"),
      ranges: try ranges.map { range throws(SteelyardError) in
        .init(
          lower: range.lower, upper: range.upper,
          liquidity: try RouteRequest.short(range.liquidity, "liquidity"))
      })
  }
}

extension RouteRequest.Venue {
  func made() throws(SteelyardError) -> SwapVenue {
    try SwapVenue(
      name: name, curve: try curve(), fixedCost: fixedCost ?? 0,
      bridge: try bridge.map { bridge throws(SteelyardError) in
        try .init(
          fee: bridge.fee, delaySeconds: bridge.delaySeconds ?? 0,
          failureProbability: bridge.failureProbability ?? 0,
          lossGivenFailure: bridge.lossGivenFailure ?? 1)
      })
  }

  private func curve() throws(SteelyardError) -> SwapCurve {
    switch (product, chain, ticks, book) {
    case (let product?, nil, nil, nil):
      return try .pool(
        reserveIn: product.reserveIn, reserveOut: product.reserveOut, fee: product.fee)
    case (nil, let chain?, nil, nil):
      let pool = try chain.pool()
      return try .pool(
        reserveIn: Double(pool.reserveIn) / TickLiquidity.power(chain.decimalsIn),
        reserveOut: Double(pool.reserveOut) / TickLiquidity.power(chain.decimalsOut),
        fee: Double(chain.feeThousandths) / 1_000)
    case (nil, nil, let ticks?, nil):
      return try ticks.made().curve(
        pays0: try ticks.direction(), decimals0: ticks.decimals0, decimals1: ticks.decimals1)
    case (nil, nil, nil, let book?): return try book.curve()
    default:
      throw RouteRequest.refusal(
        "\(name) has none or several of product, chain, ticks and book.", "one of them", "")
    }
  }

  /// What the pool gives in its own integers; nil for books and pools in whole tokens, and where a bridge takes a share
  /// before.
  func exactly(for amount: Double) throws(SteelyardError) -> String? {
    let arriving = amount * (1 - (bridge?.fee ?? 0))
    let (pool, decimalsIn, decimalsOut): (ExactSwap.Pool, Int, Int)
    if let chain {
      (pool, decimalsIn, decimalsOut) = (
        .product(try chain.pool()), chain.decimalsIn, chain.decimalsOut
      )
    } else if let ticks {
      let pays0 = try ticks.direction()
      pool = .concentrated(try ticks.made().pool, pays0: pays0)
      (decimalsIn, decimalsOut) =
        pays0 ? (ticks.decimals0, ticks.decimals1) : (ticks.decimals1, ticks.decimals0)
    } else {
      return nil
    }
    let units = arriving * TickLiquidity.power(decimalsIn)
    guard units >= 1, units < 0x1p127 else { return nil }
    let swap = try ExactSwap(of: UInt128(units), over: [pool], shares: [1])
    return RouteRequest.text(swap.total, decimals: decimalsOut)
  }
}

extension RouteRequest {
  /// An amount of smallest units in whole tokens, with all digits.
  static func text(_ amount: UInt128, decimals: Int) -> String {
    let digits = String(amount)
    guard decimals > 0 else { return digits }
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }
}

extension RouteRequest.Chain {
  func pool() throws(SteelyardError) -> ConstantProductPool {
    _ = try RouteRequest.digits(decimalsIn)
    _ = try RouteRequest.digits(decimalsOut)
    guard let fee = UInt128(exactly: feeThousandths) else {
      throw RouteRequest.refusal(
        "A fee of \(feeThousandths) thousandths can't be.", "one from 0", "")
    }
    return try ConstantProductPool(
      reserveIn: try RouteRequest.short(reserveIn, "reserve"),
      reserveOut: try RouteRequest.short(reserveOut, "reserve"), feeThousandths: fee)
  }
}

extension RouteRequest.Ticks {
  func direction() throws(SteelyardError) -> Bool {
    guard let pays0 else {
      throw RouteRequest.refusal("It is not said which token is paid.", "pays0", "")
    }
    return pays0
  }
}

extension RouteRequest.Book {
  func curve() throws(SteelyardError) -> SwapCurve {
    let levels: [[Double]]
    let isSelling: Bool
    switch (bids, asks) {
    case (let bids?, nil): (levels, isSelling) = (bids, true)
    case (nil, let asks?): (levels, isSelling) = (asks, false)
    default:
      throw RouteRequest.refusal("A book has neither or both of bids and asks.", "one of them", "")
    }
    return try SwapCurve.book(
      try levels.map { level throws(SteelyardError) in
        guard level.count == 2, level[0] > 0, level[1] > 0 else {
          throw RouteRequest.refusal("A level is \(level).", "a price and a size, both above 0", "")
        }
        // Who buys from asks pays the quote currency: so much of it for so many units.
        return isSelling
          ? .init(price: level[0], size: level[1])
          : .init(price: 1 / level[0], size: level[0] * level[1])
      }, fee: fee)
  }
}
