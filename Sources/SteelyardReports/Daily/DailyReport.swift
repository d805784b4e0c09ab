public import SteelyardContracts
public import SteelyardFormats
public import SteelyardMargin

/// The daily risk report of one account: where it stands, what changed, what it may lose, and what would end it.
///
/// It is made of the answers that the other commands give, so that every number is the same there.
public struct DailyReport: Report {
  /// The answers that it is made of, all of the same account in the same market.
  public struct Parts: Sendable {
    let margin: MarginReport
    let greeks: GreeksReport
    let stress: StressReport
    let edge: EdgeReport
    let change: DailyChange?

    /// Parts of a report.
    ///
    /// - Parameters:
    ///   - margin: Figures, scenarios, charges and collateral.
    ///   - greeks: Sensitivities by expiry.
    ///   - stress: The library's events, and a plane of spot and volatility.
    ///   - edge: How far the account is from being liquidated.
    ///   - change: What changed since an earlier market; nil where none is given.
    public init(
      margin: MarginReport, greeks: GreeksReport, stress: StressReport, edge: EdgeReport,
      change: DailyChange?
    ) {
      self.margin = margin
      self.greeks = greeks
      self.stress = stress
      self.edge = edge
      self.change = change
    }
  }

  let parts: Parts
  /// What the account is called; nil for the only one.
  let account: String?
  let limits: ReportLimits
  let pages: [ReportDocument.Link]
  let concentration: Concentration

  /// A report from its parts.
  ///
  /// - Parameters:
  ///   - account: What the account is called; nil for the only one.
  ///   - limits: What it is held against.
  ///   - pages: Other pages of the same report, by paths beside this one.
  public init(
    _ parts: Parts, account: String?, limits: ReportLimits, pages: [ReportDocument.Link] = []
  ) {
    self.parts = parts
    self.account = account
    self.limits = limits
    self.pages = pages
    concentration = Concentration([parts.margin.explanation], parts.margin.names)
  }

  /// The level of the account as it is.
  public var status: HealthLevel { parts.margin.status }

  /// Whether nothing was left out.
  public var isComplete: Bool { parts.margin.isComplete && parts.stress.isComplete }

  /// Whether no limit is passed.
  public var keepsLimits: Bool { !limitLines.contains(where: \.isPassed) }

  var explanation: MarginExplanation { parts.margin.explanation }
  var currency: Currency { parts.margin.currency }

  /// An amount in US dollars as an amount in report currency.
  func reported(_ amountUSD: Double) -> Double { parts.margin.reported(amountUSD) }

  /// The limits against what was reached.
  var limitLines: [ReportLimits.Line] {
    func first(_ shares: [Concentration.Share]) -> (share: Double?, subject: String) {
      (shares.first?.share ?? 0, shares.first?.name ?? "")
    }
    let worst = parts.stress.first.test.outcomes.first
    let equity = explanation.figures.equity
    return limits.lines([
      .use: (explanation.figures.maintenanceRatio, ""), .coin: first(concentration.coins),
      .expiry: first(concentration.expiries), .position: first(concentration.positions),
      .stress: (
        equity > 0 ? max(0, -(worst?.profitUSD ?? 0)) / equity : nil, worst?.shock.label ?? ""
      ),
    ])
  }

  /// Everything that could not be read, priced or evaluated, each once.
  public var failures: [SteelyardError] {
    var seen = Set<SteelyardError>()
    return (parts.margin.failures + parts.stress.failures + parts.edge.failures)
      .filter { seen.insert($0).inserted }
  }

  /// Remarks of all parts, each once.
  var remarks: [String] {
    var seen = Set<String>()
    var remarks = parts.margin.remarks + parts.stress.remarks + parts.edge.remarks
    if let change = parts.change {
      let names = parts.margin.names
      if !change.profit.left.isEmpty {
        remarks.append(
          "Not carried from the earlier market, so among trades and transfers: "
            + change.profit.left.map { names.name(of: $0) }.joined(separator: ", ")
            + " (expired on the way, or without a price in one of the markets).")
      }
      remarks.append(
        "Profit is explained by the sensitivities of the earlier book: delta and gamma by each "
          + "position's own forward or mark, vega by the change of its own volatility, theta by the days; "
          + "rest is what they leave of the revaluation.")
    }
    return remarks.filter { seen.insert($0).inserted }
  }

  /// The foot of a page.
  public var sources: [ReportSource] {
    let earlier = parts.change.map {
      [ReportSource("earlier market", "of \($0.before.time)")]
    }
    return parts.edge.sources + (earlier ?? [])
  }
}
