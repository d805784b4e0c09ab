import SteelyardContracts
import SteelyardPricing
import TestSupport

extension ConformanceFile {
  static let constantProductPools = ConformanceFile(name: "uniswap_v2.json") { file, tally in
    for (place, vector) in file["cases"].elements.enumerated() {
      tally.check("swap \(place)") { check in
        let pool = try ConstantProductPool(
          reserveIn: vector["reserve_in"].chainInteger().low,
          reserveOut: vector["reserve_out"].chainInteger().low)
        let received = try pool.received(for: vector["amount_in"].chainInteger().low)
        try compare("amount_out", vector["amount_out"], UInt256(received), &check)
      }
    }
  }

  static let concentratedPools = ConformanceFile(name: "uniswap_v3.json") { file, tally in
    for vector in file["tick_math"].elements {
      let tick = Int32(vector["tick"].double)
      tally.check("tick \(tick)") { check in
        try compare(
          "sqrtPriceX96", vector["sqrtPriceX96"], try PoolTick.squareRoot(at: tick), &check)
      }
    }
    for vector in file["tick_at_sqrt"].elements {
      tally.check("square root \(vector["sqrtPriceX96"])") { check in
        check.compare(
          "tick", expected: vector["tick"].double,
          got: Double(try PoolTick.tick(at: vector["sqrtPriceX96"].chainInteger())), .absolute(0))
      }
    }
    for vector in file["liquidity_amounts"].elements {
      tally.check(vector["name"].string ?? "liquidity") { try checkLiquidity(vector, &$0) }
    }
    for vector in file["swap_step"].elements {
      tally.check(vector["name"].string ?? "step") { try checkStep(vector, &$0) }
    }
    for vector in file["sqrt_price_math"].elements {
      tally.check(vector["fn"].string ?? "price") { try checkNextPrice(vector, &$0) }
    }
    for (place, vector) in file["lp_valuation"].elements.enumerated() {
      tally.check("value \(place)") { try checkShare(vector, &$0) }
    }
    for (place, vector) in file["v2_fair_lp"].elements.enumerated() {
      tally.check("fair price \(place)") { checkFairPrice(vector, &$0) }
    }
    for (place, vector) in file["impermanent_loss"].elements.enumerated() {
      tally.check("impermanent loss \(place)") { check in
        let share = try PoolShare(lower: 0, upper: .infinity, liquidity: 1)
        check.compare(
          "il", expected: number(vector["il"]),
          got: share.impermanentLoss(from: number(vector["P0"]), to: number(vector["P1"])),
          .relative(1e-12))
      }
    }
  }

  static let poolSwaps = ConformanceFile(name: "uniswap_v3_pool_swaps.json") { file, tally in
    for pool in file["pools"].elements {
      for swap in pool["swaps"].elements {
        let name = "\(pool["pool"].string ?? "pool"): \(swap["name"].string ?? "swap")"
        tally.check(name) { try checkSwap(swap, of: pool, &$0) }
      }
    }
  }

  private static func checkLiquidity(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
    let root = try vector["sqrtP"].chainInteger()
    let (first, second) = (
      try vector["sqrtA"].chainInteger(), try vector["sqrtB"].chainInteger()
    )
    let liquidity = try PoolAmounts.liquidity(
      at: root, between: first, second, amount0: vector["amount0"].chainInteger(),
      amount1: vector["amount1"].chainInteger())
    try compare("liquidity", vector["liquidity"], UInt256(liquidity), &check)
    let held = try PoolAmounts.amounts(of: liquidity, at: root, between: first, second)
    for (place, got) in [held.amount0, held.amount1].enumerated() {
      try compare(
        "amounts_for_liquidity", vector["amounts_for_liquidity"].elements[place], got, &check)
    }
  }

  private static func checkStep(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
    let step = try PoolSwapStep(
      from: vector["price"].chainInteger(), to: vector["target"].chainInteger(),
      liquidity: vector["liquidity"].chainInteger().low, swapAmount(vector["amount"]),
      feeMillionths: UInt32(vector["fee"].double))
    for (field, got) in [
      ("amountIn", step.amountIn), ("amountOut", step.amountOut), ("feeAmount", step.fee),
      ("sqrtQ", step.squareRoot),
    ] { try compare(field, vector[field], got, &check) }
  }

