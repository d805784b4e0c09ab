import Glibc
import SteelyardContracts

extension CascadeState {
  /// A price never falls below this share of what it was before the shock.
  private static let priceFloor = 1e-4

  /// Prices of all markets from what happened outside and the pressure on each.
  mutating func reprice() {
    var own = price
    var relative = [Double](repeating: 0, count: coinCount)
    for venue in 0..<venueCount {
      for coin in 0..<coinCount {
        let place = venue * coinCount + coin
        own[place] = curves[place].price(
          from: fundamental[coin], pressure: permanent[place] + passing[place])
        relative[coin] += market.venues[venue].depthShare * (own[place] / fundamental[coin] - 1)
      }
    }
    for coin in 0..<coinCount {
      var factor = 1.0
      for other in 0..<coinCount where other != coin {
        factor += market.crossImpact[coin][other] * relative[other]
      }
      let floor = Self.priceFloor * market.coins[coin].price
      for venue in 0..<venueCount {
        let place = venue * coinCount + coin
        price[place] = max(own[place] * factor, floor)
      }
    }
  }

  /// Mean price of each coin over the venues, by depth.
  var meanPrices: [Double] {
    (0..<coinCount).map { coin in
      if venueCount == 1 { return price[coin] }
      return (0..<venueCount).reduce(0.0) {
        $0 + market.venues[$1].depthShare * price[$1 * coinCount + coin]
      }
    }
  }

  /// Sees the prices of a round: volatility, depth, rates, the oracle, and what everything is worth.
  mutating func observe() {
    let before = index
    index = meanPrices
    priceHistory.append(price)
    indexHistory.append(index)
    let weight = 1 - exp(-log(2) / market.depth.volatilityHalfLife)
    let roundsPerYear = 365 * 86_400 / market.roundSeconds
    for coin in 0..<coinCount {
      let move = log(index[coin] / before[coin])
      variance[coin] += weight * (move * move * roundsPerYear - variance[coin])
      stress[coin] = max(variance[coin].squareRoot() / market.coins[coin].volatility, 1)
      let wanted = 1 / (1 + market.depth.thinning * (stress[coin] - 1))
      calmDepth[coin] =
        wanted < calmDepth[coin]
        ? wanted : calmDepth[coin] + market.depth.recovery * (wanted - calmDepth[coin])
    }
    for venue in 0..<venueCount {
      let stays = makerDepth(venue)
      for coin in 0..<coinCount {
        depth[venue * coinCount + coin] = max(calmDepth[coin] * stays, market.depth.minimum)
      }
    }
    let multipleBefore = multiple
    for coin in 0..<coinCount {
      let wanted = min(pow(stress[coin], market.spiral.exponent), market.spiral.multipleMax)
      multiple[coin] = min(wanted, multiple[coin] * (1 + market.spiral.riseMax))
    }
    moveOracle(multipleBefore)
    revalue()
  }

  /// The share of depth that a venue's makers still quote.
  private func makerDepth(_ venue: Int) -> Double {
    let capital = market.venues[venue].makerCapital
    guard capital > 0, market.depth.withdrawal > 0 else { return 1 }
    var gain = makers[venue].cash
    for coin in 0..<coinCount {
      let held = makers[venue].holdings[coin] + makers[venue].holdings[coinCount + coin]
      gain += held * price[venue * coinCount + coin]
    }
    return 1 - market.depth.withdrawal * min(max(-gain, 0) / capital, 1)
  }

  private mutating func moveOracle(_ multipleBefore: [Double]) {
    let now = priceHistory.count - 1
    let last = now - market.oracle.delayRounds
    let first = last - market.oracle.averageRounds + 1
    let own = market.oracle.ownWeight
    for venue in 0..<venueCount {
      var largest = 0.0
      for coin in 0..<coinCount {
        let place = venue * coinCount + coin
        var sum = 0.0
        for round in first...last {
          sum +=
            round < 0
            ? market.coins[coin].price
            : own == 1
              ? priceHistory[round][place]
              : own * priceHistory[round][place] + (1 - own) * indexHistory[round][coin]
        }
        let mean =
          market.oracle.averageRounds == 1 ? sum : sum / Double(market.oracle.averageRounds)
        let way =
          log(mean / oracle[place]).magnitude
          + max(log(multiple[coin] / multipleBefore[coin]), 0)
        oracle[place] = mean
        clock[venue * (coinCount + 1) + coin] += way
        largest = max(largest, way)
      }
      clock[venue * (coinCount + 1) + coinCount] += largest
    }
  }

  /// What everything is worth at the oracle's prices, and in each scenario where somebody holds options.
  mutating func revalue() {
    let count = shelf.count
    for venue in 0..<venueCount {
      let prices = Array(oracle[venue * coinCount..<(venue + 1) * coinCount])
      for coin in 0..<coinCount {
        values[venue * count + coin] = prices[coin]
        values[venue * count + coinCount + coin] = prices[coin]
      }
      guard !heldOptions.isEmpty else { continue }
      let volatilities = market.volatilities(at: prices)
      let now = shelf.optionValues(
        prices: prices, volatilities: volatilities, heldOptions, elapsed: elapsed)
      for (place, option) in heldOptions.enumerated() {
        values[venue * count + 2 * coinCount + option] = now[place]
      }
      revalueScenarios(venue, prices, volatilities)
    }
  }

  private mutating func revalueScenarios(
    _ venue: Int, _ prices: [Double], _ volatilities: [Double]
  ) {
    let count = shelf.count
    let scenarios = market.options.scenarios
    if scenarioValues.isEmpty {
      scenarioValues = [Double](repeating: 0, count: venueCount * scenarios.count * count)
    }
    for (place, scenario) in scenarios.enumerated() {
      let row = (venue * scenarios.count + place) * count
      let moved = prices.map { $0 * (1 + scenario.price) }
      let shaken = volatilities.map { $0 * (1 + scenario.volatility) }
      for coin in 0..<coinCount {
        scenarioValues[row + coin] = moved[coin]
        scenarioValues[row + coinCount + coin] = moved[coin]
      }
      let then = shelf.optionValues(
        prices: moved, volatilities: shaken, heldOptions, elapsed: elapsed)
      for (slot, option) in heldOptions.enumerated() {
        scenarioValues[row + 2 * coinCount + option] = then[slot]
      }
    }
  }

  /// Coins of the perpetual that hedgers want: the other side of the delta of their options, and of their stated gamma.
  func hedgeWanted(_ coin: Int) -> Double {
    let start = market.coins[coin].price
    var wanted = -market.coins[coin].hedgerGamma * (index[coin] / start - 1) / 0.01
    let volatility = market.volatilities(at: index)[coin]
    for option in heldOptions where shelf.options[option].coin == coin {
      let held = hedgers.holdings[2 * coinCount + option]
      guard held != 0,
        let delta = try? shelf.delta(
          option, price: index[coin], volatility: volatility, elapsed: elapsed)
      else { continue }
      wanted -= held * delta
    }
    return wanted
  }
}
