extension CascadeState {
  /// Options whose time is over pay what they are worth at the oracle of each account's venue, and are gone.
  ///
  /// Hedgers and the world outside get the mean of what the venues pay for a unit, so that all payments come to nothing.
  mutating func expire() {
    let expired = heldOptions.filter { shelf.options[$0].years <= elapsed }
    guard !expired.isEmpty else { return }
    heldOptions.removeAll { shelf.options[$0].years <= elapsed }
    let places = Set(expired.map { 2 * coinCount + $0 })
    var isPaid = [Bool](repeating: false, count: population.count)
    for account in 0..<population.count
    where population.mode[account] == Population.Mode.scenarios.rawValue {
      let row = Int(population.venue[account]) * shelf.count
      for place in population.holdings(of: account) where quantity[place] != 0 {
        let instrument = Int(population.instrument[place])
        guard places.contains(instrument) else { continue }
        let paid = quantity[place] * values[row + instrument]
        cash[account] += paid
        outside.cash -= paid
        outside.holdings[instrument] += quantity[place]
        quantity[place] = 0
        due[account] = -.infinity
        isPaid[account] = true
      }
    }
    for instrument in places.sorted() {
      var mean = 0.0
      for venue in 0..<venueCount {
        let value = values[venue * shelf.count + instrument]
        mean += market.venues[venue].depthShare * value
        let held = bidders[venue].holdings[instrument]
        bidders[venue].take(-held, of: instrument, at: value)
        outside.take(held, of: instrument, at: value)
      }
      let held = hedgers.holdings[instrument]
      hedgers.take(-held, of: instrument, at: mean)
      outside.take(held, of: instrument, at: mean)
    }
    // Who is left with a debt and nothing else is closed.
    settle((0..<population.count).filter { isPaid[$0] })
  }
}
