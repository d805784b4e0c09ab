public import SteelyardContracts

extension PlacementProblem {
  /// Checks every name and number, but for requirements that are still to come from a model.
  ///
  /// - Throws: `invalidInput` naming the field, `limitExceeded` for too many parts.
  public func check() throws(SteelyardError) {
    for (field, count) in [
      ("assets", assets.count), ("locations", locations.count),
    ] {
      guard (1...Self.partsMax).contains(count) else {
        throw SteelyardError(
          .limitExceeded, "There are \(count) \(field).", remedy: "Give 1 to \(Self.partsMax).",
          subject: Self.place(field))
      }
    }
    guard scenarios.count <= Self.partsMax, transfers.count <= 10_000 else {
      throw SteelyardError(
        .limitExceeded, "There are \(scenarios.count) scenarios and \(transfers.count) transfers.",
        remedy: "Give \(Self.partsMax) scenarios and 10000 transfers at most.")
    }
    try Self.require(horizonDays, in: 0.01...3650, "horizon_days", "from 0.01 to 3650")
    try Self.require(capitalRate, in: 0...10, "capital_rate", "from 0 to 10")
    try Self.unique(assets.map(\.name), "assets")
    try Self.unique(locations.map(\.name), "locations")
    try Self.unique(scenarios.map(\.name), "scenarios")
    for (index, asset) in assets.enumerated() {
      do throws(SteelyardError) { _ = try asset.valueUSD() } catch {
        throw error.about(Self.place("assets[\(index)]"))
      }
      try Self.require(
        asset.referenceRate ?? 0, in: -1...10, "assets[\(index)].reference_rate", "from -1 to 10")
    }
    let coins = knownCoins
    for (index, scenario) in scenarios.enumerated() {
      let field = "scenarios[\(index)]"
      try Self.unique(scenario.moves.map(\.coin), "\(field).moves")
      for move in scenario.moves {
        try Self.require(
          move.move, in: -0.999_999...1_000, "\(field).moves", "above -1 and at most 1000")
        guard coins.contains(move.coin) else {
          throw Self.unknown("coin", move.coin, coins.sorted(), "\(field).moves")
        }
      }
    }
    for (index, location) in locations.enumerated() {
      try check(location, "locations[\(index)]")
    }
    for (index, link) in transfers.enumerated() { try check(link, "transfers[\(index)]") }
  }

  /// Coins whose moves can be told: those of assets, and those of venues' books.
  private var knownCoins: Set<String> {
    var coins: Set<String> = []
    for asset in assets {
      coins.insert(asset.name)
      if let pool = asset.pool {
        coins.formUnion([pool.coin0, pool.coin1])
      } else {
        coins.insert(asset.coin ?? asset.name)
      }
    }
    return coins
  }

  private func check(_ location: Location, _ field: String) throws(SteelyardError) {
    let names = assets.map(\.name)
    try Self.unique(location.holdings.map(\.asset), "\(field).holdings")
    try Self.unique(location.accepted.map(\.asset), "\(field).accepted")
    for holding in location.holdings {
      guard names.contains(holding.asset) else {
        throw Self.unknown("asset", holding.asset, names, "\(field).holdings")
      }
      try Self.require(holding.quantity, in: 0...1e15, "\(field).holdings", "a quantity from 0")
    }
    for accepted in location.accepted {
      guard let asset = assets.first(where: { $0.name == accepted.asset }) else {
        throw Self.unknown("asset", accepted.asset, names, "\(field).accepted")
      }
      try Self.require(accepted.yield ?? 0, in: -1...10, "\(field).accepted.yield", "from -1 to 10")
      try Self.require(
        accepted.capUsd ?? 0, in: 0...1e15, "\(field).accepted.cap_usd", "from 0")
      switch location.kind {
      case .wallet: break
      case .venue:
        if let haircut = accepted.haircut {
          try Self.require(haircut, in: 0...1, "\(field).accepted.haircut", "from 0 to 1")
        } else {
          do throws(SteelyardError) { _ = try asset.ownHaircut() } catch {
            throw error.about(Self.place("\(field).accepted"))
          }
        }
      case .lending:
        guard let ratio = accepted.loanToValue, let threshold = accepted.threshold,
          ratio >= 0, ratio <= threshold, threshold <= 1
        else {
          throw SteelyardError(
            .invalidInput, "\(accepted.asset) has no loan-to-value of at most its threshold.",
            remedy: "Give loan_to_value and threshold, in order, from 0 to 1.",
            subject: Self.place("\(field).accepted"))
        }
      }
    }
    switch location.kind {
    case .wallet: break
    case .venue: try checkVenue(location, field)
    case .lending: try checkLending(location, field)
    }
  }

