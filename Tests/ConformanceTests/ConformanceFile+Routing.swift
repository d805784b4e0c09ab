import SteelyardAllocation
import SteelyardContracts
import TestSupport

extension ConformanceFile {
  /// Split and totals are unique here; what is between pools of a network is not, its value is.
  private static let exact = Tolerance(relative: 1e-9, absolute: 1e-9)

  static let routing = ConformanceFile(name: "routing_cfmm.json") { file, tally in
    for vector in file["cases"].elements {
      let name = vector["name"].string ?? "case"
      switch vector["kind"].string {
      case "parallel_exact_in", "parallel_exact_in_with_book":
        tally.check(name) { try checkParallel(vector, &$0) }
      case "parallel_exact_in_fixed_costs": tally.check(name) { try checkRoute(vector, &$0) }
      case "network_arb", "network_swap": tally.check(name) { try checkNetwork(vector, &$0) }
      default: tally.leaveUncovered(vector["kind"].string ?? name, count: 1)
      }
    }
  }

  static let lendingSplit = ConformanceFile(name: "lending_split.json") { file, tally in
    for (place, vector) in file["cases"].elements.enumerated() {
      tally.check("loan \(place)") { check in
        let markets = try vector["markets"].elements.map { market in
          try LendingMarket(
            name: "market", debt: market["debt"].double, supply: market["supply"].double,
            curve: KinkedRateCurve(
              base: market["base"].double, firstSlope: market["s1"].double,
              secondSlope: market["s2"].double, optimalUsage: market["opt"].double,
              reserveFactor: 0))
        }
        let amount = vector["amount"].double
        let split = try BorrowSplit(of: amount, over: markets)
        // Amounts are printed with fifteen digits.
        for (expected, got) in zip(vector["split"].elements, split.amounts) {
          check.compare(
            "split", expected: expected.double, got: got,
            Tolerance(relative: 1e-9, absolute: 1e-6))
        }
        check.compare(
          "annual_cost", expected: vector["annual_cost"].double, got: split.annualCost, exact)
        check.compare(
          "marginal_rate", expected: vector["marginal_rate"].double, got: split.marginalRate, exact)
        for (expected, market) in zip(vector["single_market_cost"].elements, markets) {
          check.compare(
            "single_market_cost", expected: expected.double,
            got: market.addedCost(borrowing: amount), exact)
        }
      }
    }
  }

  private static func curve(_ pool: JSONValue) throws -> SwapCurve {
    try .pool(
      reserveIn: pool["x"].double, reserveOut: pool["y"].double, fee: pool["fee"].double)
  }

  private static func checkParallel(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
    let pools = vector["pools"].elements
    var curves = try pools.map(curve)
    let bids = vector["book_bids"].elements
    if !bids.isEmpty {
      curves.append(
        try .book(
          bids.map { SwapCurve.Level(price: $0["price"].double, size: $0["size"].double) },
          fee: vector["book_fee"].double))
    }
    let amount = vector["amount_in"].double
    let split = try ParallelSplit(of: amount, over: curves)
    for (expected, got) in zip(vector["split"].elements, split.amounts) {
      check.compare("split", expected: expected.double, got: got, exact)
    }
    for (expected, got) in zip(vector["out"].elements, split.received) {
      check.compare("out", expected: expected.double, got: got, exact)
    }
    if let book = split.amounts.last, !bids.isEmpty {
      let filled = vector["book_fill"].elements.reduce(0) { $0 + $1.double }
      check.compare("book_fill", expected: filled, got: book, exact)
    }
    check.compare("total_out", expected: vector["total_out"].double, got: split.total, exact)
    check.compare(
      "marginal_price", expected: vector["marginal_price"].double, got: split.marginalPrice, exact)
    if !vector["best_single_pool_out"].isNull {
      let best = try curves.map { try $0.received(for: amount) }.max() ?? .nan
      check.compare(
        "best_single_pool_out", expected: vector["best_single_pool_out"].double, got: best, exact)
    }
  }

  private static func checkRoute(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
    let pools = vector["pools"].elements
    let venues = try pools.enumerated().map { place, pool in
      let fee = pool["bridge_fee_prop"]
      return try SwapVenue(
        name: "\(place)", curve: try curve(pool), fixedCost: pool["fixed_cost"].double,
        bridge: fee.isNull ? nil : .init(fee: fee.double))
    }
    let route = try SwapRoute(
      of: vector["amount_in"].double, over: venues,
      waiting: .init(volatility: 0, riskAversion: 0))
    check.compare(
      "chosen", expected: vector["chosen"].elements.map { Int($0.double) },
      got: route.legs.map(\.venue))
    var (amounts, received) = (venues.map { _ in 0.0 }, venues.map { _ in 0.0 })
    for leg in route.legs {
      amounts[leg.venue] = leg.amount
      received[leg.venue] = leg.received
    }
    for (expected, got) in zip(vector["split"].elements, amounts) {
      check.compare("split", expected: expected.double, got: got, exact)
    }
    for (expected, got) in zip(vector["gross_out"].elements, received) {
      check.compare("gross_out", expected: expected.double, got: got, exact)
    }
    check.compare("net_out", expected: vector["net_out"].double, got: route.counted, exact)
    check.compare(
      "marginal_price", expected: vector["marginal_price"].double, got: route.marginalPrice, exact)
    check.compare(
      "naive_convex_net_out", expected: vector["naive_convex_net_out"].double,
      got: route.withoutSelection ?? .nan, exact)
  }

  private static func checkNetwork(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
    let pools = try vector["pools"].elements.enumerated().map { place, pool in
      try NetworkPool(
        name: "\(place)", tokenA: Int(pool["a"].double), tokenB: Int(pool["b"].double),
        reserveA: pool["Ra"].double, reserveB: pool["Rb"].double, fee: pool["fee"].double)
    }
    let wanted = vector["objective"]
    let objective: NetworkRoute.Objective =
      wanted["prices"].isNull
      ? .swap(
        amount: wanted["amount_in"].double, of: Int(wanted["token_in"].double),
        into: Int(wanted["token_out"].double))
      : .arbitrage(prices: wanted["prices"].elements.map(\.double))
    let route = try NetworkRoute(
      objective, tokenCount: Int(vector["tokens"].double), pools: pools)
    // The file states its own tolerance: its value stands between a primal and a dual that agree to some 1e-9.
    let stated = Tolerance(
      relative: vector["tolerance_rel"].double, absolute: vector["tolerance_rel"].double)
    check.compare(
      "optimal_value", expected: vector["optimal_value"].double, got: route.value, stated)
    check.compare(
      "optimal_value", expected: vector["optimal_value"].double, got: route.bound, stated)
    check.compare(
      "gap", expected: 0, got: route.gap,
      Tolerance(relative: 0, absolute: 1e-9 * max(1, abs(route.value))))
  }
}
