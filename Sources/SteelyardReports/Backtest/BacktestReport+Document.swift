import SteelyardContracts
import SteelyardValidation

extension BacktestReport {
  /// The answer for people.
  public var document: ReportDocument {
    var sections: [ReportDocument.Section] = []
    // Somebody's own book bears on no goal.
    if !summary.counted.isEmpty { sections.append(.init("Goals", [.table(goalTable)])) }
    sections.append(
      .init("Coverage", [.table(coverageTable), .barPicture(coveragePicture)]))
    if summary.books.contains(where: { $0.maintained != nil }) {
      sections.append(.init("Maintenance margin from every hour", [.table(maintenanceTable)]))
    }
    if summary.books.contains(where: { $0.core.bootstrap != nil }) {
      sections.append(.init("Windows that overlap", [.table(overlapTable)]))
    }
    sections += [
      .init("Size and stability", [.table(stabilityTable)])
    ]
    if !models.isEmpty {
      sections.append(.init("Other models side by side", [.table(comparisonTable)]))
    }
    let isCovered = summary.books.allSatisfy(\.shortfalls.isEmpty)
    sections.append(
      .init(
        "Losses beyond initial margin",
        [isCovered ? .paragraph("There is none.") : .table(shortfallTable)]))
    sections.append(.init("Through time", [.pictures(plots)]))
    if let notes = ReportDocument.Section.notes(remarks) { sections.append(notes) }
    return ReportDocument(
      title: "Backtest of margin by dynamic",
      subtitle:
        "Parameters \(parameters). Books struck every day from \(summary.first.description.prefix(10)) to "
        + "\(summary.last.description.prefix(10)); \(summary.counted.count) books inside the goals, "
        + "\(summary.books.count - summary.counted.count) outside.",
      sections: sections)
  }

  private var goalTable: ReportTable {
    ReportTable(
      "goals",
      columns: [
        .init("goal", "goal"), .init("reached", "reached"), .init("from", "wanted\nfrom"),
        .init("to", "to"), .init("met", "met"),
      ],
      rows: summary.goals.map { goal in
        [
          .text(goal.name),
          goal.reached.map { .number($0, .fixed(4)) } ?? .absent("no book"),
          .number(goal.range.lowerBound, .shortest), .number(goal.range.upperBound, .shortest),
          goal.isMet.map { .coded("\($0)", words: $0 ? "yes" : "no") } ?? .none,
        ]
      })
  }

  private func percent(_ value: Double) -> ReportCell { .number(value * 100, .fixed(2)) }
  private func probability(_ value: Double) -> ReportCell { .number(value, .fixed(3)) }
  private func ratio(_ value: Double?) -> ReportCell {
    value.map { .number($0, .fixed(2)) } ?? .absent("-")
  }

  private var coverageTable: ReportTable {
    ReportTable(
      "coverage",
      columns: [
        .init("book", "book"), .init("days", "days"),
        .init("core_breaches", "VaR layer\nbreaches"), .init("core_rate", "rate", unit: "%"),
        .init("kupiec", "Kupiec\np"), .init("joint", "joint\np"),
        .init("first_failure", "TUFF\np"), .init("zone", "zone"),
        .init("depth_and_number", "Z2"),
        .init("collected_breaches", "initial\nbreaches"),
        .init("collected_rate", "rate", unit: "%"),
        .init("one_sided", "one-sided\np"),
      ],
      rows: summary.books.map { book in
        [
          .text(book.book.name), .number(Double(book.days), .shortest),
          .number(Double(book.core.breaches), .shortest), percent(book.core.rate),
          probability(book.core.kupiec), probability(book.core.joint),
          probability(book.core.firstFailure),
          .coded(book.core.zone.rawValue, words: book.core.zone.rawValue),
          ratio(book.shortfallTest?.depthAndNumber),
          .number(Double(book.collected.breaches), .shortest), percent(book.collected.rate),
          probability(book.collected.oneSided),
        ]
      })
  }

  /// How often losses went beyond each layer.
  private var coveragePicture: ReportBars {
    ReportBars(
      title: "Days on which the loss was beyond the layer", unit: "%", style: .fixed(2),
      rows: summary.books.flatMap { book -> [ReportBars.Row] in
        [
          .init("\(book.book.name): VaR layer", 100 * book.core.rate),
          .init("\(book.book.name): initial margin", 100 * book.collected.rate),
        ]
      })
  }

  /// The foot of a page.
  public var sources: [ReportSource] {
    [
      ReportSource("model", "dynamic"), ReportSource("parameters", parameters),
      ReportSource(
        "days",
        "\(summary.first.description.prefix(10)) to \(summary.last.description.prefix(10))"),
    ]
  }

  private var maintenanceTable: ReportTable {
    ReportTable(
      "maintenance",
      columns: [
        .init("book", "book"), .init("windows", "windows"), .init("breaches", "breaches"),
        .init("rate", "rate", unit: "%"), .init("kupiec", "Kupiec\np"), .init("joint", "joint\np"),
        .init("bootstrap_too_many", "bootstrap,\ntoo many p"),
        .init("bootstrap_independence", "bootstrap,\nindependence p"),
      ],
      rows: summary.books.compactMap { book in
        book.maintained.map { layer in
          [
            .text(book.book.name), .number(Double(layer.periods), .grouped(0)),
            .number(Double(layer.breaches), .grouped(0)), percent(layer.rate),
            probability(layer.kupiec), probability(layer.joint),
          ]
            + [layer.bootstrap?.tooManyPValue, layer.bootstrap?.independencePValue].map(optional)
        }
      })
  }