  private func checkVenue(_ location: Location, _ field: String) throws(SteelyardError) {
    try Self.require(location.buffer ?? 0, in: 0...10, "\(field).buffer", "from 0 to 10")
    guard (location.requirement == nil) != (location.book == nil) else {
      throw SteelyardError(
        .invalidInput, "\(location.name) has neither or both of requirement and book.",
        remedy: "Give the requirement, or book with positions and model.",
        subject: Self.place(field))
    }
    guard let requirement = location.requirement else { return }
    let shocked = requirement.scenarios ?? []
    try Self.unique(shocked.map(\.scenario), "\(field).requirement.scenarios")
    for entry in shocked where !scenarios.contains(where: { $0.name == entry.scenario }) {
      throw Self.unknown(
        "scenario", entry.scenario, scenarios.map(\.name), "\(field).requirement.scenarios")
    }
    for amount in [requirement.amount] + shocked.map(\.amount) {
      try Self.require(
        amount, in: -1e15...1e15, "\(field).requirement", "a finite number of US dollars")
    }
  }

  private func checkLending(_ location: Location, _ field: String) throws(SteelyardError) {
    try Self.require(
      location.healthFactor ?? 0, in: 1...100, "\(field).health_factor", "from 1 to 100")
    guard let wallet = location.wallet,
      locations.contains(where: { $0.name == wallet && $0.kind == .wallet })
    else {
      throw SteelyardError(
        .invalidInput, "\(location.name) pays loans out to no wallet.",
        remedy: "Give wallet, the name of a place of the kind wallet.", subject: Self.place(field))
    }
    let markets = location.markets ?? []
    try Self.unique(markets.map(\.asset), "\(field).markets")
    for (index, market) in markets.enumerated() {
      guard assets.contains(where: { $0.name == market.asset }) else {
        throw Self.unknown(
          "asset", market.asset, assets.map(\.name), "\(field).markets[\(index)]")
      }
      try Self.require(
        market.capUsd ?? 0, in: 0...1e15, "\(field).markets[\(index)].cap_usd", "from 0")
      do throws(SteelyardError) { _ = try lendingMarket(market, location) } catch {
        throw error.about(Self.place("\(field).markets[\(index)]"))
      }
    }
  }

  private func check(_ link: Link, _ field: String) throws(SteelyardError) {
    guard assets.contains(where: { $0.name == link.asset }) else {
      throw Self.unknown("asset", link.asset, assets.map(\.name), field)
    }
    for end in [link.from, link.to] where !locations.contains(where: { $0.name == end }) {
      throw Self.unknown("location", end, locations.map(\.name), field)
    }
    guard link.from != link.to else {
      throw SteelyardError(
        .invalidInput, "A transfer goes from \(link.from) to itself.",
        remedy: "Give two places.", subject: Self.place(field))
    }
    try Self.require(link.fee ?? 0, in: 0...0.5, "\(field).fee", "from 0 to 0.5")
    try Self.require(link.fixedUsd ?? 0, in: 0...1e9, "\(field).fixed_usd", "from 0")
    try Self.require(link.seconds, in: 0...31_536_000, "\(field).seconds", "from 0 to a year")
    try Self.require(link.capUsd ?? 0, in: 0...1e15, "\(field).cap_usd", "from 0")
  }

  /// A market in US dollars.
  func lendingMarket(
    _ market: Market, _ location: Location
  ) throws(SteelyardError) -> LendingMarket {
    guard let asset = assets.first(where: { $0.name == market.asset }) else {
      throw Self.unknown("asset", market.asset, assets.map(\.name), "markets")
    }
    let price = try asset.valueUSD()
    let owed = (market.borrowed ?? 0) * price
    return try LendingMarket(
      name: "\(location.name) \(market.asset)", debt: market.debt * price,
      supply: market.supply * price, curve: market.curve, ownDebt: owed,
      cap: market.capUsd.map { max(0, $0 - owed) } ?? .infinity)
  }

  private static func unique(_ names: [String], _ field: String) throws(SteelyardError) {
    var seen: Set<String> = []
    for name in names where name.isEmpty || !seen.insert(name).inserted {
      throw SteelyardError(
        .invalidInput, "\"\(name.prefix(40))\" is empty or stands there twice.",
        remedy: "Name each once.", subject: place(field))
    }
  }

  private static func require(
    _ value: Double, in range: ClosedRange<Double>, _ field: String, _ wanted: String
  ) throws(SteelyardError) {
    guard range.contains(value) else {
      throw SteelyardError(
        .invalidInput, "\(field) is \(value).", remedy: "Give \(wanted).", subject: place(field))
    }
  }

  private static func unknown(
    _ what: String, _ name: String, _ known: [String], _ field: String
  ) -> SteelyardError {
    SteelyardError(
      .invalidInput, "There is no \(what) \"\(name.prefix(40))\".",
      remedy: "There are \(known.prefix(20).joined(separator: ", ")).", subject: place(field))
  }

  private static func place(_ field: String) -> SteelyardError.Subject {
    .place(file: "", row: nil, field: field)
  }
}
