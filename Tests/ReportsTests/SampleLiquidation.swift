import SteelyardContracts
import SteelyardFormats
import SteelyardForecasts
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardReports
import TestSupport

/// Liquidations in the market of `SampleAccount`, under the model `cross`.
enum SampleLiquidation {
  /// What is held by name, with balances that leave it short of margin, bankrupt, or well.
  enum Account {
    case short, bankrupt, well

    var positions: [(name: String, quantity: String, entry: String?)] {
      switch self {
      case .short, .well: SampleAccount.book
      case .bankrupt: [("BTC-PERPETUAL", "900000", "61000"), ("BTC-25SEP26-60000-P", "-2", nil)]
      }
    }

    /// Maintenance excess as a share of maintenance margin that its bitcoins bring it to; nil for bitcoins of its own.
    var excessShare: Double? {
      switch self {
      case .short: -0.3
      case .bankrupt: nil
      case .well: 1.5
      }
    }
  }

  /// A report with everything in it that the account gives cause to.
  static func report(
    _ account: Account, currency: Currency = .usd, usdPerUnit: Double = 1,
    books: [Instrument: BookLadder] = [:], policies: [LiquidationPolicyName] = [],
    budgetUSD: Double? = nil, notes: [String] = [], failures: [SteelyardError] = [],
    unreadable: Int = 0
  ) throws -> LiquidationReport {
    let (held, market) = try market(account)
    let settings = try PlanSettings(bufferShare: 0.05, rates: .usual, books: books)
    let plan = try LiquidationPlan(for: held, in: market, settings)
    return try LiquidationReport(
      basis: LiquidationReport.Basis(model: market.model, time: SampleAccount.time), plan: plan,
      advice: account == .well ? try advice(held, market, settings) : nil,
      rehearsals: try policies.map { name in
        do throws(SteelyardError) {
          return .run(
            try PolicyRehearsal(
              of: try name.policy(settings), on: held, in: market, settings))
        } catch {
          return .refused(name, error)
        }
      }, budgetUSD: budgetUSD, currency: currency, usdPerUnit: usdPerUnit, notes: notes,
      failures: failures, unreadableCount: unreadable)
  }

  /// The plan that the report of an account is about.
  static func plan(
    _ account: Account, books: [Instrument: BookLadder] = [:]
  ) throws -> LiquidationPlan {
    let (held, market) = try market(account)
    return try LiquidationPlan(
      for: held, in: market, PlanSettings(bufferShare: 0.05, rates: .usual, books: books))
  }

  private static func market(
    _ account: Account
  ) throws -> (LiquidationAccount, LiquidationMarket) {
    let positions = try account.positions.map { position in
      Position(
        instrument: try SampleMarket.instrument(position.name),
        quantity: try Amount(parsing: position.quantity),
        averagePrice: try position.entry.map { try Amount(parsing: $0) })
    }
    let model = try SyntheticState.model(named: "cross")
    var universe = InstrumentUniverse()
    for position in positions { _ = try universe.add(position.instrument) }
    let frame = try model.frame(
      number: 1, of: universe, in: SampleAccount.market(), surfaces: [:], level: .portable)
    var terms: [Instrument: ContractTerms] = [:]
    let table = try ContractTermsTable.embedded()
    for instrument in universe.instruments {
      terms[instrument] = try table.terms(for: instrument, listedOn: .deribit)
    }
    let market = LiquidationMarket(model: model, frame: frame, universe: universe, terms: terms)
    func held(_ coins: Double) throws -> LiquidationAccount {
      let portfolio = try Portfolio(
        positions: positions,
        balances: [
          AssetBalance(asset: .btc, amount: try Amount(nearest: (coins * 1e6).rounded() / 1e6))
        ])
      let batch = try PortfolioBatch(portfolio, over: universe)
      return LiquidationAccount(
        portfolio: portfolio, figures: model.figures(of: batch, in: frame)[0])
    }
    var coins = 0.01
    if let share = account.excessShare {
      for _ in 0..<12 {
        let figures = try held(coins).figures
        coins += (share * figures.maintenanceMargin - figures.maintenanceExcess) / 60_000
      }
    }
    return (try held(coins), market)
  }

  private static func advice(
    _ account: LiquidationAccount, _ market: LiquidationMarket, _ settings: PlanSettings
  ) throws -> LiquidationAdvice? {
    guard
      case .dynamic(let specification) = try MarginModelCatalogue.specification(
        named: "dynamic", parameters: nil)
    else { return nil }
    return try LiquidationAdvice(
      of: try StressEvaluator(
        WalkBook(portfolio: account.portfolio, stated: []), market.model,
        try SampleAccount.market(), surfaces: [:], response: try StressResponse(specification),
        level: .portable), hedges: [], terms: market.terms, settings, volatility: .following)
  }
}
