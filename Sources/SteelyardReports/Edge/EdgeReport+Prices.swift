import SteelyardContracts
import SteelyardMargin
import SteelyardMath

extension EdgeReport {
  func priceSections(_ prices: Prices) -> [ReportDocument.Section] {
    let sentences = prices.paths.map { ReportDocument.Block.paragraph(sentence($0)) }
    return [
      .init("Liquidation prices", sentences + [.table(levelTable(prices))]),
      .init(
        "Between the prices",
        [.table(stretchTable(prices)), .pictures(prices.paths.map(pricePlot))]),
    ]
  }

  /// What was found along a path, in a sentence.
  func sentence(_ prices: LiquidationPrices) -> String {
    let beginning = "Along \(prices.path.words): "
    let levels = prices.levels(of: .maintenanceMargin)
    guard !levels.isEmpty else { return beginning + absence(prices) }
    let parts = levels.map { level in
      "\(level.change.words) at "
        + level.prices.map {
          "\($0.coin) "
            + NumberText.text($0.priceUSD, $0.priceUSD < 1 ? .significant(5) : .grouped(2))
        }.joined(separator: ", ")
        + " USD (\(signedPercent(level.move)))"
        + (level.kind == .jump ? ", where the excess jumps" : "")
    }
    let bankruptcies = prices.levels(of: .equity).map {
      "\($0.change == .regained ? "regained" : "gone") at \(signedPercent($0.move))"
    }
    return beginning + "maintenance margin is " + parts.joined(separator: "; ") + "."
      + (bankruptcies.isEmpty ? "" : " Equity is \(bankruptcies.joined(separator: ", ")).")
      + (prices.status == .converged ? "" : " The scan was cut short: there may be more prices.")
  }

  /// Why there is no price.
  private func absence(_ prices: LiquidationPrices) -> String {
    guard let first = prices.places.first, let last = prices.places.last,
      let lowest = prices.lowest
    else { return "nothing was evaluated." }
    func excess(_ place: LiquidationPrices.Place) -> String {
      "\(NumberText.text(reported(place.figures.maintenanceExcess), .grouped(0))) \(currency)"
    }
    let isCovered = lowest.figures.maintenanceExcess >= 0
    return
      (isCovered
      ? "no liquidation price: maintenance margin is covered everywhere"
      : "no price at which maintenance margin is covered: the excess is below zero everywhere")
      + " from \(signedPercent(first.move)) (excess \(excess(first))) to \(signedPercent(last.move)) "
      + "(excess \(excess(last))); the smallest excess is \(excess(lowest)) at "
      + "\(signedPercent(lowest.move))."
  }

  private func levelTable(_ prices: Prices) -> ReportTable {
    var rows: [[ReportCell]] = []
    for path in prices.paths {
      for level in path.levels {
        rows.append([
          .coded(path.path.code, words: path.path.coinWords),
          .coded(path.path.volatility.rawValue, words: path.path.volatility.words),
          .coded(level.threshold.rawValue, words: level.threshold.words),
          .coded(level.change.rawValue, words: level.change.words),
          .percent(level.move),
          .text(
            level.prices.map {
              "\($0.coin) "
                + NumberText.text($0.priceUSD, $0.priceUSD < 1 ? .significant(5) : .grouped(2))
            }.joined(separator: ", ")),
          .coded(level.kind.rawValue, words: level.kind.rawValue),
          rounded(level.figures.equity), rounded(level.figures.maintenanceMargin),
        ])
      }
      if path.levels.isEmpty {
        rows.append([
          .coded(path.path.code, words: path.path.coinWords),
          .coded(path.path.volatility.rawValue, words: path.path.volatility.words),
          .coded("none", words: "none"), .text(""), .none, .text(""), .text(""), .none, .none,
        ])
      }
    }
    return ReportTable(
      "levels",
      columns: [
        .init("path", "path"), .init("volatility", "volatility"), .init("threshold", "what"),
        .init("change", "change"), .init("move", "move", unit: "%"),
        .init("prices", "price", unit: "USD"), .init("kind", "kind"),
        .init("equity", "equity", unit: currency.code),
        .init("maintenance_margin", "maint.\nmargin", unit: currency.code),
      ], rows: rows)
  }

  private func stretchTable(_ prices: Prices) -> ReportTable {
    ReportTable(
      "stretches",
      columns: [
        .init("path", "path"), .init("volatility", "volatility"),
        .init("from", "from", unit: "%"), .init("to", "to", unit: "%"),
        .init("covered", "margin"), .init("lowest", "smallest\nexcess", unit: currency.code),
        .init("lowest_at", "at", unit: "%"),
        .init("highest", "largest\nexcess", unit: currency.code),
        .init("highest_at", "at", unit: "%"),
      ],
      rows: prices.paths.flatMap { path in
        path.stretches.map { stretch in
          [
            .coded(path.path.code, words: path.path.coinWords),
            .coded(path.path.volatility.rawValue, words: path.path.volatility.words),
            .percent(stretch.start), .percent(stretch.end),
            .coded(
              stretch.isCovered ? "covered" : "not_covered",
              words: stretch.isCovered ? "covered" : "not covered"),
            rounded(stretch.lowest.figures.maintenanceExcess), .percent(stretch.lowest.move),
            rounded(stretch.highest.figures.maintenanceExcess), .percent(stretch.highest.move),
          ]
        }
      })
  }

  private func pricePlot(_ prices: LiquidationPrices) -> ReportPlot {
    func line(
      _ name: String, _ mark: Character, _ amount: (AccountFigures) -> Double
    ) -> ReportPlot.Series {
      .init(
        name, .line(mark),
        prices.places.map { .init(100 * $0.move, reported(amount($0.figures))) })
    }
    var series = [
      line("equity", "e", \.equity), line("maintenance margin", "m", \.maintenanceMargin),
      line("maintenance excess", "x", \.maintenanceExcess),
    ]
    if !prices.levels.isEmpty {
      series.append(
        .init(
          "prices", .points("X"),
          prices.levels.map { .init(100 * $0.move, reported($0.figures.equity)) }))
    }
    return ReportPlot(
      title: "Along \(prices.path.words)",
      horizontalLabel: "move of \(prices.path.reference), %", verticalLabel: currency.code,
      series: series)
  }

  private func signedPercent(_ share: Double) -> String {
    (share > 0 ? "+" : "") + NumberText.text(100 * share, .fixed(2)) + " %"
  }
}

extension LiquidationPath {
  /// What programs call the coins: `btc` or `all`.
  var code: String { isJoint ? "all" : reference.code.lowercased() }

  /// The coins in words: `BTC alone`, `BTC with ETH 1.20`.
  var coinWords: String {
    guard isJoint else { return "\(reference) alone" }
    let others = betas.filter { $0.key != reference }.sorted { $0.key < $1.key }
    return "\(reference) with "
      + others.map { "\($0.key) \(NumberText.text($0.value, .fixed(2)))" }.joined(separator: ", ")
  }

  /// The path in words.
  var words: String { coinWords + ", volatility \(volatility.words)" }
}

extension LiquidationPath.VolatilityMode {
  var words: String {
    switch self {
    case .held: "held"
    case .following: "following spot"
    }
  }
}

extension LiquidationPrices.Level.Change {
  var words: String { rawValue }
}
