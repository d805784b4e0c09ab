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
