/// What no trade can change: all money, and all units of each instrument.
struct ConservedSums {
  let money: Double
  let moneyGross: Double
  /// Shape `[instrument]`.
  let units: [Double]
  let unitsGross: [Double]

  /// The largest change, each over the gross sum.
  func difference(from before: ConservedSums) -> Double {
    var largest = (money - before.money).magnitude / max(moneyGross, 1)
    for place in units.indices where before.unitsGross[place] > 0 {
      largest = max(
        largest,
        (units[place] - before.units[place]).magnitude
          / max(unitsGross[place], before.unitsGross[place]))
    }
    return largest
  }
}

extension CascadeState {
  /// All money of accounts, others and funds less what nobody has paid, and all units held.
  var conserved: ConservedSums {
    var money = 0.0
    var gross = 0.0
    func add(_ amount: Double) {
      money += amount
      gross += amount.magnitude
    }
    for amount in cash { add(amount) }
    for venue in 0..<venueCount {
      add(fund[venue])
      add(-uncovered[venue])
    }
    var units = [Double](repeating: 0, count: shelf.count)
    var unitsGross = units
    for (place, instrument) in population.instrument.enumerated() {
      units[Int(instrument)] += quantity[place]
      unitsGross[Int(instrument)] += quantity[place].magnitude
    }
    for party in makers + bidders + [hedgers, outside] {
      add(party.cash)
      for place in units.indices {
        units[place] += party.holdings[place]
        unitsGross[place] += party.holdings[place].magnitude
      }
    }
    return ConservedSums(money: money, moneyGross: gross, units: units, unitsGross: unitsGross)
  }
}
