import SteelyardContracts
import SteelyardMargin
import SteelyardScenarios

/// What a page shows beside the tables of a margin report.
extension MarginReport {
  /// Scenarios drawn as bars; more are a wall.
  private static let drawnScenarios = 12

  /// How much of counted equity each requirement takes; nil where no equity counts.
  var usePicture: ReportBars? {
    let figures = explanation.figures
    let rows = [
      ("initial margin", figures.initialMargin, figures.initialCountedEquity),
      ("maintenance margin", figures.maintenanceMargin, figures.maintenanceCountedEquity),
    ].compactMap { name, margin, counted in
      counted > 0 ? ReportBars.Row(name, 100 * margin / counted) : nil
    }
    guard !rows.isEmpty else { return nil }
    return ReportBars(
      title: "Use of counted equity", unit: "%", style: .fixed(2), rows: rows, limit: 100)
  }

  /// The scenarios that cost most, each bucket's binding one marked; for grids P&L by spot and volatility.
  var pictureSection: ReportDocument.Section? {
    let all = scenarios
    guard !all.isEmpty else { return nil }
    var blocks: [ReportDocument.Block] = []
    if explanation.dynamic == nil {
      blocks += explanation.buckets.compactMap { bucket in
        heatmap(all.filter { $0.bucket.name == bucket.name }, of: bucket).map {
          .heatmapPicture($0)
        }
      }
    }
    let order = all.indices.sorted { (all[$0].countedProfit, $0) < (all[$1].countedProfit, $1) }
    let worst = Set(order.prefix(Self.drawnScenarios))
    let drawn = order.filter { worst.contains($0) || all[$0].isBinding }.map { all[$0] }
    blocks.append(
      .barPicture(
        ReportBars(
          title: "Worst scenarios, P&L after offsets", unit: currency.code,
          style: currency.amountStyle,
          rows: drawn.map { .init($0.label, $0.countedProfit, isMarked: $0.isBinding) },
          markWords: "binds: the requirement of its bucket stands on it")))
    return .init("Scenarios at a glance", blocks)
  }

  /// P&L over the grid of a bucket, extended moves apart; nil for scenarios that are no grid.
  private func heatmap(_ lines: [ScenarioLine], of bucket: BucketExplanation) -> ReportHeatmap? {
    let inside = lines.filter { $0.outcome.scenario.tail == nil }
    let moves = Set(inside.map(\.outcome.scenario.spotMove)).sorted()
    let cases = VolatilityMove.gridCases
    guard moves.count > 1 else { return nil }
    return ReportHeatmap(
      title: "\(bucket.name): P&L before offsets, \(currency)", horizontalLabel: "price move",
      verticalLabel: "volatility",
      columns: moves.map { move in
        let percent = (move * 1e4).rounded() / 100
        return (percent > 0 ? "+" : "") + NumberText.text(percent, .shortest) + " %"
      },
      rows: cases.map { $0.rawValue.split(separator: "_").joined(separator: " ") },
      cells: cases.map { volatility in
        moves.map { move in
          let line = inside.first {
            $0.outcome.scenario.spotMove == move
              && $0.outcome.scenario.volatilityMove == volatility
          }
          return .init(
            line?.profit, mark: line?.isBinding == true ? "<" : "",
            tone: (line?.profit ?? 0) < 0 ? .bad : .good)
        }
      }, legend: "< is the scenario that binds, where it is one of these.")
  }

  /// What each asset is worth: what counts, and what the haircut takes.
  var collateralPicture: ReportBars? {
    let lines = explanation.collateral.filter { $0.valueUSD > 0 }
    guard !lines.isEmpty else { return nil }
    return ReportBars(
      title: "Collateral: what counts for initial margin and what the haircut takes",
      unit: currency.code, style: currency.amountStyle, series: ["counted", "haircut"],
      rows: lines.map {
        .init(
          $0.asset.code,
          [reported($0.countedUSD), reported(max(0, $0.valueUSD - $0.countedUSD))])
      })
  }

  /// The foot of a page.
  public var sources: [ReportSource] { .margin(explanation) }
}
