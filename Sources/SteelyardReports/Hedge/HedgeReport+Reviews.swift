public import SteelyardContracts
import SteelyardFormats
public import SteelyardHedging

extension HedgeReport {
  /// One coin as the hedge of others, by their histories.
  public struct Reviews: Sendable {
    /// The coin that hedges.
    let hedge: Currency
    /// The coins that are hedged, and what is said of it.
    let entries: [(coin: Currency, review: HedgeReview)]

    /// Reviews from their parts.
    public init(hedge: Currency, entries: [(coin: Currency, review: HedgeReview)]) {
      self.hedge = hedge
      self.entries = entries
    }
  }

  /// Whether a hedge in another coin still works, and why not.
  func reviewSection(_ reviews: Reviews) -> ReportDocument.Section {
    ReportDocument.Section(
      "\(reviews.hedge) as the hedge of the other coins",
      [
        .table(reviewTable(reviews)),
        .table(
          ReportTable(
            "hedge_review_reasons",
            columns: [.init("coin", "coin"), .init("reason", "why")],
            rows: reviews.entries.map { entry -> [ReportCell] in
              [.text(entry.coin.code), .text(entry.review.reasons.joined(separator: " "))]
            })),
      ])
  }

  private func reviewTable(_ reviews: Reviews) -> ReportTable {
    ReportTable(
      "hedge_reviews",
      columns: [
        .init("coin", "coin"), .init("verdict", "verdict"),
        .init("ratio", "ratio of the\nnext day"),
        .init("in_sample", "with\nhindsight", unit: "%"),
        .init("out_of_sample", "out of\nsample", unit: "%"), .init("recent", "recent", unit: "%"),
        .init("calm", "after calm\nmonths", unit: "%"),
        .init("stressed", "after stressed\nmonths", unit: "%"),
        .init("basis_risk", "basis risk\na day", unit: "%"),
        .init("break_probability", "probability\nwithout a break"),
      ],
      rows: reviews.entries.map { entry -> [ReportCell] in
        let review = entry.review
        func regime(_ regime: HedgeRegimes.Regime) -> ReportCell {
          review.byRegime[regime].map { .percent($0.varianceReduction, decimals: 1) }
            ?? .absent("too few days")
        }
        return [
          .text(entry.coin.code),
          .coded(review.verdict.rawValue, words: review.verdict.words),
          .number(review.nextRatio, .fixed(3)),
          .percent(review.inSample.effectiveness, decimals: 1),
          .percent(review.outOfSample.varianceReduction, decimals: 1),
          .percent(review.recent.varianceReduction, decimals: 1), regime(.calm), regime(.stressed),
          .percent(review.recent.basisRisk),
          review.latestBreak.map { .number($0.probability, .significant(2)) } ?? .none,
        ]
      })
  }

  func write(_ reviews: Reviews, _ writer: inout JSONWriter) throws(SteelyardError) {
    writer.field("hedge", reviews.hedge.code)
    try writer.objects("coins", reviews.entries) { writer, entry throws(SteelyardError) in
      writer.field("coin", entry.coin.code)
      writer.field("verdict", entry.review.verdict.rawValue)
      try writer.field("ratio", entry.review.nextRatio)
      try writer.field("in_sample", entry.review.inSample.effectiveness)
      try writer.field("out_of_sample", entry.review.outOfSample.varianceReduction)
      try writer.field("recent", entry.review.recent.varianceReduction)
      try writer.field("basis_risk", entry.review.recent.basisRisk)
      try writer.optional("break_probability", entry.review.latestBreak?.probability)
      try writer.strings("reasons", entry.review.reasons)
    }
  }
}

extension HedgeReview.Verdict {
  /// What people call it.
  var words: String {
    switch self {
    case .works: "works"
    case .changed: "has changed"
    case .stopped: "has stopped working"
    }
  }
}
