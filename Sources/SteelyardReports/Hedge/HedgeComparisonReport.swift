public import SteelyardContracts
import SteelyardFormats
public import SteelyardHedging

/// The answer of `backtest hedge`: how well one coin hedged others, by several ways to make the ratio.
public struct HedgeComparisonReport: Report {
  /// One coin that was hedged.
  public struct Entry: Sendable {
    /// The coin.
    public let coin: Currency
    /// What was found.
    public let comparison: HedgeComparison
    /// The end of each step of the history; shape `[step]`.
    public let days: [Timestamp]

    /// An entry from its parts.
    ///
    /// - Precondition: There is a day for each compared step.
    public init(coin: Currency, comparison: HedgeComparison, days: [Timestamp]) {
      precondition(days.count >= comparison.steps.upperBound)
      self.coin = coin
      self.comparison = comparison
      self.days = days
    }

    func day(_ step: Int) -> String {
      // A day ends at the midnight after it.
      String(Timestamp(microseconds: days[step].microseconds - 1).description.prefix(10))
    }
  }

  let hedge: Currency
  let entries: [Entry]
  let effectivenessMin: Double
  let notes: [String]

  /// A report from its parts.
  public init(hedge: Currency, entries: [Entry], effectivenessMin: Double, notes: [String]) {
    self.hedge = hedge
    self.entries = entries
    self.effectivenessMin = effectivenessMin
    self.notes = notes
  }

  /// The answer for people.
  public var document: ReportDocument {
    ReportDocument(
      title: "\(hedge) as the hedge of other coins",
      subtitle:
        "Shares of the variance of daily returns that the hedge took away; every ratio was made from the days "
        + "before its own. Below zero the hedge added risk.",
      sections: [
        .init("By method", [.table(methodTable)]),
        .init("Where it stopped working", [.table(stretchTable), .pictures(rollingPlots)]),
        .init("Notes", ([windowNote] + notes).map { .paragraph($0) }),
      ])
  }

  private var windowNote: String {
    let window = entries.first?.comparison.window ?? 0
    return
      "A window has \(window) days; the hedge had stopped where the first method's ratios took away less than "
      + "\((1000 * effectivenessMin).rounded() / 10) % of the variance over one. Hindsight is the best constant "
      + "ratio of the same days."
  }

  private var methodTable: ReportTable {
    let methods = entries.first?.comparison.entries.map(\.method) ?? []
    return ReportTable(
      "hedge_methods",
      columns: [
        .init("coin", "coin"), .init("from", "from"), .init("to", "to"),
        .init("hindsight", "with\nhindsight", unit: "%"),
      ] + methods.map { .init($0.key, $0.heading, unit: "%") }
        + [
          .init("ratio", "ratio with\nhindsight"),
          .init("basis_risk", "what is left\na day", unit: "%"),
        ],
      rows: entries.map { entry in
        let comparison = entry.comparison
        var cells: [ReportCell] = [
          .text(entry.coin.code), .text(entry.day(comparison.steps.lowerBound)),
          .text(entry.day(comparison.steps.upperBound - 1)),
          .percent(comparison.hindsight.effectiveness, decimals: 1),
        ]
        cells += comparison.entries.map {
          .percent($0.effectiveness.varianceReduction, decimals: 1)
        }
        cells.append(.number(comparison.hindsight.ratio, .fixed(2)))
        cells.append(.percent(comparison.entries[0].effectiveness.basisRisk, decimals: 1))
        return cells
      })
  }

  private var stretchTable: ReportTable {
    ReportTable(
      "hedge_stretches",
      columns: [
        .init("coin", "coin"), .init("share_below", "windows\nbelow", unit: "%"),
        .init("worst", "worst\nwindow", unit: "%"), .init("longest_from", "longest below\nfrom"),
        .init("longest_to", "to"), .init("present", "below at the\nend, since"),
      ],
      rows: entries.map { entry in
        let comparison = entry.comparison
        func day(_ step: Int?) -> ReportCell {
          step.map { .text(entry.day($0)) } ?? .absent("-")
        }
        return [
          .text(entry.coin.code), .percent(comparison.shareBelow, decimals: 1),
          .percent(comparison.rolling.min() ?? 0, decimals: 1), day(comparison.longest?.first),
          day(comparison.longest?.last), day(comparison.present?.first),
        ]
      })
  }

  /// Five coins a plot: more lines are not told apart.
  private var rollingPlots: [ReportPlot] {
    stride(from: 0, to: entries.count, by: 5).map { start in
      ReportPlot(
        title: "variance taken away over a window", horizontalLabel: "", verticalLabel: "%",
        series: entries[start..<min(start + 5, entries.count)].enumerated().map { place, entry in
          let comparison = entry.comparison
          let first = comparison.steps.lowerBound + comparison.window - 1
          return .init(
            entry.coin.code, .line(HedgeComparisonReport.marks[place]),
            comparison.rolling.indices.map { end in
              .init(
                AxisTicks.place(of: entry.days[first + end]),
                100 * comparison.rolling[end])
            })
        }, horizontalScale: .date)
    }
  }

  private static let marks: [Character] = ["*", "o", "+", "x", "#"]

  /// The answer for programs.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { writer throws(SteelyardError) in
      writer.field("hedge", hedge.code)
      try writer.field("effectiveness_asked", effectivenessMin)
      try writer.objects("coins", entries) { writer, entry throws(SteelyardError) in
        let comparison = entry.comparison
        writer.field("coin", entry.coin.code)
        writer.field("from", entry.day(comparison.steps.lowerBound))
        writer.field("to", entry.day(comparison.steps.upperBound - 1))
        try writer.field("hindsight", comparison.hindsight.effectiveness)
        try writer.field("hindsight_ratio", comparison.hindsight.ratio)
        try writer.objects("methods", comparison.entries) { writer, own throws(SteelyardError) in
          writer.field("method", own.method.name)
          try writer.field("variance_reduction", own.effectiveness.varianceReduction)
          try writer.optional("shortfall_reduction", own.effectiveness.shortfallReduction)
          try writer.field("ratio_mean", own.effectiveness.ratioMean)
          try writer.field("ratio_deviation", own.effectiveness.ratioDeviation)
          try writer.field("turnover", own.effectiveness.turnover)
          try writer.field("basis_risk", own.effectiveness.basisRisk)
        }
        try writer.field("windows_below", comparison.shareBelow)
        try writer.field("worst_window", comparison.rolling.min() ?? 0)
        writer.key("window")
        writer.integer(comparison.window)
        if let longest = comparison.longest {
          writer.field("longest_below_from", entry.day(longest.first))
          writer.field("longest_below_to", entry.day(longest.last))
        }
        if let present = comparison.present {
          writer.field("below_since", entry.day(present.first))
        }
      }
      try writer.strings("notes", [windowNote] + notes)
    }
  }
}

extension HedgeRatioMethod {
  /// What programs call a column of it.
  fileprivate var key: String {
    switch self {
    case .fixed: "fixed"
    case .minimumVariance: "least_squares"
    case .exponentiallyWeighted: "exponentially_weighted"
    case .dynamicCorrelation: "dynamic_correlation"
    }
  }

  fileprivate var heading: String {
    switch self {
    case .fixed(let ratio): ratio == 1 ? "one\nfor one" : "fixed\n\(ratio)"
    case .minimumVariance(let window): "least\nsquares\n\(window) days"
    case .exponentiallyWeighted(let decay): "weighted\n\(decay)"
    case .dynamicCorrelation(let decay, _): "DCC\n\(decay)"
    }
  }
}
