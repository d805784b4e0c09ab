import SteelyardContracts
import SteelyardFormats
import SteelyardValidation

/// What a walk of one portfolio through the past is told as.
struct BacktestAnswer {
  let model: String
  var notes: [String] = []
  var leftOut: [(name: String, reason: String)] = []
  var whyNot: String?
  private var times: [Timestamp] = []
  private var requirement: [Double] = []
  private var loss: [Double] = []
  private var coverage: LayerSummary?
  private var stability: ProcyclicalityMeasures?

  /// An answer without a walk.
  init(model: String, notes: [String] = [], whyNot: String? = nil) {
    self.model = model
    self.notes = notes
    self.whyNot = whyNot
  }

  /// Takes what was walked.
  ///
  /// - Throws: What the summary throws.
  mutating func take(
    _ days: [BacktestDay], of book: BacktestBook, _ backtest: MarginBacktest
  ) throws(SteelyardError) {
    let isDynamic = backtest.others.isEmpty
    for day in days {
      guard let outcome = day.outcomes.first(where: { $0.book == book.name }),
        let loss = outcome.loss,
        let margin = isDynamic ? outcome.dynamic.initialMargin : outcome.others[model]
      else { continue }
      times.append(day.day)
      requirement.append(margin)
      self.loss.append(loss)
    }
    guard times.count > 1 else {
      whyNot =
        "On no two of the days asked for could \(model) margin the portfolio with a history long enough before them."
        + (isDynamic
          ? ""
          : " It may have no parameters for contracts as the walk strikes them: ask for the model dynamic.")
      return
    }
    let summary = try BacktestSummary(
      days, books: [book], strides: backtest.strides, hourStrides: backtest.hourStrides,
      tailLevel: backtest.tailLevel, nearZeroUSD: BookSummary.nearZeroShare * StandardBooks.dollars)
    guard let own = summary.books.first else { return }
    coverage = isDynamic ? own.collected : own.otherLayers[model]
    stability = isDynamic ? own.collectedStability : own.otherStability[model]
  }

  /// Days on which the loss exceeded the requirement, rounding apart, as the tests count them.
  private var exceptions: [Int] {
    loss.indices.filter { loss[$0] > requirement[$0] + 1e-9 * max(1, abs(requirement[$0])) }
  }

  /// As JSON.
  func json() throws(SteelyardError) -> [UInt8] {
    try Response.object { writer throws(SteelyardError) in
      writer.field("model", model)
      writer.field("days", times.count)
      try writer.strings("times", times.map(\.description))
      try writer.column("requirement", requirement)
      try writer.column("loss", loss)
      try writer.column("exceptions", exceptions.map(Double.init))
      writer.key("coverage")
      if let coverage {
        try writer.object { writer throws(SteelyardError) in
          try writer.field("expected", coverage.probability)
          try writer.field("observed", coverage.rate)
          writer.field("breaches", coverage.breaches)
          writer.field("periods", coverage.periods)
          try writer.field("kupiec_p", coverage.kupiec)
          try writer.field("christoffersen_p", coverage.joint)
          writer.field("zone", coverage.zone.rawValue)
        }
      } else {
        writer.null()
      }
      writer.key("procyclicality")
      if let stability {
        try writer.object { writer throws(SteelyardError) in
          try writer.field("peak_to_trough", stability.peakToTrough)
          try writer.field("largest_rise_1_day", stability.largestRise1Day)
          try writer.field("largest_rise_5_days", stability.largestRise5Days)
          try writer.field("standard_deviation_of_changes", stability.deviationOfLogChanges)
        }
      } else {
        writer.null()
      }
      try writer.objects("left_out", leftOut) { writer, left in
        writer.field("name", left.name)
        writer.field("reason", left.reason)
      }
      try writer.strings("notes", notes)
      writer.optional("why_not", whyNot)
    }.body
  }
}
