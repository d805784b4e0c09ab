import SteelyardContracts
import SteelyardValidation

extension StrategyReport {
  /// Some hundreds of points are all that a plot shows.
  private func points(_ values: [Double], from first: Int = 0) -> [ReportPlot.Point] {
    let step = max(1, values.count / 500)
    return values.indices.filter { $0 % step == 0 || $0 == values.count - 1 }.map {
      ReportPlot.Point(AxisTicks.place(of: result.days[first + $0]), values[$0])
    }
  }

  var equityPlot: ReportPlot {
    ReportPlot(
      title: "equity", horizontalLabel: "", verticalLabel: "USD",
      series: [
        .init("holding the coins", .line("-"), points(result.holding)),
        .init("strategy", .line("#"), points(result.equity)),
      ], horizontalScale: .date)
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
      title: "drawdown", horizontalLabel: "", verticalLabel: "%",
      series: [
        .init("holding the coins", .line("-"), points(falls(result.holding))),
        .init("strategy", .line("#"), points(falls(result.equity))),
      ], horizontalScale: .date)
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
      title: "Sharpe ratio of \(window) days", horizontalLabel: "", verticalLabel: "a year",
      series: [
        .init("holding the coins", .line("-"), points(rolling(result.holding), from: window)),
        .init("strategy", .line("#"), points(rolling(result.equity), from: window)),
      ], horizontalScale: .date)
  }

  /// Returns by month, a year in a row.
  var monthTable: ReportTable {
    let names = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let months = months
    return ReportTable(
      "months", caption: "return, %",
      columns: [.init("year", "")] + names.map { .init($0.lowercased(), $0) }
        + [.init("whole_year", "year")],
      rows: Set(months.map(\.year)).sorted().map { year in
        let own = months.filter { $0.year == year }
        var cells: [ReportCell] = [.text(String(year))]
        for month in 1...12 {
          let gain = own.first { $0.month == month }?.gain
          cells.append(gain.map { ReportCell.number($0 * 100, .fixed(1)) } ?? ReportCell.none)
        }
        let whole = own.reduce(1) { $0 * (1 + $1.gain) } - 1
        cells.append(.number(whole * 100, .fixed(1)))
        return cells
      })
  }
}
