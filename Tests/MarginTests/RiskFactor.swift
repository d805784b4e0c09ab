import Glibc
import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardScenarios
import TestSupport

/// What can go wrong in one way only: a row of the table "One home for each risk".
enum RiskFactor: String, CaseIterable, Sendable {
  case spot
  case volatility
  case basis = "basis between expiries"
  case funding
  case rates = "interest rates"
  case stablecoin
  case collateral
  case shortTail = "short options far out of the money"
  case liquidity = "liquidity, concentration"
  case correlation = "correlation between coins"
  case stated = "open orders, market-maker protection, spot orders"
  case oracle
  case settlement
  case leftOut = "what cannot be priced"
}

/// Exposes books to one risk at a time and sees which components of a model answer.
struct RiskProbe {
  /// Share of the notional under which a component does not answer.
  static let answerMin = 1e-4
  /// The same for a move of volatility, which gives a straddle a little delta.
  static let volatilityAnswerMin = 1e-3

  let model: any MarginModel
  /// `BTC`, or `BTC_USDC` where the model covers only contracts settled in USDC.
  let prefix: String
  let covered: [Instrument]
  let market: SyntheticMarket
  private let coins = 10.0

  init(_ model: any MarginModel) throws {
    self.model = model
    var market = try SyntheticMarket()
    market.skew = 0
    market.carry = 0
    market.spotUSD[try Currency("SOL")] = 150
    covered = try model.covered(market.instruments, in: try market.snapshot())
    let isInverseCovered = covered.contains { $0.underlying.isInverse }
    prefix = isInverseCovered ? "BTC" : "BTC_USDC"
    for (expiry, strike) in [("27MAR26", 280_000), ("27MAR26", 17_500)] {
      for right in ["C", "P"] {
        for coin in ["BTC", "BTC_USDC"] {
          market.instruments.append(
            try SampleMarket.instrument("\(coin)-\(expiry)-\(strike)-\(right)"))
        }
      }
    }
    self.market = market
  }

  /// Names of the components that answer.
  func answers(to factor: RiskFactor) throws -> Set<String> {
    switch factor {
    case .spot: try spot()
    case .volatility: try volatility()
    case .basis:
      try risen(
        from: [], to: [perpetual(coins), future(1, -coins)])
    case .funding: try funding()
    case .rates:
      try moved([perpetual(-coins)] + straddle(3, -coins)) { $0.rate = 0.1 }
    case .stablecoin: try stablecoin()
    case .collateral: try collateral()
    case .shortTail:
      try risen(
        from: [],
        to: [
          ("\(prefix)-27MAR26-280000-C", -100 * coins), ("\(prefix)-27MAR26-17500-P", -100 * coins),
        ])
    case .liquidity: try liquidity()
    case .correlation: try correlation()
    case .stated: try stated()
    case .oracle:
      try moved(
        [perpetual(-coins)] + straddle(1, -coins), balances: [("BTC", "10"), ("USDC", "100000")]
      ) { $0.confidence = Amount(units: 3 * Amount.unitsPerOne / 10) }
    case .settlement: try settlement()
    case .leftOut: try unpriced()
    }
  }

  private typealias Holdings = [(name: String, quantity: Double)]

  // A model that nets nothing sees no difference between an outright book and a spread.
  private func spot() throws -> Set<String> {
    let outright = [perpetual(coins), future(1, coins)]
    let spread = [perpetual(coins), future(1, -coins)]
    let isNetting = try measured([outright], in: market)[0].components["scenario_loss"] != nil
    return try risen(from: isNetting ? spread : [], to: outright)
  }

  private func volatility() throws -> Set<String> {
    var risen = market
    risen.variance *= 1.5
    // Over a day a rise of volatility takes off the gamma of a short expiry what it adds to its vega;
    // over a long one the delta of a straddle answers as well.
    let book = straddle(model is DynamicMargin ? 3 : 1, -coins)
    let calm = try measured([book], in: market)[0]
    let wild = try measured([book], in: risen)[0]
    let share = Self.volatilityAnswerMin / Self.answerMin
    var answers = names(from: calm, to: wild, magnitude: share * wild.notional) { $1 - $0 }
    // A scenario that moves the price alone also changes with volatility.
    if wild.volatilityLoss <= Self.volatilityAnswerMin * wild.notional {
      answers.remove("scenario_loss")
    }
    return answers.union(
      try self.risen(
        from: straddle(1, -coins) + straddle(3, -coins),
        to: straddle(1, coins) + straddle(3, -coins)))
  }

