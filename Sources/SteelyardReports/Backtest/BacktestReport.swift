import SteelyardContracts
public import SteelyardValidation

/// What a backtest of margin found.
public struct BacktestReport: Report {
  /// What was found.
  public let summary: BacktestSummary
  /// The days it was found on.
  public let days: [BacktestDay]
  /// The parameter set of the dynamic model.
  public let parameters: String
  /// What people should know besides.
  public let notes: [String]

  /// A report from its parts.
  public init(
    summary: BacktestSummary, days: [BacktestDay], parameters: String, notes: [String]
  ) {
    self.summary = summary
    self.days = days
    self.parameters = parameters
    self.notes = notes
  }

  /// Models that were compared, by name, the most often margined first.
  var models: [String] {
    var counts: [String: Int] = [:]
    for book in summary.books { for name in book.others.keys { counts[name, default: 0] += 1 } }
    return counts.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.map(\.key)
  }

  /// What should be said besides: what is outside the goals, and why.
  var remarks: [String] {
    let outside = summary.books.filter { $0.book.hypothetical != nil }
    let reasons = Set(outside.compactMap(\.book.hypothetical)).sorted()
    return notes
      + reasons.map { reason in
        let names = outside.filter { $0.book.hypothetical == reason }.map(\.book.name)
        return "Outside the goals: \(names.joined(separator: ", ")): \(reason)."
      } + [
        "A layer is exceeded where the loss of the frozen book over the horizon, collateral included, "
          + "is larger. Where the horizon spans two days, tests look at every second day; the block "
          + "bootstrap looks at all windows, in blocks of \(LayerSummary.horizonsInBlock) horizons."
      ] + hourlyRemarks
  }

  private var hourlyRemarks: [String] {
    guard summary.books.contains(where: { $0.maintained != nil }) else {
      return [
        "Maintenance margin is not tested: that takes --history with hourly closes."
      ]
    }
    return [
      "Maintenance margin of an evening is tested against the frozen book over its own horizon from "
        + "every hour of the next day, by hourly closes; where windows overlap, Kupiec's and the joint "
        + "test look at windows that do not. The volatility index is daily and stays within a day."
    ]
  }
}
