import SteelyardContracts

/// Everything that changes while a cascade runs.
///
/// A market is a venue and a coin: place `venue x coins + coin`.
struct CascadeState {
  let market: CascadeMarket
  let population: Population
  let policy: CascadePolicy
  let terms: CascadePolicyTerms
  let shelf: InstrumentShelf
  let coinCount: Int
  let venueCount: Int
  let rates: MaintenanceRates
  let curves: [PressureImpact]

  // Prices.
  var fundamental: [Double]
  var permanent: [Double]
  var passing: [Double]
  var price: [Double]
  var index: [Double]
  var priceHistory: [[Double]] = []
  var indexHistory: [[Double]] = []
  var oracle: [Double]
  // Stress.
  var variance: [Double]
  var calmDepth: [Double]
  var depth: [Double]
  var multiple: [Double]
  var stress: [Double]
  // What a unit is worth: `[venue x instruments + instrument]`, and the same for each scenario.
  var values: [Double]
  var scenarioValues: [Double] = []
  /// Options that somebody holds and that have not expired.
  var heldOptions: [Int]
  /// Years since the beginning.
  var elapsed = 0.0
  // Accounts.
  var cash: [Double]
  var quantity: [Double]
  /// Reading of the account's clock up to which it is healthy for sure.
  var due: [Double]
  /// Which clock: `venue x (coins + 1) + coin`, the last one of a venue for several coins.
  let clockPlace: [Int32]
  /// How far the oracle has gone in all, up and down, with the rise of rates.
  var clock: [Double]
  var stage: [Int32]
  var pausedUntil: [Int32]
  var isHit: [Bool]
  var isBreached: [Bool]
  // The others.
  var makers: [CascadeParty]
  var hedgers: CascadeParty
  var bidders: [CascadeParty]
  var bidderCapital: [Double]
  var outside: CascadeParty
  var fund: [Double]
  /// Deficits that nobody has paid yet, by venue.
  var uncovered: [Double]
  var haltedUntil = 0
  /// Coins that hedgers buy in the round that runs.
  var pendingHedge: [Double]
  var tally: CascadeTally

  init(
    market: CascadeMarket, population: Population, policy: CascadePolicy, terms: CascadePolicyTerms
  ) {
    self.market = market
    self.population = population
    self.policy = policy
    self.terms = terms
    let shelf = InstrumentShelf(market)
    let coins = market.coins.count
    let venues = market.venues.count
    self.shelf = shelf
    coinCount = coins
    venueCount = venues
    rates = MaintenanceRates(
      market, addOn: policy.addsOn ? (terms.addOnAbove, terms.addOnRate) : nil)
    curves = market.venues.flatMap { venue in
      market.coins.map { PressureImpact($0.impact, depthShare: venue.depthShare) }
    }
    fundamental = market.coins.map(\.price)
    permanent = [Double](repeating: 0, count: coins * venues)
    passing = permanent
    price = market.venues.flatMap { _ in market.coins.map(\.price) }
    index = fundamental
    oracle = price
    variance = market.coins.map { $0.volatility * $0.volatility }
    calmDepth = [Double](repeating: 1, count: coins)
    depth = [Double](repeating: 1, count: coins * venues)
    multiple = calmDepth
    stress = calmDepth
    pendingHedge = [Double](repeating: 0, count: coins)
    var seen = [Bool](repeating: false, count: shelf.count)
    for place in population.instrument { seen[Int(place)] = true }
    heldOptions = shelf.options.indices.filter { seen[2 * coins + $0] }
    values = [Double](repeating: 0, count: venues * shelf.count)
    cash = population.cash
    quantity = population.quantity
    due = [Double](repeating: -.infinity, count: population.count)
    clock = [Double](repeating: 0, count: venues * (coins + 1))
    clockPlace = Self.clockPlaces(population, shelf, coins)
    stage = [Int32](repeating: 0, count: population.count)
    pausedUntil = stage
    isHit = [Bool](repeating: false, count: population.count)
    isBreached = isHit
    makers = market.venues.map { _ in CascadeParty(instruments: shelf.count) }
    bidders = makers
    bidderCapital = market.venues.map(\.bidderCapital)
    hedgers = CascadeParty(instruments: shelf.count)
    outside = hedgers
    fund = market.venues.map(\.fund)
    uncovered = [Double](repeating: 0, count: venues)
    tally = CascadeTally(coins: coins, owners: population.ownerCount)
    if policy.addsOn { fitToAddOns() }
    openOtherSides()
  }

  private static func clockPlaces(
    _ population: Population, _ shelf: InstrumentShelf, _ coins: Int
  ) -> [Int32] {
    (0..<population.count).map { account in
      let held = population.instrument[population.holdings(of: account)].map {
        shelf.coin(of: Int($0))
      }
      let base = Int(population.venue[account]) * (coins + 1)
      let isOne = held.allSatisfy { $0 == held.first }
      return Int32(base + (isOne ? held.first ?? coins : coins))
    }
  }

  /// Makes positions that the add-ons would not have let in as small as they would have let.
  private mutating func fitToAddOns() {
    for account in 0..<population.count
    where population.mode[account] == Population.Mode.rates.rawValue {
      let range = population.holdings(of: account)
      var equity = cash[account]
      for place in range { equity += quantity[place] * startPrice(population.instrument[place]) }
      // Halved until they fit: at most so often, since the requirement falls at least as fast.
      for _ in 0..<40 {
        var requirement = 0.0
        for place in range {
          let instrument = Int(population.instrument[place])
          let value = (quantity[place] * startPrice(Int32(instrument))).magnitude
          requirement +=
            instrument < coinCount
            ? rates.requirement(value, coin: instrument)
            : value * market.coins[shelf.coin(of: instrument)].haircut
        }
        if equity >= 1.1 * requirement { break }
        for place in range where Int(population.instrument[place]) < coinCount {
          let kept = 0.9 * quantity[place]
          cash[account] += (quantity[place] - kept) * startPrice(population.instrument[place])
          quantity[place] = kept
        }
      }
    }
  }

  private func startPrice(_ instrument: Int32) -> Double {
    market.coins[shelf.coin(of: Int(instrument))].price
  }

  /// Gives hedgers and the world outside the other side of what the accounts hold.
  private mutating func openOtherSides() {
    var held = [Double](repeating: 0, count: shelf.count)
    for place in population.instrument.indices {
      held[Int(population.instrument[place])] += quantity[place]
    }
    for place in 2 * coinCount..<shelf.count {
      hedgers.holdings[place] = -market.options.hedgedShare * held[place]
      outside.holdings[place] = -held[place] - hedgers.holdings[place]
    }
    revalue()
    for coin in 0..<coinCount {
      hedgers.holdings[coin] = hedgeWanted(coin)
      outside.holdings[coin] = -held[coin] - hedgers.holdings[coin]
    }
  }
}

extension Population {
  /// The places of an account's holdings.
  func holdings(of account: Int) -> Range<Int> { Int(start[account])..<Int(start[account + 1]) }
}
