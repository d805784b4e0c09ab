/// Maintenance rates of all coins, flat, so that a requirement is one multiplication.
struct MaintenanceRates {
  private let ends: [Double]
  private let rates: [Double]
  private let deductions: [Double]
  private let first: [Int]
  /// The largest rate of each coin, add-on included.
  let largest: [Double]
  private let addOnAbove: Double
  private let addOnRate: Double

  init(_ market: CascadeMarket, addOn: (above: Double, rate: Double)?) {
    var ends: [Double] = []
    var rates: [Double] = []
    var deductions: [Double] = []
    var first: [Int] = []
    for coin in market.coins {
      first.append(ends.count)
      var deduction = 0.0
      var from = 0.0
      var before = 0.0
      for bracket in coin.maintenance {
        // What the lower brackets ask less than this rate would.
        deduction += from * (bracket.rate - before)
        ends.append(bracket.upTo ?? .infinity)
        rates.append(bracket.rate)
        deductions.append(deduction)
        from = bracket.upTo ?? .infinity
        before = bracket.rate
      }
    }
    self.ends = ends
    self.rates = rates
    self.deductions = deductions
    self.first = first
    addOnAbove = addOn?.above ?? .infinity
    addOnRate = addOn?.rate ?? 0
    largest = market.coins.map { ($0.maintenance.last?.rate ?? 0) + (addOn?.rate ?? 0) }
  }

  /// What a position of a notional requires, USD, before rates rise with volatility.
  func requirement(_ notional: Double, coin: Int) -> Double {
    var place = first[coin]
    while notional > ends[place] { place += 1 }
    return notional * rates[place] - deductions[place]
      + (notional > addOnAbove ? (notional - addOnAbove) * addOnRate : 0)
  }
}
