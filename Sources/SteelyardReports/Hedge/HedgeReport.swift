public import SteelyardContracts
public import SteelyardFormats
public import SteelyardHedging
public import SteelyardMargin

/// The answer of `hedge`: the trades that take most risk away for their cost, what becomes of the book by them, what
/// else would cost, and the usual protective structures side by side.
///
/// Amounts are in the report currency, at its price in the market as it is.
public struct HedgeReport: Report {
  /// What the book gains over moves of all coins, before and after.
  public struct Payoff: Sendable {
    /// Relative moves of every coin.
    let moves: [Double]
    /// Profits before, in US dollars.
    let before: [Double]
    /// Profits after, costs paid, in US dollars.
    let after: [Double]

    /// A payoff from its parts, each as long as the moves.
    public init(moves: [Double], before: [Double], after: [Double]) {
      self.moves = moves
      self.before = before
      self.after = after
    }
  }

  /// What was found.
  public struct Findings: Sendable {
    let plan: HedgePlan
    let relief: [MarginRelief]
    let alternatives: HedgeAlternatives?
    let payoff: Payoff
    let scenarios: HedgeScenarios
    let left: [HedgeInstrument]
    let candidateCount: Int
    let reviews: Reviews?

    /// Findings from their parts.
    ///
    /// - Parameters:
    ///   - relief: Single trades that free margin, the best first.
    ///   - alternatives: Nil where none were asked for.
    ///   - left: What could not be traded.
    ///   - reviews: What history says of one coin as the hedge of others; nil without histories.
    public init(
      plan: HedgePlan, relief: [MarginRelief], alternatives: HedgeAlternatives?, payoff: Payoff,
      scenarios: HedgeScenarios, left: [HedgeInstrument], candidateCount: Int,
      reviews: Reviews? = nil
    ) {
      self.plan = plan
      self.relief = relief
      self.alternatives = alternatives
      self.payoff = payoff
      self.scenarios = scenarios
      self.left = left
      self.candidateCount = candidateCount
      self.reviews = reviews
    }
  }

  let modelName: String
  let provenance: ParameterProvenance
  let modelStateName: String?
  let time: Timestamp
  let findings: Findings
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
  ///   - time: Of the market.
  ///   - usdPerUnit: US dollars for one unit of the report currency, finite and > 0.
  ///   - notes: Remarks for people, each a sentence.
  ///   - failures: Rows left out or odd when the inputs were read, and positions without a price.
  ///   - unreadableCount: How many position rows were left out at reading.
  /// - Throws: `invalidInput` where `usdPerUnit` is no price.
  public init(
    _ findings: Findings, model: any MarginModel, time: Timestamp, currency: Currency,
    usdPerUnit: Double, naming: InstrumentNaming = .deribit, notes: [String] = [],
    failures: [SteelyardError] = [], unreadableCount: Int = 0
  ) throws(SteelyardError) {
    guard usdPerUnit > 0, usdPerUnit.isFinite else {
      throw SteelyardError(
        .invalidInput, "The price of the report currency \(currency) is \(usdPerUnit) USD.",
        remedy: "Give a finite price above zero.")
    }
    self.findings = findings
    modelName = model.name
    provenance = model.provenance
    modelStateName = model.stateName
    self.time = time
    self.currency = currency
    self.usdPerUnit = usdPerUnit
    names = PositionNames(naming)
    callerNotes = notes
    self.failures = failures
    self.unreadableCount = unreadableCount
  }

  var plan: HedgePlan { findings.plan }

  /// The level of the account as it is.
  public var status: HealthLevel {
    plan.before.figures.health.judged(unreadableCount: unreadableCount)
  }

  /// Whether nothing was left out, neither at reading nor at pricing.
  public var isComplete: Bool { unreadableCount == 0 && plan.before.figures.isComplete }

  /// An amount in US dollars as an amount in report currency; 0 has no sign.
  func reported(_ amountUSD: Double) -> Double { amountUSD / usdPerUnit + 0 }

  /// An amount in US dollars as a cell in report currency.
  func amount(_ amountUSD: Double) -> ReportCell { .amount(reported(amountUSD), currency) }

  /// An amount in US dollars as words in report currency.
  func words(_ amountUSD: Double) -> String {
    "\(NumberText.text(reported(amountUSD), currency.amountStyle)) \(currency)"
  }

  /// What people call something that is traded.
  func name(of instrument: HedgeInstrument) -> String {
    switch instrument {
    case .listed(let instrument): names.name(of: instrument)
    case .token(let token): token.name
    }
  }

  /// What a quantity of it counts.
  func quantityCurrency(of instrument: HedgeInstrument) -> String {
    switch instrument {
    case .listed(let instrument): instrument.quantityCurrency.code
    case .token: Currency.usd.code
    }
  }

  /// What people should know besides.
  var remarks: [String] {
    var remarks = callerNotes
    remarks.append(
      "A plan only: no order is sent. Trades are done at the marks, their costs paid; figures afterwards are "
        + "the model's own."
    )
    remarks.append(
      "Risk is judged by \(findings.scenarios.source). What a trade gains on average over them is not credited "
        + "to it, what it loses is: "
        + "a hedge takes risk away and is no view.")
    remarks.append(
      "\(findings.candidateCount) instruments were looked at, \(plan.effort.programs) programs solved and "
        + "\(plan.effort.judged) lists of "
        + "lots judged.")
    let stated = plan.trades.filter { $0.candidate.spreadSource(of: $0.quantity) == .stated }
    if !stated.isEmpty {
      remarks.append(
        "The market has no quote on the side that is traded of "
          + stated.map { name(of: $0.candidate.instrument) }.joined(separator: ", ")
          + ": the stated spread stands in.")
    }
    let hasToken = plan.trades.contains { trade in
      if case .token = trade.candidate.instrument { true } else { false }
    }
    if hasToken {
      remarks.append(
        "What a token costs leaves the account and its worth stands nowhere in the figures after: it is "
          + "held elsewhere and counts for no margin.")
    }
    if !findings.left.isEmpty {
      remarks.append(
        "Without a price or room, and so not traded: "
          + findings.left.map { name(of: $0) }.joined(separator: ", ") + ".")
    }
    if let alternatives = findings.alternatives {
      for (structure, reason) in alternatives.unavailable {
        remarks.append("\(structure.words.capitalisedFirst): \(reason)")
      }
    }
    return remarks
  }
}

extension String {
  /// The same with a capital first letter.
  fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
