public import SteelyardAllocation
public import SteelyardContracts
public import SteelyardFormats
import SteelyardMargin

/// The answer of `rebalance`: how far weights have drifted and by which rule, what is traded which way, what else it
/// would have cost, in which order, and how accounts stand before and after.
///
/// Amounts are in the report currency, at its price in the market as it is.
public struct RebalanceReport: Report {
  let plan: RebalancePlan
  let currency: Currency
  let usdPerUnit: Double
  let names: PositionNames
  private let callerNotes: [String]
  /// What could not be read or priced.
  public let failures: [SteelyardError]
  let unreadableCount: Int

  /// A report on a plan.
  ///
  /// - Parameters:
  ///   - usdPerUnit: US dollars for one unit of the report currency, finite and > 0.
  ///   - notes: Remarks for people, each a sentence.
  ///   - failures: Rows left out or odd when the inputs were read.
  ///   - unreadableCount: How many position rows were left out at reading.
  /// - Throws: `invalidInput` where `usdPerUnit` is no price.
  public init(
    _ plan: RebalancePlan, currency: Currency, usdPerUnit: Double,
    naming: InstrumentNaming = .deribit, notes: [String] = [], failures: [SteelyardError] = [],
    unreadableCount: Int = 0
  ) throws(SteelyardError) {
    guard usdPerUnit > 0, usdPerUnit.isFinite else {
      throw SteelyardError(
        .invalidInput, "The price of the report currency \(currency) is \(usdPerUnit) USD.",
        remedy: "Give a finite price above zero.")
    }
    self.plan = plan
    self.currency = currency
    self.usdPerUnit = usdPerUnit
    names = PositionNames(naming)
    callerNotes = notes
    self.failures = failures
    self.unreadableCount = unreadableCount
  }

  /// Whether nothing was left out, neither at reading nor at pricing.
  public var isComplete: Bool {
    unreadableCount == 0 && plan.before.allSatisfy(\.figures.isComplete)
  }

  /// An amount in US dollars as an amount in report currency; 0 has no sign.
  func reported(_ amountUSD: Double) -> Double { amountUSD / usdPerUnit + 0 }

  func amount(_ amountUSD: Double) -> ReportCell { .amount(reported(amountUSD), currency) }

  func words(_ amountUSD: Double) -> String {
    "\(NumberText.text(reported(amountUSD), currency.amountStyle)) \(currency)"
  }

  func account(_ index: Int) -> String { plan.book.accounts[index].name }

  /// The accounts of a group in words.
  func group(_ group: RebalancePlan.Group) -> String {
    group.accounts.count == 1
      ? account(group.accounts[0]) : "\(group.accounts.count) accounts together"
  }

  /// What a way trades, in words.
  func name(of way: TradeWay, _ coin: Currency) -> String {
    switch way {
    case .perpetual(let instrument): names.name(of: instrument)
    case .spot: "spot \(coin)/\(plan.book.cash)"
    case .pool: "pools \(coin)/\(plan.book.cash)"
    }
  }

  /// What a quantity of it counts.
  func quantityCurrency(of way: TradeWay, _ coin: Currency) -> Currency {
    if case .perpetual(let instrument) = way { return instrument.quantityCurrency }
    return coin
  }

  /// Whether anything is traded.
  var trades: Bool { plan.trades.contains { $0.parts.contains { $0.lots != 0 } } }

  /// What people should know besides.
  var remarks: [String] {
    var remarks = callerNotes
    remarks.append(
      "A plan only: no order is sent. Perpetuals are done at their marks, coins at the index, costs are paid at once; "
        + "figures afterwards are the models' own.")
    if plan.request.rates.horizonDays > 0 {
      let days = NumberText.text(plan.request.rates.horizonDays, .shortest)
      remarks.append(
        "Funding and interest count over \(days) days and stand in the choice of the way, not in the figures after."
      )
    }
    for (coin, weight) in plan.untargeted {
      remarks.append(
        "\(coin) has no target and is left at \(NumberText.text(100 * weight, .fixed(2))) % of equity. Give it "
          + "a target of 0 to close it.")
    }
    if plan.riskShare < 1 {
      remarks.append(
        "Equity is below its highest: targets and limits are \(NumberText.text(100 * plan.riskShare, .fixed(1))) % of "
          + "what they were, the share of the budget of losses that is left.")
    }
    return remarks
  }
}
