import SteelyardContracts
import SteelyardLedger
import SteelyardMargin

/// What accounts hold, as sparse rows over numbered factors: no object of any account, and nothing that is looked up by name
/// when a frame comes.
struct BookHoldings {
  private struct Entry {
    let factor: Int32
    let quantity: Double
  }

  /// Where the entries of an account are, and the journal's position of what they are made from.
  private struct Place {
    var start = 0
    var count = 0
    var position: Int64 = -1
  }

  /// What is held by anybody, in the order of appearance.
  private(set) var factors: [BookFactor] = []
  private var numbers: [BookFactor: Int32] = [:]
  private var entries: [Entry] = []
  private var places: [Place] = []
  private var unusedCount = 0

  /// Unused entries that are not worth a walk.
  private static let unusedMin = 10_000

  /// Takes what an account holds, if it has changed.
  mutating func take(_ view: AccountView, at row: Int) {
    while places.count <= row { places.append(Place()) }
    guard places[row].position != view.position else { return }
    let made = entries(of: view.portfolio)
    if made.count > places[row].count {
      unusedCount += places[row].count
      places[row].start = entries.count
      entries += made
    } else {
      unusedCount += places[row].count - made.count
      for (offset, entry) in made.enumerated() { entries[places[row].start + offset] = entry }
    }
    places[row].count = made.count
    places[row].position = view.position
    if unusedCount > BookHoldings.unusedMin, unusedCount > entries.count / 2 { compact() }
  }

  /// The sum over what an account holds.
  ///
  /// - Parameter units: One unit of each factor.
  func greeks(of row: Int, _ units: [DollarGreeks]) -> DollarGreeks {
    var sum = DollarGreeks()
    let place = places[row]
    for entry in entries[place.start..<place.start + place.count] {
      sum.add(entry.quantity, of: units[Int(entry.factor)])
    }
    return sum
  }

  private mutating func entries(of portfolio: Portfolio) -> [Entry] {
    var made: [Entry] = []
    made.reserveCapacity(portfolio.positions.count + portfolio.balances.count)
    var coins: [(asset: Currency, amount: Double)] = []
    func hold(_ amount: Double, _ asset: Currency) {
      if let place = coins.firstIndex(where: { $0.asset == asset }) {
        coins[place].amount += amount
      } else {
        coins.append((asset, amount))
      }
    }
    for balance in portfolio.balances { hold(balance.amount.doubleValue, balance.asset) }
    for position in portfolio.positions {
      let instrument = position.instrument
      let quantity = position.quantity.doubleValue
      if case .spot = instrument.product {
        hold(quantity, instrument.underlying.base)
        continue
      }
      if instrument.underlying.isInverse, !instrument.isOption,
        let entry = position.averagePrice?.doubleValue, entry > 0
      {
        hold(quantity / entry, instrument.underlying.base)
      }
      made.append(Entry(factor: number(of: .contract(instrument)), quantity: quantity))
    }
    for coin in coins where coin.amount != 0 {
      made.append(Entry(factor: number(of: .asset(coin.asset)), quantity: coin.amount))
    }
    return made
  }

  private mutating func number(of factor: BookFactor) -> Int32 {
    if let known = numbers[factor] { return known }
    let number = Int32(factors.count)
    factors.append(factor)
    numbers[factor] = number
    return number
  }

  private mutating func compact() {
    var kept: [Entry] = []
    kept.reserveCapacity(entries.count - unusedCount)
    for row in places.indices {
      let start = kept.count
      kept += entries[places[row].start..<places[row].start + places[row].count]
      places[row].start = start
    }
    entries = kept
    unusedCount = 0
  }
}
