import Glibc
import SteelyardAllocation
import SteelyardContracts

extension AllocationReport {
  private static let marks: [Character] = ["*", "o", "+", "x", "#", "@", "%", "&"]

  private func mark(_ place: Int) -> Character { Self.marks[place % Self.marks.count] }

  /// How each of the first allocations is made up: the coins that have a weight.
  var weightPictures: [ReportDocument.Block] {
    allocations.prefix(6).map { allocation in
      .compositionPicture(
        ReportComposition(
          title: "Weights of \(allocation.objective.kind.rawValue)", unit: "%",
          parts: moments.assets.indices.filter { allocation.weights[$0] != 0 }.map {
            .init(moments.assets[$0], allocation.weights[$0] * 100)
          }))
    }
  }

  /// Mean return against volatility: the frontier, the coins, and the allocations.
  var frontierPlot: ReportPlot {
    let root = stepsPerYear.squareRoot() * 100
    let year = stepsPerYear * 100
    var series: [ReportPlot.Series] = [
      .init(
        "frontier", .line("."),
        frontier.filter { $0.status == .optimal }.map {
          .init($0.risk * root, ($0.expectedReturn ?? 0) * year)
        }),
      .init(
        "single coins", .points("-"),
        moments.assets.indices.map {
          .init(moments.deviations[$0] * root, moments.means[$0] * year)
        }),
    ]
    for (place, allocation) in allocations.enumerated() {
      let figures = figures(allocation)
      series.append(
        .init(
          allocation.objective.kind.rawValue, .points(mark(place)),
          [.init(figures.volatility * 100, figures.expectedReturn * 100)]))
    }
    return ReportPlot(
      title: "Efficient frontier", horizontalLabel: "volatility, % a year",
      verticalLabel: "mean return, % a year", series: series)
  }

  /// The frontier's points with the largest weights of each.
  var frontierTable: ReportTable {
    ReportTable(
      "frontier",
      columns: [
        .init("volatility", "volatility", unit: "% a year"),
        .init("expected_return", "mean\nreturn", unit: "% a year"),
      ] + moments.assets.map { .init($0, $0, unit: "%") },
      rows: frontier.filter { $0.status == .optimal }.map { point in
        [
          .number(point.risk * stepsPerYear.squareRoot() * 100, .fixed(1)),
          .number((point.expectedReturn ?? 0) * stepsPerYear * 100, .fixed(1)),
        ] + point.weights.map { .number($0 * 100, .fixed(1)) }
      })
  }

  /// A day of a walk as a number of years: the days of a history follow each other, and the walk ends with it.
  private func year(_ day: Int, of walk: Walk) -> Double {
    let before = walk.course.returns.count - 1 - day
    return AxisTicks.place(of: lastDay.advanced(bySeconds: -86_400 * Int64(before)))
  }

  /// Capital through the walk, as the power of ten.
  var walkPlot: ReportPlot {
    ReportPlot(
      title: "Capital, from 1", horizontalLabel: "",
      verticalLabel: "powers of ten",
      series: walks.enumerated().map { place, walk in
        .init(
          walk.name, .line(mark(place)),
          walk.course.capital.enumerated().map {
            .init(year($0, of: walk), log10(max($1, 1e-9)))
          })
      }, horizontalScale: .date)
  }

  /// How far below its peak the capital was.
  var fallPlot: ReportPlot {
    ReportPlot(
      title: "Below the peak", horizontalLabel: "", verticalLabel: "%",
      series: walks.enumerated().map { place, walk in
        var peak = 1.0
        return .init(
          walk.name, .line(mark(place)),
          walk.course.capital.enumerated().map { day, value in
            peak = max(peak, value)
            return .init(year(day, of: walk), (value / peak - 1) * 100)
          })
      }, horizontalScale: .date)
  }
}
