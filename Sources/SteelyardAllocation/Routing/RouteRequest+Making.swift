public import SteelyardContracts
import SteelyardPricing

extension RouteRequest {
  /// Venues side by side, with what can be asked exactly.
  public struct Parallel: Sendable {
    /// The route.
    public let route: SwapRoute
    /// The venues, in the request's order.
    public let venues: [SwapVenue]
    /// By leg: what the pool gives in its own integers, in whole tokens as a text; nil where a venue has none.
    public let exact: [String?]
  }

  /// A route over a network.
  public struct Network: Sendable {
    /// The route.
    public let route: NetworkRoute
    /// The names of tokens by their index.
    public let tokens: [String]
    /// The names of pools by the index that hops have.
    public let pools: [String]
  }

  /// Whether it is one over a network.
  public var isNetwork: Bool { pools != nil }

  /// The best route over the venues.
  ///
  /// - Throws: `invalidInput` naming the field, and what `SwapRoute` throws.
  public func parallelRoute() throws(SteelyardError) -> Parallel {
    guard let given = venues, pools == nil, prices == nil else {
      throw Self.refusal("A request has either venues or pools.", "one of both", "venues")
    }
    guard let amount, pay != nil, receive != nil else {
      throw Self.refusal("There is no pay, receive or amount.", "all three", "amount")
    }
    var venues: [SwapVenue] = []
    for (place, venue) in given.enumerated() {
      do throws(SteelyardError) {
        guard !given[..<place].contains(where: { $0.name == venue.name }), !venue.name.isEmpty
        else {
          throw Self.refusal(
            "\"\(venue.name.prefix(40))\" stands there twice or is empty.", "names of their own", ""
          )
        }
        venues.append(try venue.made())
      } catch { throw error.about(.place(file: "", row: nil, field: "venues[\(place)]")) }
    }
    let route = try SwapRoute(
      of: amount, over: venues,
      waiting: .init(volatility: volatility ?? 0, riskAversion: riskAversion ?? 0))
    var exact: [String?] = []
    for leg in route.legs { exact.append(try given[leg.venue].exactly(for: leg.amount)) }
    return Parallel(route: route, venues: venues, exact: exact)
  }

  /// The best route over the network.
  ///
  /// - Throws: `invalidInput` naming the field, and what `NetworkRoute` throws.
  public func networkRoute() throws(SteelyardError) -> Network {
    guard let given = pools, venues == nil else {
      throw Self.refusal("A request has either venues or pools.", "one of both", "pools")
    }
    let tokens = Set(given.flatMap { [$0.tokenA, $0.tokenB] }).sorted()
    func place(_ token: String, _ field: String) throws(SteelyardError) -> Int {
      if let place = tokens.firstIndex(of: token) { return place }
      throw Self.refusal(
        "No pool has the token \"\(token.prefix(40))\".",
        "one of \(tokens.prefix(20).joined(separator: ", "))", field)
    }
    var made: [NetworkPool] = []
    for (index, pool) in given.enumerated() {
      do throws(SteelyardError) {
        made += try pool.made(try place(pool.tokenA, "token_a"), try place(pool.tokenB, "token_b"))
      } catch { throw error.about(.place(file: "", row: nil, field: "pools[\(index)]")) }
    }
    let objective: NetworkRoute.Objective
    switch (pay, receive, amount, prices) {
    case (let pay?, let receive?, let amount?, nil):
      objective = .swap(
        amount: amount, of: try place(pay, "pay"), into: try place(receive, "receive"))
    case (nil, nil, nil, let prices?):
      var values = [Double](repeating: 0, count: tokens.count)
      for (index, entry) in prices.enumerated() {
        values[try place(entry.token, "prices[\(index)]")] = entry.price
      }
      objective = .arbitrage(prices: values)
    default:
      throw Self.refusal(
        "A network has either pay, receive and amount, or prices.", "one of both", "prices")
    }
    return Network(
      route: try NetworkRoute(objective, tokenCount: tokens.count, pools: made), tokens: tokens,
      pools: made.map(\.name))
  }

  static func refusal(_ message: String, _ wanted: String, _ field: String) -> SteelyardError {
    SteelyardError(
      .invalidInput, message, remedy: "Give \(wanted).",
      subject: .place(file: "", row: nil, field: field.isEmpty ? nil : field))
  }

  static func whole(_ text: String, _ what: String) throws(SteelyardError) -> UInt256 {
    guard let number = UInt256(text) else {
      throw refusal("\"\(text.prefix(80))\" is no \(what).", "a whole number as a text", "")
    }
    return number
  }

  static func short(_ text: String, _ what: String) throws(SteelyardError) -> UInt128 {
    let number = try whole(text, what)
    guard number.high == 0 else {
      throw refusal("\(text) is too large.", "a \(what) below 2^128", "")
    }
    return number.low
  }

  static func digits(_ count: Int) throws(SteelyardError) -> Int {
    guard (0...30).contains(count) else {
      throw refusal("A token has \(count) digits.", "0 to 30", "")
    }
    return count
  }
}

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

extension RouteRequest.Pool {
  fileprivate func made(_ tokenA: Int, _ tokenB: Int) throws(SteelyardError) -> [NetworkPool] {
    switch (reserveA, reserveB, fee, ticks) {
    case (let reserveA?, let reserveB?, let fee?, nil):
      return [
        try NetworkPool(
          name: name, tokenA: tokenA, tokenB: tokenB, reserveA: reserveA, reserveB: reserveB,
          fee: fee)
      ]
    case (nil, nil, nil, let ticks?):
      return try NetworkPool.parts(
        name: name, tokenA: tokenA, tokenB: tokenB, of: try ticks.made(),
        decimals0: ticks.decimals0, decimals1: ticks.decimals1)
    default:
      throw RouteRequest.refusal(
        "\(name) has neither or both of reserves and ticks.",
        "reserve_a, reserve_b and fee, or ticks", "")
    }
  }
}

extension RouteRequest.Venue {
  fileprivate func made() throws(SteelyardError) -> SwapVenue {
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
  fileprivate func exactly(for amount: Double) throws(SteelyardError) -> String? {
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
