import SteelyardLiquidation

extension SimulationReport {
  private static let marks: [Character] = ["*", "o", "+", "x", "#", "@", "%", "&"]
  /// Most rounds that text tells one by one.
  private static let shownRounds = 12

  /// Prices and notional through time, by policy.
  var plots: [ReportPlot] {
    let seconds = study.market.roundSeconds
    func series(
      _ name: String, _ place: Int, _ value: (CascadeRound) -> Double, _ run: CascadeRun
    ) -> ReportPlot.Series {
      .init(
        name, .line(Self.marks[place % Self.marks.count]),
        run.rounds.enumerated().map { .init(Double($0 + 1) * seconds, value($1)) })
    }
    var plots: [ReportPlot] = []
    for (coin, terms) in study.market.coins.enumerated() where study.shock.moves[coin] != 0 {
      var lines = study.results.enumerated().map { place, result in
        series(result.policy.name, place, { $0.prices[coin] / terms.price * 100 }, result.first)
      }
      if let own = study.results.first?.first.fundamental {
        lines.append(
          .init(
            "without trades", .line("."),
            own.enumerated().map {
              .init(Double($0 + 1) * seconds, $1[coin] / terms.price * 100)
            }))
      }
      plots.append(
        ReportPlot(
          title: "\(terms.name), price", horizontalLabel: "seconds",
          verticalLabel: "% of before", series: lines))
    }
    plots.append(
      ReportPlot(
        title: "Liquidated so far", horizontalLabel: "seconds", verticalLabel: "million USD",
        series: study.results.enumerated().map { place, result in
          var sum = 0.0
          let points = result.first.rounds.enumerated().map { round, record in
            sum += record.liquidated.reduce(0, +) * 1e-6
            return ReportPlot.Point(Double(round + 1) * seconds, sum)
          }
          return .init(
            result.policy.name, .line(Self.marks[place % Self.marks.count]), points)
        }))
    plots.append(
      ReportPlot(
        title: "Least depth", horizontalLabel: "seconds", verticalLabel: "% of calm",
        series: study.results.enumerated().map { place, result in
          series(result.policy.name, place, { $0.depth * 100 }, result.first)
        }))
    return plots
  }

  /// The rounds of the first policy in which most was closed, in their order.
  var roundTable: ReportTable {
    let rounds = study.results.first?.first.rounds ?? []
    let largest = rounds.indices.filter { rounds[$0].liquidations > 0 || rounds[$0].isHalted }
      .sorted {
        (-rounds[$0].liquidated.reduce(0, +), $0) < (-rounds[$1].liquidated.reduce(0, +), $1)
      }
      .prefix(Self.shownRounds).sorted()
    return ReportTable(
      "rounds",
      caption: "Rounds with most closed, \(study.results.first?.policy.name ?? "")",
      columns: [
        .init("round", "round"), .init("liquidations", "liquidations"),
        .init("liquidated", "liquidated", unit: "million USD"),
        .init("deleveraged", "deleveraged", unit: "million USD"),
        .init("depth", "least\ndepth", unit: "%"), .init("fund", "funds", unit: "million USD"),
      ]
        + study.market.coins.map {
          .init("price_\($0.name)", "\($0.name)\nprice", unit: "% of before")
        },
      rows: largest.map { round in
        let record = rounds[round]
        return [
          .number(Double(round + 1), .shortest), .number(Double(record.liquidations), .grouped(0)),
          .number(record.liquidated.reduce(0, +) * 1e-6, .grouped(1)),
          .number(record.deleveraged * 1e-6, .grouped(1)),
          .number(record.depth * 100, .fixed(1)), .number(record.fund * 1e-6, .grouped(1)),
        ]
          + zip(record.prices, study.market.coins).map {
            .number($0 / $1.price * 100, .fixed(2))
          }
      })
  }

  /// Amplification over two inputs.
  func heatmap(_ map: Map) -> ReportHeatmap {
    ReportHeatmap(
      title: "Amplification, \(study.results.first?.policy.name ?? "")",
      horizontalLabel: "shock", verticalLabel: map.axis.rawValue,
      columns: map.shocks.map { "x " + NumberText.text($0, .shortest) },
      rows: map.values.map { "x " + NumberText.text($0, .shortest) },
      cells: map.amplification.map { row in
        row.map { value in
          value >= 2
            ? .init(value, mark: "x", tone: .bad)
            : value >= 1.25
              ? .init(value, mark: "!", tone: .caution) : .init(value, mark: "", tone: .good)
        }
      },
      legend: "! the move is at least 1.25 times the shock, x at least twice.")
  }

  /// The points one by one, for programs.
  func table(_ map: Map) -> ReportTable {
    ReportTable(
      "map",
      columns: [
        .init("shock", "shock multiple"), .init("down", map.axis.rawValue + " multiple"),
        .init("amplification", "amplification"),
      ],
      rows: zip(map.values, map.amplification).flatMap { down, row in
        zip(map.shocks, row).map { shock, value -> [ReportCell] in
          [.number(shock, .shortest), .number(down, .shortest), .number(value, .significant(8))]
        }
      })
  }
}
