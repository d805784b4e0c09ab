import SteelyardContracts

/// A placement problem as numbers in US dollars, by place and asset.
struct PlacementFigures {
  /// A market, and where it pays out.
  struct Loan {
    let location: Int
    let asset: Int
    let wallet: Int
    let market: LendingMarket
  }

  /// A way on which an asset can go.
  struct Way {
    let asset: Int
    let from: Int
    let to: Int
    let fee: Double
    let fixed: Double
    let seconds: Double
    let cap: Double
  }

  let problem: PlacementProblem
  let kinds: [PlacementProblem.Kind]
  /// The value of one unit of each asset.
  let prices: [Double]
  /// What is where today; shape `[location][asset]`.
  let held: [[Double]]
  /// The share of an asset's value that counts: 1 - haircut of a venue, threshold of a protocol.
  let counting: [[Double]]
  /// The most that counts, or that may be supplied.
  let caps: [[Double]]
  /// What borrowing may go up to.
  let loanToValue: [[Double]]
  /// What an asset costs a year where it is, for what it would earn elsewhere.
  let drag: [[Double]]
  /// What each asset is worth in a scenario over now; the first scenario is now.
  let relative: [[Double]]
  /// What each venue needs by scenario, buffer included.
  let needed: [[Double]]
  /// The least health factor of each protocol.
  let health: [Double]
  let loans: [Loan]
  let ways: [Way]
  /// The size of it all.
  let scale: Double
  /// What a solver's amounts are measured in: its tolerances of 1e-7 are then 1e-11 of it all.
  var unit: Double { scale * 1e-4 }

  init(_ problem: PlacementProblem) throws(SteelyardError) {
    try problem.check()
    self.problem = problem
    let assets = problem.assets
    var prices: [Double] = []
    for asset in assets { prices.append(try asset.valueUSD()) }
    self.prices = prices
    func place(_ name: String) -> Int { assets.firstIndex { $0.name == name } ?? 0 }
    func location(_ name: String) -> Int { problem.locations.firstIndex { $0.name == name } ?? 0 }
    kinds = problem.locations.map(\.kind)
    let empty = [Double](repeating: 0, count: assets.count)
    var (held, counting, caps) = ([[Double]](), [[Double]](), [[Double]]())
    var (ratios, drag) = ([[Double]](), [[Double]]())
    for location in problem.locations {
      var (own, share, cap, ratio) = (
        empty, empty, empty.map { _ in Double.infinity }, empty
      )
      var cost = assets.map { $0.referenceRate ?? 0 }
      for holding in location.holdings {
        let asset = place(holding.asset)
        own[asset] = holding.quantity * prices[asset]
      }
      for accepted in location.accepted {
        let asset = place(accepted.asset)
        cost[asset] -= accepted.yield ?? 0
        cap[asset] = accepted.capUsd ?? .infinity
        switch location.kind {
        case .wallet: break
        case .venue:
          if let haircut = accepted.haircut {
            share[asset] = 1 - haircut
          } else {
            share[asset] = 1 - (try assets[asset].ownHaircut())
          }
        case .lending:
          share[asset] = accepted.threshold ?? 0
          ratio[asset] = accepted.loanToValue ?? 0
        }
      }
      held.append(own)
      counting.append(share)
      caps.append(cap)
      ratios.append(ratio)
      drag.append(cost)
    }
    (self.held, self.counting, self.caps) = (held, counting, caps)
    (loanToValue, self.drag) = (ratios, drag)
    var relative = [empty.map { _ in 1.0 }]
    for scenario in problem.scenarios {
      let moves = Dictionary(
        scenario.moves.map { ($0.coin, $0.move) }, uniquingKeysWith: { first, _ in first })
      relative.append(
        try assets.map { asset throws(SteelyardError) in try asset.relativeValue(after: moves) })
    }
    self.relative = relative
    var needed: [[Double]] = []
    for location in problem.locations {
      guard location.kind == .venue else {
        needed.append(problem.scenarios.map { _ in 0 } + [0])
        continue
      }
      guard let requirement = location.requirement else {
        throw SteelyardError(
          .invalidInput, "\(location.name) has no requirement yet.",
          remedy: "Evaluate its book's margin first.")
      }
      let multiple = 1 + (location.buffer ?? 0)
      let shocked = Dictionary(
        (requirement.scenarios ?? []).map { ($0.scenario, $0.amount) },
        uniquingKeysWith: { first, _ in first })
      // A buffer is on what is needed; what positions have to spare is not made more of.
      needed.append(
        ([requirement.amount] + problem.scenarios.map { shocked[$0.name] ?? requirement.amount })
          .map { $0 > 0 ? $0 * multiple : $0 })
    }
    self.needed = needed
    health = problem.locations.map { $0.healthFactor ?? 1 }
    var loans: [Loan] = []
    for (index, place) in problem.locations.enumerated() where place.kind == .lending {
      for market in place.markets ?? [] {
        loans.append(
          Loan(
            location: index, asset: assets.firstIndex { $0.name == market.asset } ?? 0,
            wallet: location(place.wallet ?? ""),
            market: try problem.lendingMarket(market, place)))
      }
    }
    self.loans = loans
    ways = problem.transfers.map {
      Way(
        asset: place($0.asset), from: location($0.from), to: location($0.to), fee: $0.fee ?? 0,
        fixed: $0.fixedUsd ?? 0, seconds: $0.seconds, cap: $0.capUsd ?? .infinity)
    }
    scale = max(
      1, held.reduce(0) { $0 + $1.reduce(0, +) },
      needed.reduce(0) { max($0, $1.max() ?? 0) })
  }

