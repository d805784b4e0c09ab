public import SteelyardContracts

extension CascadeMarket {
  /// Checks every number.
  ///
  /// - Throws: `invalidInput` naming the field and what it may be, `limitExceeded` for too many coins or venues.
  public func check() throws(SteelyardError) {
    guard (1...Self.coinsMax).contains(coins.count), (1...Self.venuesMax).contains(venues.count)
    else {
      throw SteelyardError(
        .limitExceeded, "There are \(coins.count) coins and \(venues.count) venues.",
        remedy: "Give 1 to \(Self.coinsMax) coins and 1 to \(Self.venuesMax) venues.",
        subject: .place(file: "", row: nil, field: "coins"))
    }
    for (place, coin) in coins.enumerated() { try check(coin, "coins[\(place)]") }
    for (place, venue) in venues.enumerated() {
      let field = "venues[\(place)]"
      try Self.require(
        venue.depthShare, in: 1e-9...1, "\(field).depth_share", "above 0 and at most 1")
      for (name, value) in [
        ("fund", venue.fund), ("maker_capital", venue.makerCapital),
        ("bidder_capital", venue.bidderCapital),
      ] { try Self.require(value, in: 0...1e15, "\(field).\(name)", "0 or more USD") }
    }
    try Self.require(
      venues.reduce(0) { $0 + $1.depthShare }, in: 0.999_999...1.000_001, "venues",
      "shares of depth that sum to 1")
    guard crossImpact.count == coins.count, crossImpact.allSatisfy({ $0.count == coins.count })
    else {
      throw Self.refusal(
        "cross_impact", "has \(crossImpact.count) rows", "one row and column for each coin")
    }
    for value in crossImpact.joined() {
      try Self.require(value, in: -2...2, "cross_impact", "from -2 to 2")
    }
    for (field, value) in [
      ("depth.recovery", depth.recovery), ("depth.withdrawal", depth.withdrawal),
      ("memory.permanent_share", memory.permanentShare), ("memory.decay", memory.decay),
      ("memory.arbitrage", memory.arbitrage), ("oracle.own_weight", oracle.ownWeight),
      ("options.hedged_share", options.hedgedShare),
      ("options.closing_cost", options.closingCost),
      ("options.short_minimum", options.shortMinimum),
      ("terms.liquidation_fee", terms.liquidationFee), ("terms.close_factor", terms.closeFactor),
      ("terms.full_close_below", terms.fullCloseBelow), ("terms.bonus", terms.bonus),
      ("owners.top_up_share", owners.topUpShare),
    ] { try Self.require(value, in: 0...1, field, "from 0 to 1") }
    try Self.require(depth.minimum, in: 1e-4...1, "depth.minimum", "from 0.0001 to 1")
    try Self.require(depth.thinning, in: 0...1e3, "depth.thinning", "from 0 to 1000")
    try Self.require(
      depth.volatilityHalfLife, in: 1...1e6, "depth.volatility_half_life", "1 round or more")
    try Self.require(spiral.exponent, in: 0...4, "spiral.exponent", "from 0 to 4")
    try Self.require(spiral.riseMax, in: 0...10, "spiral.rise_max", "from 0 to 10")
    try Self.require(spiral.multipleMax, in: 1...100, "spiral.multiple_max", "from 1 to 100")
    try Self.require(owners.keepMultiple, in: 1...100, "owners.keep_multiple", "from 1 to 100")
    try Self.require(roundSeconds, in: 1e-3...86_400, "round_seconds", "from 0.001 to 86400")
    try Self.require(
      Double(oracle.delayRounds), in: 0...1000, "oracle.delay_rounds", "from 0 to 1000")
    try Self.require(
      Double(oracle.averageRounds), in: 1...1000, "oracle.average_rounds", "from 1 to 1000")
    try checkOptions()
  }

  private func checkOptions() throws(SteelyardError) {
    guard (1...16).contains(options.strikes.count), (1...8).contains(options.days.count),
      (1...32).contains(options.scenarios.count)
    else {
      throw Self.refusal(
        "options", "has no or too many strikes, days or scenarios",
        "1 to 16 strikes, 1 to 8 days and 1 to 32 scenarios")
    }
    for strike in options.strikes {
      try Self.require(strike, in: 0.01...100, "options.strikes", "from 0.01 to 100")
    }
    for days in options.days {
      try Self.require(days, in: 0.01...3650, "options.days", "from 0.01 to 3650")
    }
    for scenario in options.scenarios {
      try Self.require(
        scenario.price, in: -0.99...10, "options.scenarios.price", "from -0.99 to 10")
      try Self.require(
        scenario.volatility, in: -0.99...10, "options.scenarios.volatility", "from -0.99 to 10")
    }
  }

  private func check(_ coin: Coin, _ field: String) throws(SteelyardError) {
    try Self.require(coin.price, in: 1e-12...1e12, "\(field).price", "a price above 0")
    for (name, value) in [
      ("volatility", coin.volatility), ("implied_volatility", coin.impliedVolatility),
    ] { try Self.require(value, in: 0.01...20, "\(field).\(name)", "from 0.01 to 20") }
    try Self.require(
      coin.volatilityBeta, in: -10...10, "\(field).volatility_beta", "from -10 to 10")
    try Self.require(coin.haircut, in: 0...1, "\(field).haircut", "from 0 to 1")
    try Self.require(
      coin.hedgerGamma, in: -1e15...1e15, "\(field).hedger_gamma", "a finite number of coins")
    let numbers: [Double]
    switch coin.impact {
    case .linear(let slope): numbers = [slope + 1e-300]
    case .pool(let reserve): numbers = [reserve]
    case .squareRoot(let coefficient, let volume): numbers = [coefficient + 1e-300, volume]
    }
    for value in numbers {
      try Self.require(
        value, in: 1e-300...1e300, "\(field).impact", "slopes of 0 or more and depths above 0")
    }
    let ends = coin.maintenance.map { $0.upTo ?? .infinity }
    guard ends.last == .infinity, zip(ends, ends.dropFirst()).allSatisfy({ $0 < $1 }),
      zip(coin.maintenance, coin.maintenance.dropFirst()).allSatisfy({ $0.rate <= $1.rate })
    else {
      throw Self.refusal(
        "\(field).maintenance", "is not in order",
        "brackets with rising sizes and rates, the last without a size")
    }
    for bracket in coin.maintenance {
      try Self.require(bracket.rate, in: 0...1, "\(field).maintenance.rate", "from 0 to 1")
    }
  }

  static func require(
    _ value: Double, in range: ClosedRange<Double>, _ field: String, _ allowed: String
  ) throws(SteelyardError) {
    guard range.contains(value) else { throw refusal(field, "is \(value)", allowed) }
  }

  static func refusal(_ field: String, _ found: String, _ allowed: String) -> SteelyardError {
    SteelyardError(
      .invalidInput, "\(field) \(found).", remedy: "Give \(allowed).",
      subject: .place(file: "", row: nil, field: field))
  }

  /// The place of a coin by its name.
  ///
  /// - Throws: `invalidInput` with the coins there are.
  public func coin(named name: String) throws(SteelyardError) -> Int {
    if let place = coins.firstIndex(where: { $0.name == name }) { return place }
    throw SteelyardError(
      .invalidInput, "The market has no coin \"\(name.prefix(40))\".",
      remedy: "It has \(coins.map(\.name).joined(separator: ", ")).")
  }
}
