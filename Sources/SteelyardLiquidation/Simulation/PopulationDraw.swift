import Glibc
import SteelyardContracts

extension PopulationRecipe {
  /// One account of a recipe.
  struct Draw {
    let recipe: PopulationRecipe
    let market: CascadeMarket
    let seed: UInt64
    let number: Int
    let leverage: Double

    private static let purpose: UInt64 = 1

    var account: Population.Account {
      var random = PlacedNumbers(seed: seed, purpose: Self.purpose, number)
      let kind = random.unit()
      let size = self.size(random.unit())
      let spread = exp(recipe.leverageSpread * random.normal())
      let isLong = random.unit() < recipe.longShare
      // Two neighbours may be one owner's: the even one says so, the odd one follows on another venue.
      let leader = number - number % 2
      var pair = PlacedNumbers(seed: seed, purpose: Self.purpose + 1, leader)
      let isOneOwner = pair.unit() < recipe.secondVenue
      let home = pair.place(in: recipe.venueWeights)
      let venue =
        isOneOwner
        ? (home + number % 2) % market.venues.count : random.place(in: recipe.venueWeights)
      let first = random.place(in: recipe.coinWeights)
      let side = isLong ? 1.0 : -1.0
      let usesCoins = random.unit() < recipe.coinCollateral
      let owner = isOneOwner ? leader : number
      let name = Self.name(number)
      let wanted =
        min(recipe.leverageMedian * scale(of: first) * spread, recipe.leverageMax) * leverage
      if kind < recipe.loans {
        return loan(name, owner, venue, coin: first, size: size, wanted)
      }
      var holdings: [Population.Holding] = []
      var coin = first
      var share = 1.0
      var requirement = 0.0
      while true {
        let goesOn = holdings.count < market.coins.count - 1 && random.unit() < recipe.nextCoin
        let part = goesOn ? share * (0.4 + 0.4 * random.unit()) : share
        let entry = market.coins[coin].price * exp(recipe.entrySpread * random.normal())
        let quantity = side * size * part / market.coins[coin].price
        holdings.append(.init(.perpetual(coin), quantity: quantity, entry: entry))
        requirement += CascadeMarket.requirement(
          size * part, brackets: market.coins[coin].maintenance)
        guard goesOn else { break }
        share -= part
        coin = (coin + 1) % market.coins.count
      }
      if kind < recipe.loans + recipe.options {
        return seller(name, owner, venue, coin: first, size: size, wanted, &random)
      }
      let equity = max(size / wanted, 1.1 * requirement)
      if usesCoins {
        // What the coin counts less is on top, so that the account begins as healthy.
        let collateral = equity / (1 - min(market.coins[first].haircut, 0.9))
        let price = market.coins[first].price
        holdings.append(.init(.spot(first), quantity: collateral / price, entry: price))
        return .init(
          name: name, owner: Self.name(owner), venue: venue, mode: .rates, equity: collateral,
          holdings: holdings)
      }
      return .init(
        name: name, owner: Self.name(owner), venue: venue, mode: .rates, equity: equity,
        holdings: holdings)
    }

    /// What the median of a coin's leverage is multiplied by.
    private func scale(of coin: Int) -> Double {
      guard recipe.leverageExponent > 0, let own = market.coins[coin].maintenance.first?.rate,
        let first = market.coins[0].maintenance.first?.rate, own > 0, first > 0
      else { return 1 }
      return pow(first / own, recipe.leverageExponent)
    }

    /// A Pareto size, cut at the largest.
    private func size(_ unit: Double) -> Double {
      min(recipe.sizeMin * pow(unit, -1 / recipe.sizeExponent), recipe.sizeMax)
    }

    /// A coin against US dollars, at a health factor of 1.05 or more.
    private func loan(
      _ name: String, _ owner: Int, _ venue: Int, coin: Int, size: Double, _ leverage: Double
    ) -> Population.Account {
      let terms = market.coins[coin]
      // Leverage L of a loan: collateral L, debt L - 1 for each USD of equity.
      let debtShare = min(1 - 1 / max(leverage, 1.01), (1 - terms.haircut) / 1.05)
      return .init(
        name: name, owner: Self.name(owner), venue: venue, mode: .loan,
        equity: size * (1 - debtShare),
        holdings: [.init(.spot(coin), quantity: size / terms.price, entry: terms.price)])
    }

    /// Short puts and calls in one expiry, some of the delta hedged.
    private func seller(
      _ name: String, _ owner: Int, _ venue: Int, coin: Int, size: Double, _ leverage: Double,
      _ random: inout PlacedNumbers
    ) -> Population.Account {
      let price = market.coins[coin].price
      let strikes = market.options.strikes
      let day = random.place(in: market.options.days.map { _ in 1 })
      let low = strikes.indices.filter { strikes[$0] <= 1 }
      let high = strikes.indices.filter { strikes[$0] >= 1 }
      let put = low.isEmpty ? 0 : low[random.place(in: low.map { _ in 1 })]
      let call = high.isEmpty ? strikes.count - 1 : high[random.place(in: high.map { _ in 1 })]
      let putCoins = -(size / price) * random.unit()
      let callCoins = -(size / price) * random.unit()
      let hedge = (putCoins * -0.3 + callCoins * 0.3) * -0.5
      return .init(
        name: name, owner: Self.name(owner), venue: venue, mode: .scenarios,
        equity: size * max(1 / leverage, 0.35),
        holdings: [
          .init(
            .option(coin: coin, strike: put, days: day, right: .put), quantity: putCoins,
            entry: price),
          .init(
            .option(coin: coin, strike: call, days: day, right: .call), quantity: callCoins,
            entry: price),
          .init(.perpetual(coin), quantity: hedge, entry: price),
        ])
    }

    private static func name(_ number: Int) -> String {
      let digits = String(number)
      return "a" + String(repeating: "0", count: max(0, 7 - digits.count)) + digits
    }
  }
}

extension CascadeMarket {
  /// Maintenance requirement of a position of one coin: each bracket's rate on its part.
  static func requirement(_ notional: Double, brackets: [Bracket]) -> Double {
    var requirement = 0.0
    var from = 0.0
    for bracket in brackets {
      let end = bracket.upTo ?? .infinity
      if notional <= end { return requirement + (notional - from) * bracket.rate }
      requirement += (end - from) * bracket.rate
      from = end
    }
    return requirement
  }
}
