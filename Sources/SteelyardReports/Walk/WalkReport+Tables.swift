import SteelyardContracts
import SteelyardMargin

extension WalkReport {
  /// Whether some of what the account is worth does not count, at some point.
  private var hasUncountedEquity: Bool {
    walk.points.contains { point in
      let figures = point.figures
      return figures.initialCountedEquity != figures.equity
        || figures.maintenanceCountedEquity != figures.equity
    }
  }

  /// Amounts over many points are compared, not booked: cents and satoshi only hide them.
  private func rounded(_ amountUSD: Double) -> ReportCell {
    let largest = walk.points.map { abs(reported($0.figures.equity)) }.max() ?? 0
    let isMoney = currency.amountStyle == .grouped(2)
    return .number(reported(amountUSD), .grouped(isMoney ? (largest < 1000 ? 2 : 0) : 4))
  }

  /// Every point.
  var pointTable: ReportTable {
    let unit = currency.code
    let coins = movedCoins.prefix(2)
    let isCounted = hasUncountedEquity
    var columns: [ReportTable.Column] = [.init("value", axisHeading, unit: axisUnit)]
    columns += coins.map { .init("price_\($0)".lowercased(), $0.code, unit: "USD") }
    columns.append(.init("equity", "equity", unit: unit))
    if isCounted {
      columns += [
        .init("initial_counted_equity", "counted\ninitial", unit: unit),
        .init("maintenance_counted_equity", "counted\nmaint.", unit: unit),
      ]
    }
    columns += [
      .init("initial_margin", "initial\nmargin", unit: unit),
      .init("maintenance_margin", "maint.\nmargin", unit: unit),
      .init("initial_excess", "initial\nexcess", unit: unit),
      .init("maintenance_excess", "maint.\nexcess", unit: unit), .init("status", "status"),
    ]
    let hasScenarios = walk.points.contains { !$0.bindings.isEmpty }
    if hasScenarios { columns.append(.init("scenario", "binding scenario")) }
    let rows = walk.points.map { point -> [ReportCell] in
      let figures = point.figures
      var row: [ReportCell] = [.number(shown(point.value), valueStyle)]
      row += coins.map { coin in
        guard let price = point.coinPrices.first(where: { $0.coin == coin }) else { return .none }
        return .number(
          price.priceUSD, price.priceUSD >= 1000 ? .grouped(0) : .significant(5))
      }
      row.append(rounded(figures.equity))
      if isCounted {
        row += [
          rounded(figures.initialCountedEquity), rounded(figures.maintenanceCountedEquity),
        ]
      }
      row += [
        rounded(figures.initialMargin), rounded(figures.maintenanceMargin),
        rounded(figures.initialExcess), rounded(figures.maintenanceExcess),
        .coded(status(of: point).rawValue, words: status(of: point).words),
      ]
      if hasScenarios { row.append(.text(binding(at: point) ?? "none loses")) }
      return row
    }
    return ReportTable("points", columns: columns, rows: rows)
  }

  /// Every crossing.
  var crossingTable: ReportTable {
    let coins = movedCoins
    return ReportTable(
      "crossings",
      columns: [
        .init("threshold", "what is lost"), .init("value", axisHeading, unit: axisUnit),
        .init("direction", "direction"),
      ] + coins.map { .init("price_\($0)".lowercased(), $0.code, unit: "USD") }
        + [.init("scenario", "binding scenario")],
      rows: walk.crossings.map { crossing in
        [
          .coded(crossing.threshold.rawValue, words: crossing.threshold.words),
          .number(shown(crossing.point.value), valueStyle), .text(crossing.direction.rawValue),
        ]
          + coins.map { coin in
            crossing.point.coinPrices.first { $0.coin == coin }.map {
              .price($0.priceUSD, .usd)
            } ?? .none
          } + [.text(binding(at: crossing.point) ?? "")]
      })
  }

  /// What expired on the way.
  var settlementTable: ReportTable {
    ReportTable(
      "settlements",
      columns: [
        .init("instrument", "instrument"), .init("expiry", "expiry"),
        .init("quantity", "quantity"), .init("settlement_price", "settled at", unit: "quote"),
        .init("payment", "paid"), .init("payment_currency", "in"),
      ],
      rows: walk.settlements.map { expired in
        let settlement = expired.instrument.underlying.settlement
        return [
          .text(names.name(of: expired.instrument)),
          .text(expired.instrument.expiry?.description ?? ""),
          .number(expired.quantity.doubleValue, .shortest),
          .number(expired.settlementPrice, .grouped(2)),
          .amount(expired.payment.doubleValue, settlement), .text(settlement.code),
        ]
      })
  }

  /// Equity and requirements over the input, and the crossings.
  var plot: ReportPlot {
    func line(
      _ name: String, _ mark: Character, _ amount: (AccountFigures) -> Double
    ) -> ReportPlot.Series {
      .init(
        name, .line(mark),
        walk.points.map { .init(shown($0.value), reported(amount($0.figures))) })
    }
    var series = [line("equity", "e", \.equity)]
    if hasUncountedEquity {
      series.append(line("counted equity", "c", \.initialCountedEquity))
    }
    series.append(line("initial margin", "i", \.initialMargin))
    series.append(line("maintenance margin", "m", \.maintenanceMargin))
    if !walk.crossings.isEmpty {
      series.append(
        .init(
          "crossings", .points("X"),
          walk.crossings.map { crossing in
            let figures = crossing.point.figures
            let height =
              switch crossing.threshold {
              case .initialMargin: figures.initialMargin
              case .maintenanceMargin: figures.maintenanceMargin
              case .equity: figures.equity
              }
            return .init(shown(crossing.point.value), reported(height))
          }))
    }
    return ReportPlot(
      title: "Equity and margin along \(axisWords)",
      horizontalLabel: axisWords == axisUnit ? axisUnit : "\(axisWords), \(axisUnit)",
      verticalLabel: currency.code, series: series)
  }
}
