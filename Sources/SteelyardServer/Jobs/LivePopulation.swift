package import SteelyardContracts
package import SteelyardEngine
import SteelyardFeeds
import SteelyardFormats
import SteelyardInputs
import SteelyardLedger
package import SteelyardLiquidation
import SteelyardMarket

/// The live book as accounts of a simulation: the market with the prices of now, and what everybody holds.
///
/// It takes the way of `steelyard ledger replay` and `steelyard simulate --population`: the accounts are written as a
/// statement and read as one.
package struct LivePopulation {
  /// The market, at the frame's prices.
  package let settings: CascadeSettings
  /// The accounts.
  package let population: Population
  /// Positions and balances in coins that the market has not.
  package let leftOutCount: Int

  /// The book on the latest frame.
  ///
  /// - Throws: `unavailable` before there is a frame; what reading a population throws.
  package init(_ engine: Engine) throws(SteelyardError) {
    guard let frame = engine.frame else {
      throw SteelyardError(
        .unavailable, "There is no risk frame yet.", remedy: "Wait for the market to be complete.")
    }
    var settings = try CascadeSettings.embedded()
    for place in settings.market.coins.indices {
      let coin = try Currency(settings.market.coins[place].name)
      guard let price = try? frame.board.market.priceUSD(of: coin) else { continue }
      settings.market = try settings.market.repriced(place, to: price)
    }
    var statement = Statement(coins: Set(settings.market.coins.map(\.name)))
    let bytes = try statement.json(of: engine, frame)
    let file = try PopulationFile.read(
      InputFile(name: "accounts", bytes: bytes), market: settings.populationMarket)
    self.settings = settings
    population = try PopulationInput.population(file, market: settings.market)
    leftOutCount = statement.leftOutCount
  }

  /// Accounts as `steelyard ledger replay` writes them.
  private struct Statement {
    /// Coins of the simulation's market.
    let coins: Set<String>
    private(set) var leftOutCount = 0

    init(coins: Set<String>) { self.coins = coins }

    /// What statements count as dollars.
    private static let dollars: Set<String> = ["USD", "USDC", "USDT"]
    /// Accounts that are read at once.
    private static let accountsAtOnce = 1_000

    mutating func json(of engine: Engine, _ frame: LiveFrame) throws(SteelyardError) -> [UInt8] {
      var writer = JSONWriter(.compact, byteCount: 1 << 16)
      var left = 0
      let coins = coins
      try writer.object { writer throws(SteelyardError) in
        writer.field("time", frame.time)
        writer.field("state_hash", "frame \(frame.number)")
        writer.key("accounts")
        try writer.array { writer throws(SteelyardError) in
          var next = 0
          while true {
            let page = engine.accounts(from: next, limit: Statement.accountsAtOnce)
            for view in page {
              try writer.object { writer throws(SteelyardError) in
                left += try writer.statement(of: view, coins: coins, dollars: Statement.dollars)
              }
            }
            guard page.count == Statement.accountsAtOnce, let last = page.last else { break }
            next = last.index + 1
          }
        }
      }
      leftOutCount = left
      return writer.text
    }
  }
}

extension JSONWriter {
  /// Writes one account of a statement; gives how much of it was left out.
  fileprivate mutating func statement(
    of view: AccountView, coins: Set<String>, dollars: Set<String>
  ) throws(SteelyardError) -> Int {
    let balances = view.balances.filter {
      coins.contains($0.asset.code) || dollars.contains($0.asset.code)
    }
    let positions = view.positions.filter { coins.contains($0.instrument.underlying.base.code) }
    field("account", view.name.description)
    field("owner", view.owner.description)
    try objects("balances", balances) { writer, balance in
      writer.field("asset", balance.asset.code)
      writer.field("amount", balance.amount)
      writer.field("held", balance.held)
    }
    try objects("positions", positions) { writer, position throws(SteelyardError) in
      writer.field("instrument", APIInstrument.name(position.instrument))
      writer.field("quantity", position.quantity)
      writer.field("cost", try position.cost)
    }
    return view.balances.count - balances.count + view.positions.count - positions.count
  }
}

extension AccountView.Holding {
  /// What the ledger books as its cost, of a future or perpetual; nothing for what counts by its value.
  fileprivate var cost: Amount {
    get throws(SteelyardError) {
      guard !instrument.isOption, let averagePrice, !averagePrice.isZero else { return .zero }
      return instrument.underlying.isInverse
        ? try (-quantity).divided(by: averagePrice, rounding: .halfToEven)
        : try quantity.multiplied(by: averagePrice, rounding: .halfToEven)
    }
  }
}
