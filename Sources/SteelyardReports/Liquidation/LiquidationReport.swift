public import SteelyardContracts
public import SteelyardFormats
public import SteelyardLiquidation
public import SteelyardMargin

/// The answer of `liquidate --plan`: how an account is brought back over its maintenance margin, step by step, and what
/// would be done with a healthy one at the prices where it would be liquidated.
///
/// Amounts are in the report currency, at its price in the market as it is.
public struct LiquidationReport: Report {
  /// What the plan stood on.
  public struct Basis: Sendable {
    /// The model.
    let modelName: String
    /// Its parameters.
    let provenance: ParameterProvenance
    /// Its state; nil for none.
    let stateName: String?
    /// The market's time.
    let time: Timestamp

    /// A basis from its parts.
    public init(model: any MarginModel, time: Timestamp) {
      modelName = model.name
      provenance = model.provenance
      stateName = model.stateName
      self.time = time
    }
  }

  let basis: Basis
  let plan: LiquidationPlan
  /// What would be done at other prices; nil where the account is to be liquidated now.
  let advice: LiquidationAdvice?
  /// Policies that were run on the account; none where none was asked for.
  let rehearsals: [RehearsedPolicy]
  /// Most notional of a round, in US dollars; nil for no limit.
  let budgetUSD: Double?
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
  ///   - naming: How instruments are named.
  ///   - notes: Remarks for people, each a sentence.
  ///   - failures: Rows left out or odd when the inputs were read, and positions without a price.
  ///   - unreadableCount: How many position rows were left out at reading.
  /// - Throws: `invalidInput` where `usdPerUnit` is no price.
  public init(
    basis: Basis, plan: LiquidationPlan, advice: LiquidationAdvice?,
    rehearsals: [RehearsedPolicy] = [], budgetUSD: Double? = nil,
    currency: Currency, usdPerUnit: Double, naming: InstrumentNaming = .deribit,
    notes: [String] = [], failures: [SteelyardError] = [], unreadableCount: Int = 0
  ) throws(SteelyardError) {
    guard usdPerUnit > 0, usdPerUnit.isFinite else {
      throw SteelyardError(
        .invalidInput, "The price of the report currency \(currency) is \(usdPerUnit) USD.",
        remedy: "Give a finite price above zero.")
    }
    self.basis = basis
    self.plan = plan
    self.advice = advice
    self.rehearsals = rehearsals
    self.budgetUSD = budgetUSD
    self.currency = currency
    self.usdPerUnit = usdPerUnit
    names = PositionNames(naming)
    callerNotes = notes
    self.failures = failures
    self.unreadableCount = unreadableCount
  }

  /// The level of the account as it is.
  public var status: HealthLevel { plan.start.health.judged(unreadableCount: unreadableCount) }

  /// Whether nothing was left out, neither at reading nor at pricing.
  public var isComplete: Bool { unreadableCount == 0 && plan.start.isComplete }

  /// An amount in US dollars as an amount in report currency.
  func reported(_ amountUSD: Double) -> Double { amountUSD / usdPerUnit }

  /// An amount in US dollars as a cell in report currency.
  func amount(_ amountUSD: Double) -> ReportCell { .amount(reported(amountUSD), currency) }

  /// An amount in US dollars as words in report currency.
  func words(_ amountUSD: Double) -> String {
    "\(NumberText.text(reported(amountUSD), currency.amountStyle)) \(currency)"
  }

  /// Rounds that a plan takes at the budget; nil without one.
  func roundCount(of plan: LiquidationPlan) -> Int? {
    guard let budgetUSD, !plan.steps.isEmpty else { return nil }
    let notional = plan.steps.flatMap(\.trades).reduce(0) { $0 + $1.notionalUSD }
    return max(1, Int((notional / budgetUSD).rounded(.up)))
  }

  /// Which trades go through order books, and how far beyond them.
  private var bookRemarks: [String] {
    let trades = plan.steps.flatMap(\.trades).filter { $0.impactSource != .squareRoot }
    guard !trades.isEmpty else { return [] }
    let traded = Set(trades.map { names.name(of: $0.trade.instrument) }).sorted()
    var remarks = [
      "Spread and impact of \(traded.joined(separator: ", ")) are what the order book holds against the mark, level by level."
    ]
    for trade in trades where trade.beyondBook > 0 {
      remarks.append(
        "\(NumberText.text(trade.beyondBook, .shortest)) \(trade.trade.instrument.quantityCurrency) of "
          + "\(names.name(of: trade.trade.instrument)) stand beyond the last level of the order book: there the square-root "
          + "law goes on from its price.")
    }
    return remarks
  }

  /// What people should know besides.
  var remarks: [String] {
    let rates = plan.settings.rates
    var remarks = callerNotes
    remarks.append(
      "A plan only: no order is sent. Each figure after a step is the model's own on the portfolio with the trades done "
        + "at the marks and their costs paid, less what the impact takes from what is left.")
    remarks.append(
      "Impact: \(rates.impactFactor) x daily deviation x sqrt(size / daily volume) on what is traded; "
        + "\(NumberText.text(100 * rates.permanentShare, .fixed(0))) % of it stays in the coin's price and revalues the "
        + "rest by delta and gamma.")
    let stated = Set(
      plan.steps.flatMap(\.trades).filter { $0.spreadSource == .stated }
        .map { names.name(of: $0.trade.instrument) })
    if !stated.isEmpty {
      remarks.append(
        "The market has no quote on the side that is traded of \(stated.sorted().joined(separator: ", ")): the stated "
          + "spread stands in.")
    }
    remarks += bookRemarks
    if !plan.untradable.isEmpty {
      remarks.append(
        "Without a price, and so not traded: "
          + plan.untradable.map { names.name(of: $0) }.joined(separator: ", ") + ".")
    }
    switch (plan.costBound, plan.certainty) {
    case (_?, .exhaustive):
      remarks.append(
        "Every combination of lots was tried from the cheapest on: no plan in these lots is cheaper."
      )
    case (_?, .concave):
      remarks.append(
        "The model's excess is concave in what is held, so no plan costs less than the bound.")
    case (_?, .none):
      remarks.append(
        "The bound of the cost would hold for a concave excess; this model's is not known to be, so a cheaper plan may "
          + "exist.")
    case (nil, _): break
    }
    return remarks + policyRemarks
  }
}