  /// What a cost of one transfer is a year, if the placement lasts as long as it is to.
  var timesAYear: Double { 365 / problem.horizonDays }

  /// What a dollar sent costs, once: the fee, and its capital on the way.
  func transferCost(_ way: Way) -> Double {
    way.fee + problem.capitalRate * way.seconds / SwapVenue.secondsPerYear
  }

  /// What counts at a place in a scenario.
  func counted(_ location: Int, _ amounts: [Double], in scenario: Int) -> Double {
    amounts.indices.reduce(0) { sum, asset in
      let amount =
        kinds[location] == .venue ? min(amounts[asset], caps[location][asset]) : amounts[asset]
      return sum + amount * counting[location][asset] * relative[scenario][asset]
    }
  }

  /// What a place needs in a scenario: a venue's requirement, or a protocol's debt times the least health factor.
  func need(_ location: Int, _ debts: [Double], in scenario: Int) -> Double {
    switch kinds[location] {
    case .wallet: 0
    case .venue: needed[location][scenario]
    case .lending:
      health[location]
        * loans.indices.reduce(0) {
          loans[$1].location == location
            ? $0 + debts[$1] * relative[scenario][loans[$1].asset] : $0
        }
    }
  }

  /// What holding costs a year: interest, income forgone, and capital that does not count.
  func annualCost(
    _ amounts: [[Double]], _ debts: [Double]
  ) -> (interest: Double, drag: Double, haircut: Double) {
    var (interest, dragged, uncounted) = (0.0, 0.0, 0.0)
    for (loan, debt) in zip(loans, debts) {
      interest +=
        loan.market.addedCost(borrowing: debt - loan.market.ownDebt)
        + loan.market.ownDebt
        * loan.market.curve.borrowRate(at: loan.market.debt / loan.market.supply)
    }
    for location in amounts.indices {
      for (asset, amount) in amounts[location].enumerated() {
        dragged += amount * drag[location][asset]
      }
      guard kinds[location] != .wallet else { continue }
      uncounted += amounts[location].reduce(0, +) - counted(location, amounts[location], in: 0)
    }
    return (interest, dragged, uncounted * problem.capitalRate)
  }

  func name(_ scenario: Int) -> String {
    scenario == 0 ? "now" : problem.scenarios[scenario - 1].name
  }
}