  // Scenarios that move funding are those of a state; of other models no scenario does, and where the
  // scenario loss differs, an expiry's value is marked down.
  private func funding() throws -> Set<String> {
    guard let model = model as? DynamicMargin else {
      return try changed(from: [perpetual(-coins)], to: [future(0, -coins)])
        .subtracting([MeasuredMargin.scenarioLoss])
    }
    let still = try DynamicMargin(
      model.specification, state: try model.state.withoutFunding(), stateName: "without funding")
    let held = try book([("\(prefix)-PERPETUAL", "-700000")])
    let pair = try [still, model].map { try $0.measured([held], in: try market.snapshot())[0] }
    return names(from: pair[0], to: pair[1], magnitude: pair[0].notional) { abs($1 - $0) }
  }

  // Without options: their strikes stand in USDC, so their moneyness moves with it. A requirement
  // that grows while no component does has a larger ratio.
  private func stablecoin() throws -> Set<String> {
    var fallen = market
    fallen.stablecoinUSD = 0.95
    let linear = "BTC_USDC-PERPETUAL"
    let isLinearCovered = covered.contains(try SampleMarket.instrument(linear))
    let name = isLinearCovered ? linear : perpetual(coins).name
    let pair = try [market, fallen].map {
      try measured([[(name, -coins)]], balances: [("USDC", "1000000")], in: $0)[0]
    }
    let held = try [[], [("USDC", "1000000")]].map {
      try measured([[]], balances: $0, in: market)[0]
    }
    let answers = names(from: pair[0], to: pair[1], magnitude: pair[0].notional) { abs($1 - $0) }
      .union(names(from: held[0], to: held[1], magnitude: 1_000_000) { $1 - $0 })
    let growth = pair[1].figures.initialMargin - pair[0].figures.initialMargin
    guard answers.isEmpty, growth > Self.answerMin * pair[0].notional else { return answers }
    return ["initial_ratio"]
  }

  private func collateral() throws -> Set<String> {
    try ["BTC", "ETH", "USDC", "SOL"].reduce(into: []) { answers, asset in
      let amount = asset == "USDC" ? "700000" : asset == "SOL" ? "4000" : "100"
      let held = try measured([[]], balances: [(asset, amount)], in: market)[0]
      let none = try measured([[]], in: market)[0]
      answers.formUnion(
        names(from: none, to: held, magnitude: held.figures.equity) { abs($1 - $0) })
    }
  }

  private func liquidity() throws -> Set<String> {
    let large: Holdings = [perpetual(-35 * coins)]
    let double: Holdings = [perpetual(-70 * coins)]
    let sizes = try measured([large, double], in: market)
    return names(from: sizes[0], to: sizes[1], magnitude: sizes[1].notional) { $1 - 2 * $0 }
  }

  private func correlation() throws -> Set<String> {
    let bitcoin: Holdings = [perpetual(-coins)]
    let etherPrefix = prefix.replacing("BTC", with: "ETH")
    let etherName = "\(etherPrefix)-PERPETUAL"
    guard covered.contains(try SampleMarket.instrument(etherName)) else { return [] }
    let ether: Holdings = [(etherName, prefix == "BTC" ? 700_000 : 350)]
    let alone = try measured([bitcoin, ether, bitcoin + ether], in: market)
    let all = alone.reduce(into: Set<String>()) { $0.formUnion($1.components.keys) }
    return all.filter { name in
      let parts = (alone[0].components[name] ?? 0) + (alone[1].components[name] ?? 0)
      return abs((alone[2].components[name] ?? 0) - parts)
        > Self.answerMin * alone[2].notional
    }
  }

  private func stated() throws -> Set<String> {
    let settlement = try SampleMarket.instrument("\(prefix)-PERPETUAL").underlying.settlement
    let amounts = try [
      "correlation_contingency", "spot_margin", "mmp_margin", "open_orders_margin",
    ].map {
      try StatedAmount(name: $0, currency: settlement, amount: settlement == .btc ? 1 : 70_000)
    }
    let book: Holdings = [perpetual(-coins)]
    let without = try measured([book], in: market)[0]
    let with = try measured([book], stated: amounts, in: market)[0]
    return names(from: without, to: with, magnitude: with.notional) { abs($1 - $0) }
  }