  private static func checkNextPrice(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
    let root = try vector["price"].chainInteger()
    let liquidity = try vector["L"].chainInteger().low
    let amount = try vector["amount"].chainInteger()
    let pays0 = vector["zeroForOne"].bool == true
    let got =
      vector["fn"].string == "nextFromInput"
      ? try PoolAmounts.squareRoot(
        root, liquidity: liquidity, afterInput: amount, ofToken0: pays0)
      : try PoolAmounts.squareRoot(
        root, liquidity: liquidity, afterOutput: amount, ofToken0: !pays0)
    try compare("result", vector["result"], got, &check)
  }

  private static func checkShare(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
    let share = try PoolShare(
      lower: number(vector["Pa"]), upper: number(vector["Pb"]), liquidity: number(vector["L"]))
    let price = number(vector["P"])
    for (field, got) in [
      ("amount0", share.amount0(at: price)), ("amount1", share.amount1(at: price)),
      ("value_in_token1", share.value(at: price)), ("delta", share.amount0(at: price)),
      ("gamma", share.gamma(at: price)),
    ] {
      check.compare(
        field, expected: number(vector[field]), got: got,
        Tolerance(relative: 1e-12, absolute: 1e-12))
    }
  }

  private static func checkFairPrice(_ vector: JSONValue, _ check: inout ConformanceCase) {
    let (reserve0, reserve1) = (number(vector["r0"]), number(vector["r1"]))
    let (price0, price1) = (number(vector["p0"]), number(vector["p1"]))
    let supply = number(vector["supply"])
    check.compare(
      "fair_price", expected: number(vector["fair_price"]),
      got: PoolShare.fairPrice(
        reserve0: reserve0, reserve1: reserve1, price0: price0, price1: price1, supply: supply),
      .relative(1e-12))
  }

  private static func checkSwap(
    _ vector: JSONValue, of input: JSONValue, _ check: inout ConformanceCase
  ) throws {
    var pool = try ConcentratedPool(
      feeMillionths: UInt32(input["fee_pips"].double),
      tickSpacing: Int32(input["tick_spacing"].double),
      squareRoot: input["sqrtPriceX96"].chainInteger(),
      ranges: input["positions"].elements.map {
        ConcentratedPool.Range(
          lower: Int32($0["tickLower"].double), upper: Int32($0["tickUpper"].double),
          liquidity: try $0["liquidity"].chainInteger().low)
      })
    let pays0 = vector["zeroForOne"].bool == true
    let expected = vector["expect"]
    guard let paid = expected[pays0 ? "amount0Delta" : "amount1Delta"].string,
      let received = expected[pays0 ? "amount1Delta" : "amount0Delta"].string
    else {
      // What the protocol refuses is to be refused.
      let swapped = try? pool.swap(
        swapAmount(vector["amountSpecified"]), pays0: pays0,
        limit: vector["sqrtPriceLimitX96"].chainInteger())
      if swapped != nil { check.fail("the swap was not refused") }
      return
    }
    let swap = try pool.swap(
      swapAmount(vector["amountSpecified"]), pays0: pays0,
      limit: vector["sqrtPriceLimitX96"].chainInteger())
    if "\(swap.paid)" != paid { check.fail("paid: expected \(paid), got \(swap.paid)") }
    let given = swap.received.isZero ? "0" : "-\(swap.received)"
    if given != received { check.fail("received: expected \(received), got \(given)") }
    check.compare(
      "tickAfter", expected: expected["tickAfter"].double, got: Double(pool.tick), .absolute(0))
  }

  /// Negative amounts are what is received.
  private static func swapAmount(_ value: JSONValue) throws -> PoolSwapAmount {
    let text = value.string ?? "\(Int64(value.double))"
    guard let amount = UInt256(text.hasPrefix("-") ? String(text.dropFirst()) : text) else {
      throw SteelyardError(
        .invalidInput, "\(text) is no amount.", remedy: "Look at the vector.")
    }
    return text.hasPrefix("-") ? .output(amount) : .input(amount)
  }

  private static func number(_ value: JSONValue) -> Double {
    value.string.flatMap { Double($0) } ?? value.double
  }

  private static func compare(
    _ field: String, _ expected: JSONValue, _ got: UInt256, _ check: inout ConformanceCase
  ) throws {
    let wanted = try expected.chainInteger()
    if wanted != got { check.fail("\(field): expected \(wanted), got \(got)") }
  }
}

extension JSONValue {
  /// A whole number of a contract, as text or as a number.
  fileprivate func chainInteger() throws -> UInt256 {
    switch self {
    case .text(let text): if let number = UInt256(text) { return number }
    case .number(let number):
      if let whole = UInt128(exactly: number) { return UInt256(whole) }
    default: break
    }
    throw SteelyardError(
      .invalidInput, "\(self) is no whole number below 2^256.", remedy: "Look at the vector.")
  }
}
