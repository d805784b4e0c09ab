import SteelyardContracts
import SteelyardValidation

extension StrategyReport {
  /// A time as a number of years.
  private func year(_ time: Timestamp) -> Double {
    1970 + Double(time.microseconds) / 86_400_000_000 / 365.2425
  }

  /// Some hundreds of points are all that a plot shows.
  private func points(_ values: [Double], from first: Int = 0) -> [ReportPlot.Point] {
    let step = max(1, values.count / 500)
    return values.indices.filter { $0 % step == 0 || $0 == values.count - 1 }.map {
      ReportPlot.Point(year(result.days[first + $0]), values[$0])
    }
  }

  var equityPlot: ReportPlot {
    ReportPlot(
      title: "equity", horizontalLabel: "year", verticalLabel: "USD",
      series: [
        .init("holding the coins", .line("-"), points(result.holding)),
        .init("strategy", .line("#"), points(result.equity)),
      ])
  }

  var drawdownPlot: ReportPlot {
    func falls(_ equity: [Double]) -> [Double] {
      var peak = equity[0]
      return equity.map { value in
        peak = max(peak, value)
        return peak > 0 ? (value / peak - 1) * 100 : 0
      }
    }
    return ReportPlot(
      title: "drawdown", horizontalLabel: "year", verticalLabel: "%",
      series: [
        .init("holding the coins", .line("-"), points(falls(result.holding))),
        .init("strategy", .line("#"), points(falls(result.equity))),
      ])
  }

  /// The Sharpe ratio of the latest 90 days, a year.
  var sharpePlot: ReportPlot {
    let window = min(90, max(10, result.equity.count / 4))
    func rolling(_ equity: [Double]) -> [Double] {
      let returns = zip(equity, equity.dropFirst()).map { $0 > 0 ? $1 / $0 - 1 : 0 }
      guard returns.count >= window else { return [] }
      var sums = [0.0]
      var squares = [0.0]
      for value in returns {
        sums.append(sums[sums.count - 1] + value)
        squares.append(squares[squares.count - 1] + value * value)
      }
      return (window...returns.count).map { end in
        let mean = (sums[end] - sums[end - window]) / Double(window)
        let variance = (squares[end] - squares[end - window]) / Double(window) - mean * mean
        return variance > 1e-16 ? mean / variance.squareRoot() * 365.0.squareRoot() : .nan
      }
    }
    return ReportPlot(
      title: "Sharpe ratio of \(window) days", horizontalLabel: "year", verticalLabel: "a year",
      series: [
        .init("holding the coins", .line("-"), points(rolling(result.holding), from: window)),
        .init("strategy", .line("#"), points(rolling(result.equity), from: window)),
      ])
  }

  var monthTable: ReportTable {
    ReportTable(
      "months",
      columns: [.init("month", "month"), .init("return", "return", unit: "%")],
      rows: months.map { month in
        [
          .text("\(month.year)-\(month.month < 10 ? "0" : "")\(month.month)"),
          .number(month.gain * 100, .fixed(2)),
        ]
      })
  }

  var monthMap: ReportHeatmap {
    let names = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let months = months
    let years = Set(months.map(\.year)).sorted()
    let cells = years.map { year in
      (1...12).map { month -> ReportHeatmap.Cell in
        let gain = months.first { $0.year == year && $0.month == month }?.gain
        return ReportHeatmap.Cell(
          gain.map { ($0 * 10_000).rounded() / 100 }, mark: "",
          tone: gain.map { $0 < 0 ? .bad : .good } ?? .neutral)
      }
    }
    return ReportHeatmap(
      title: "return by month, %", horizontalLabel: "month", verticalLabel: "year",
      columns: names, rows: years.map(String.init), cells: cells, legend: "")
  }
}