  private func settlement() throws -> Set<String> {
    var early = market
    let expiry = try SampleMarket.instrument("BTC-27MAR26").expiry ?? market.instant
    early.instant = expiry.advanced(bySeconds: -900)
    early.settlementElapsed = 0
    // Without futures: charges on delta follow what is left of it, which is spot, not settlement.
    return try moved(straddle(0, -coins), in: early) {
      $0.settlementElapsed = 0.5
    }
  }

  private func unpriced() throws -> Set<String> {
    try risen(from: [], to: [("\(prefix)-26JUN26-77000-C", -coins)])
  }

  /// Components that grow from one book to another.
  private func risen(from control: Holdings, to exposed: Holdings) throws -> Set<String> {
    let pair = try measured([control, exposed], in: market)
    return names(from: pair[0], to: pair[1], magnitude: coins * 70_000) { $1 - $0 }
  }

  private func changed(from control: Holdings, to exposed: Holdings) throws -> Set<String> {
    let pair = try measured([control, exposed], in: market)
    return names(from: pair[0], to: pair[1], magnitude: coins * 70_000) { abs($1 - $0) }
  }

  /// Components of one book that a move of the market changes.
  private func moved(
    _ book: Holdings, balances: [(code: String, amount: String)] = [],
    in start: SyntheticMarket? = nil, _ move: (inout SyntheticMarket) -> Void
  ) throws -> Set<String> {
    var after = start ?? market
    move(&after)
    let calm = try measured([book], balances: balances, in: start ?? market)[0]
    let moved = try measured([book], balances: balances, in: after)[0]
    return names(from: calm, to: moved, magnitude: calm.notional) { abs($1 - $0) }
  }

  private func names(
    from control: MeasuredMargin, to exposed: MeasuredMargin, magnitude: Double,
    _ answer: (Double, Double) -> Double
  ) -> Set<String> {
    Set(control.components.keys).union(exposed.components.keys).filter { name in
      answer(control.components[name] ?? 0, exposed.components[name] ?? 0)
        > Self.answerMin * magnitude
    }
  }

  private func measured(
    _ books: [Holdings], balances: [(code: String, amount: String)] = [],
    stated: [StatedAmount] = [], in market: SyntheticMarket
  ) throws -> [MeasuredMargin] {
    try model.measured(
      try books.map { holdings in
        try book(
          try holdings.map { name, quantity in
            let instrument = try SampleMarket.instrument(name)
            let isInverseFuture = !instrument.isOption && instrument.underlying.isInverse
            let size =
              isInverseFuture && abs(quantity) < 100_000
              ? quantity * (market.spotUSD[instrument.underlying.base] ?? 0) : quantity
            return (name: name, quantity: "\(Int64(size.rounded()))")
          }, balances)
      }, stated: stated, in: try market.snapshot())
  }

  /// So many coins of the perpetual.
  private func perpetual(_ coins: Double) -> (name: String, quantity: Double) {
    ("\(prefix)-PERPETUAL", coins)
  }

  /// So many coins of the future of an expiry.
  private func future(_ expiry: Int, _ coins: Double) -> (name: String, quantity: Double) {
    ("\(prefix)-\(SyntheticMarket.expiryNames[expiry])", coins)
  }

  /// A call and a put at the money.
  private func straddle(_ expiry: Int, _ coins: Double) -> Holdings {
    let name = "\(prefix)-\(SyntheticMarket.expiryNames[expiry])-70000"
    return [(name + "-C", coins), (name + "-P", coins)]
  }
}

extension ModelState {
  /// The same state with perpetuals that cost and pay nothing.
  fileprivate func withoutFunding() throws -> ModelState {
    func still(_ group: JointScenarios) throws -> JointScenarios {
      try JointScenarios(
        labels: group.labels, weights: group.weights,
        coins: group.coins.mapValues { moves in
          CoinScenarios(
            horizonDays: moves.horizonDays, spot: moves.spot, volatility: moves.volatility,
            skew: moves.skew, basis: moves.basis, perpetual: moves.perpetual)
        }, assets: group.assets)
    }
    func still(_ scenarios: StateScenarios) throws -> StateScenarios {
      StateScenarios(
        core: try still(scenarios.core), stressed: try scenarios.stressed.map { try still($0) },
        crashes: try scenarios.crashes.map { try still($0) }, brokenStride: scenarios.brokenStride)
    }
    return ModelState(
      name: name, model: model, parameters: parameters, asOf: asOf, epoch: epoch, seed: seed,
      sources: sources, coins: coins, initial: try still(initial),
      maintenance: try still(maintenance))
  }
}
