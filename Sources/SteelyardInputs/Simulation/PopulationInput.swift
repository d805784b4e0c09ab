package import SteelyardContracts
package import SteelyardFormats
package import SteelyardLiquidation

/// Accounts of a simulation from a file, put against a market.
package enum PopulationInput {
  /// The accounts of a file.
  ///
  /// - Throws: `invalidInput` with the row for a venue, coin or option that the market has not, and for an account that changes its
  ///   owner, venue or mode.
  package static func population(
    _ file: PopulationFile, market: CascadeMarket
  ) throws(SteelyardError) -> Population {
    var drafts: [String: Draft] = [:]
    var order: [String] = []
    for row in file.rows {
      let venue = try place(row.venue, among: market.venues.map(\.name), "venue", row)
      var draft =
        drafts[row.account]
        ?? Draft(owner: row.owner, venue: venue, isLoan: row.isLoan)
      if drafts[row.account] == nil { order.append(row.account) }
      guard draft.owner == row.owner, draft.venue == venue, draft.isLoan == row.isLoan else {
        throw SteelyardError(
          .invalidInput,
          "The account \(row.account.prefix(40)) has another owner, venue or mode above.",
          remedy: "Give an account one of each.", subject: row.subject)
      }
      try draft.take(row, market)
      drafts[row.account] = draft
    }
    var accounts: [Population.Account] = []
    for name in order {
      guard let draft = drafts[name] else { continue }
      accounts.append(
        Population.Account(
          name: name, owner: draft.owner, venue: draft.venue,
          mode: draft.isLoan ? .loan : draft.hasOptions ? .scenarios : .rates,
          equity: try draft.equity(market), holdings: draft.holdings))
    }
    return try Population(accounts, market: market)
  }

  static func place(
    _ name: String, among names: [String], _ what: String, _ row: PopulationFile.Row
  ) throws(SteelyardError) -> Int {
    if let place = names.firstIndex(of: name) { return place }
    throw SteelyardError(
      .invalidInput, "The market has no \(what) \"\(name.prefix(40))\".",
      remedy: "It has \(names.joined(separator: ", ")).", subject: row.subject)
  }

  /// An account while its rows are read.
  private struct Draft {
    let owner: String
    let venue: Int
    let isLoan: Bool
    var money = 0.0
    var holdings: [Population.Holding] = []
    var hasOptions = false

    mutating func take(
      _ row: PopulationFile.Row, _ market: CascadeMarket
    ) throws(SteelyardError) {
      guard row.kind != .usd else {
        money += row.quantity
        return
      }
      let coin = try PopulationInput.place(row.coin, among: market.coins.map(\.name), "coin", row)
      let entry = row.entry ?? market.coins[coin].price
      switch row.kind {
      case .usd, .perpetual:
        holdings.append(.init(.perpetual(coin), quantity: row.quantity, entry: entry))
      case .spot: holdings.append(.init(.spot(coin), quantity: row.quantity, entry: entry))
      case .option:
        guard let right = row.right,
          let strike = market.options.strikes.firstIndex(where: { $0 == row.strike }),
          let days = market.options.days.firstIndex(where: { $0 == row.days })
        else {
          throw SteelyardError(
            .invalidInput, "The option's strike, days or right are not among the market's.",
            remedy: "Write right call or put, a strike of "
              + "\(market.options.strikes.map { "\($0)" }.joined(separator: ", ")) and days of "
              + "\(market.options.days.map { "\($0)" }.joined(separator: ", ")).",
            subject: row.subject)
        }
        hasOptions = true
        holdings.append(
          .init(
            .option(coin: coin, strike: strike, days: days, right: right),
            quantity: row.quantity, entry: entry))
      }
    }

    /// Money, profits of perpetuals and what is held.
    func equity(_ market: CascadeMarket) throws(SteelyardError) -> Double {
      var equity = money
      for holding in holdings {
        switch holding.instrument {
        case .perpetual(let coin):
          equity += holding.quantity * (market.coins[coin].price - holding.entry)
        case .spot(let coin): equity += holding.quantity * market.coins[coin].price
        case .option: equity += holding.quantity * (try market.valueBefore(holding.instrument))
        }
      }
      return equity
    }
  }
}
