public import SteelyardContracts

/// What a statement of a service's ledger is read against: the market of the simulation.
public struct PopulationMarket: Sendable, Hashable {
  /// The venue that all accounts are put on.
  public let venue: String
  /// Prices before the shock, USD, by coin.
  public let prices: [String: Double]
  /// Strikes of the market's options, over the price.
  public let strikes: [Double]
  /// Their days to expiry.
  public let days: [Double]

  /// A market from its parts.
  public init(venue: String, prices: [String: Double], strikes: [Double], days: [Double]) {
    self.venue = venue
    self.prices = prices
    self.strikes = strikes
    self.days = days
  }
}

// Statements of `steelyard ledger replay`, whose accounts are those of a service.
extension PopulationFile {
  /// Whether a document is a statement: it has a ledger's hash and accounts.
  static func isStatement(_ root: JSONValue) -> Bool {
    root.kind == .object && root.optional("state_hash") != nil && root.optional("accounts") != nil
  }

  /// The rows that the accounts of a statement come to.
  ///
  /// Dollars and dollar stablecoins are money, one for one. Futures become perpetuals of the same coins, entered where they
  /// were; what an inverse contract is in dollars is divided by the market's price. Options go to the nearest strike and days
  /// of the market's lists. The house's own accounts are left out.
  static func rows(
    ofStatement root: JSONValue, _ market: PopulationMarket
  ) throws(SteelyardError) -> [Row] {
    let timeText = try root.required("time")
    let time = try timeText.at(try timeText.string()) { text throws(SteelyardError) in
      try Timestamp(parsing: text)
    }
    var rows: [Row] = []
    for account in try root.required("accounts").elements() {
      let name = try account.required("account").string()
      guard !name.hasPrefix("house:") else { continue }
      let draft = RowDraft(
        account: name, owner: try account.required("owner").string(), market: market, time: time)
      for balance in try account.required("balances").elements() {
        if let row = try draft.row(ofBalance: balance) { rows.append(row) }
      }
      for position in try account.required("positions").elements() {
        if let row = try draft.row(ofPosition: position) { rows.append(row) }
      }
    }
    return rows
  }
}

/// Makes rows of one account of a statement.
private struct RowDraft {
  let account: String
  let owner: String
  let market: PopulationMarket
  let time: Timestamp

  /// Assets that count as dollars.
  private static let dollars: Set<String> = ["USD", "USDC", "USDT"]

  func row(ofBalance balance: JSONValue) throws(SteelyardError) -> PopulationFile.Row? {
    let asset = try balance.required("asset").string()
    // What is on its way out stands behind nothing.
    let amount = try balance.required("amount").amount().subtracting(
      try balance.required("held").amount()
    ).doubleValue
    guard amount != 0 else { return nil }
    if Self.dollars.contains(asset) { return row(.usd, "", amount, balance.subject) }
    _ = try price(of: asset, balance.subject)
    return row(.spot, asset, amount, balance.subject)
  }

  func row(
    ofPosition position: JSONValue
  ) throws(SteelyardError) -> PopulationFile.Row? {
    let subject = position.subject
    let name = try position.required("instrument")
    let instrument = try name.at(try name.string()) { text throws(SteelyardError) in
      try InstrumentNaming.steelyard.instrument(named: text)
    }
    let quantity = try position.required("quantity").amount().doubleValue
    let cost = try position.required("cost").amount().doubleValue
    let coin = instrument.underlying.base.code
    guard quantity != 0 else { return nil }
    let price = try price(of: coin, subject)
    switch instrument.product {
    case .spot: return row(.spot, coin, quantity, subject)
    case .perpetual, .future:
      let isInverse = instrument.underlying.isInverse
      // The cost of an inverse contract is booked as - quantity / price.
      let entry = isInverse ? -quantity / cost : cost / quantity
      return row(
        .perpetual, coin, isInverse ? quantity / price : quantity, subject,
        entry: entry.isFinite && entry > 0 ? entry : nil)
    case .option(let terms), .barrierOption(let terms, _):
      let days = Double(terms.expiry.microseconds - time.microseconds) / 86_400e6
      // What has expired is settled, not simulated.
      guard days > 0 else { return nil }
      guard let strike = nearest(terms.strike.doubleValue / price, market.strikes),
        let tenor = nearest(days, market.days)
      else {
        throw SteelyardError(
          .invalidInput, "The market has no options.",
          remedy: "Give strikes and days in its parameters.", subject: subject)
      }
      return row(
        .option, coin, quantity, subject, strike: strike, days: tenor, right: terms.right)
    }
  }

  private func price(
    of coin: String, _ subject: SteelyardError.Subject
  ) throws(SteelyardError) -> Double {
    if let price = market.prices[coin], price > 0 { return price }
    throw SteelyardError(
      .invalidInput, "The market has no coin \(coin).",
      remedy:
        "It has \(market.prices.keys.sorted().joined(separator: ", ")); add it to the parameters.",
      subject: subject)
  }

  /// The nearest by ratio; nil of none.
  private func nearest(_ value: Double, _ list: [Double]) -> Double? {
    list.min { max(value / $0, $0 / value) < max(value / $1, $1 / value) }
  }

  private func row(
    _ kind: PopulationFile.Kind, _ coin: String, _ quantity: Double,
    _ subject: SteelyardError.Subject, entry: Double? = nil, strike: Double? = nil,
    days: Double? = nil, right: OptionRight? = nil
  ) -> PopulationFile.Row {
    PopulationFile.Row(
      account: account, owner: owner, venue: market.venue, kind: kind, coin: coin,
      quantity: quantity, entry: entry, strike: strike, days: days, right: right, isLoan: false,
      subject: subject)
  }
}