  /// The books whose daily windows overlap, by the block bootstrap.
  private var overlapTable: ReportTable {
    ReportTable(
      "overlapping_windows",
      columns: [
        .init("book", "book"), .init("days", "days"),
        .init("core_rate", "VaR layer\nrate", unit: "%"),
        .init("core_bootstrap", "bootstrap\np"),
        .init("core_bootstrap_joint", "bootstrap\njoint p"),
        .init("collected_rate", "initial\nrate", unit: "%"),
        .init("collected_bootstrap_too_many", "too many\np"),
        .init("collected_bootstrap_independence", "independence\np"),
      ],
      rows: summary.books.compactMap { book in
        guard book.core.bootstrap != nil else { return nil }
        return [.text(book.book.name), .number(Double(book.days), .shortest)]
          + [
            percent(book.core.rate), optional(book.core.bootstrap?.pValue),
            optional(book.core.bootstrap?.jointPValue), percent(book.collected.rate),
            optional(book.collected.bootstrap?.tooManyPValue),
            optional(book.collected.bootstrap?.independencePValue),
          ]
      })
  }

  private func optional(_ pValue: Double?) -> ReportCell {
    pValue.map(probability) ?? .absent("-")
  }

  private var stabilityTable: ReportTable {
    let plain = PlainHistoricalModel.name
    return ReportTable(
      "stability",
      columns: [
        .init("book", "book"), .init("core", "mean core", unit: "USD"),
        .init("initial_margin", "mean initial\nmargin", unit: "USD"),
        .init("netting", "core over\nlegs' own"),
        .init("peak_to_trough", "peak to\ntrough"),
        .init("plain_peak_to_trough", "that of\nhist. VaR"),
        .init("rise_1", "largest rise,\n1 day", unit: "%"),
        .init("rise_5", "5 days", unit: "%"), .init("rise_20", "20 days", unit: "%"),
      ],
      rows: summary.books.map { book in
        let stability = book.collectedStability
        return [
          .text(book.book.name), .number(book.meanCore, .grouped(0)),
          .number(book.meanInitialMargin, .grouped(0)), ratio(book.nettingRatio),
          ratio(stability?.peakToTrough), ratio(book.otherStability[plain]?.peakToTrough),
          ratio(stability.map { $0.largestRise1Day * 100 }),
          ratio(stability.map { $0.largestRise5Days * 100 }),
          ratio(stability.map { $0.largestRise20Days * 100 }),
        ]
      })
  }

  private var comparisonTable: ReportTable {
    ReportTable(
      "comparison",
      columns: [.init("book", "book"), .init("dynamic", "dynamic\ninitial", unit: "USD")]
        + models.flatMap { model -> [ReportTable.Column] in
          [
            .init("\(model)_tied_up", "\(model)\nties up", unit: "USD"),
            .init("\(model)_rate", "breached", unit: "%"),
          ]
        },
      rows: summary.books.map { book in
        [.text(book.book.name), .number(book.meanInitialMargin, .grouped(0))]
          + models.flatMap { model -> [ReportCell] in
            guard let tied = book.others[model], let layer = book.otherLayers[model] else {
              return [.absent("-"), .absent("-")]
            }
            return [.number(tied, .grouped(0)), percent(layer.rate)]
          }
      })
  }

  private var shortfallTable: ReportTable {
    let all = summary.books.flatMap { book in book.shortfalls.map { (book, $0) } }
      .sorted {
        $0.1.beyond / max($0.0.meanInitialMargin, 1) > $1.1.beyond / max($1.0.meanInitialMargin, 1)
      }
    return ReportTable(
      "shortfalls", caption: "the largest 20 of \(all.count), by their share of the mean margin",
      columns: [
        .init("book", "book"), .init("day", "struck at the end of"),
        .init("loss", "loss", unit: "USD"), .init("beyond", "beyond\nmargin", unit: "USD"),
        .init("share", "over mean\nmargin", unit: "%"),
      ],
      rows: all.prefix(20).map { book, shortfall in
        [
          .text(book.book.name), .text(String(shortfall.day.description.prefix(10))),
          .number(shortfall.loss, .grouped(0)), .number(shortfall.beyond, .grouped(0)),
          percent(shortfall.beyond / max(book.meanInitialMargin, 1)),
        ]
      })
  }

  /// Losses and layers of a few books: the first of each kind.
  private var plots: [ReportPlot] {
    var seen: Set<BacktestBook.Group> = []
    return summary.books.filter {
      $0.coreStability != nil && seen.insert($0.book.group).inserted
    }.map { book in
      func points(_ value: (BacktestDay.Outcome) -> Double?) -> [ReportPlot.Point] {
        days.compactMap { day in
          guard let outcome = day.outcomes.first(where: { $0.book == book.book.name }),
            let value = value(outcome)
          else { return nil }
          return ReportPlot.Point(
            1970 + Double(day.day.microseconds) / 86_400_000_000 / 365.2425, value)
        }
      }
      return ReportPlot(
        title: book.book.name, horizontalLabel: "day", verticalLabel: "USD",
        series: [
          .init(
            "loss", .points("."), points { outcome in outcome.loss.flatMap { $0 > 0 ? $0 : nil } }),
          .init("core", .line("-"), points { $0.dynamic.core }),
          .init("initial margin", .line("#"), points { $0.dynamic.initialMargin }),
        ], horizontalScale: .date)
    }
  }
}
