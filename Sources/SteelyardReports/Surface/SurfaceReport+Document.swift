import SteelyardPricing
import SteelyardContracts
import SteelyardMarket

extension SurfaceReport {
  /// The answer for people.
  public var document: ReportDocument {
    var sections: [ReportDocument.Section] = []
    for fit in fits {
      var blocks: [ReportDocument.Block] = [.facts(facts(of: fit)), .table(fitTable(fit))]
      blocks.append(.table(parameterTable(fit)))
      if !fit.violations.isEmpty { blocks.append(.table(violationTable(fit))) }
      sections.append(.init(fit.surface.underlying.description, blocks))
      let plots = plots(of: fit)
      if !plots.isEmpty {
        sections.append(.init("Smiles of \(fit.surface.underlying)", [.plots(plots)]))
      }
    }
    sections += [.failures(failures), .notes(Self.remarks + notes)].compactMap(\.self)
    return ReportDocument(
      title: "Volatility surface", subtitle: "Market of \(snapshot.time).", sections: sections)
  }

  private static let remarks = [
    "Total variance over log-moneyness k = ln(K/F): a + b (rho (k - m) + sqrt((k - m)^2 + s^2)), plus "
      + "a smooth correction inside the quoted range where the form has one. Fit errors are absolute "
      + "differences from mark volatility, in volatility points."
  ]

  private func facts(of fit: SurfaceFit) -> [ReportDocument.Fact] {
    let market = snapshot.market(of: fit.surface.underlying)
    var facts: [ReportDocument.Fact] = [
      .init(
        "arbitrage", "arbitrage",
        .text(
          fit.violations.isEmpty
            ? "none: no butterfly, no calendar on the quoted range, wings within Lee's bound"
            : "\(fit.violations.count) violations, listed below"),
        tone: fit.violations.isEmpty ? .good : .bad),
      .init("form", "form", .text(fit.options.form.words)),
    ]
    if let market {
      facts.append(
        .init(
          "index", "index", .price(market.index, market.underlying.quote),
          unit: "\(market.underlying.quote), \(market.indexSource)"))
    }
    facts += indexFacts(of: fit)
    if let repricing = repricings[fit.surface.underlying] {
      let currency = fit.surface.underlying.settlement
      let scope =
        "\(currency), median of \(repricing.rowCount) marks; 99 % within "
        + NumberText.text(repricing.percentile99, .significant(3)) + ", all within "
        + NumberText.text(repricing.maximum, .significant(3))
      facts.append(
        .init(
          "repricing_median", "repricing error", .number(repricing.median, .significant(3)),
          unit: scope))
    }
    if let error = fit.pooledError {
      let range = fit.options.errorDeltaRange
      let scope =
        "vol points, \(error.rowCount) rows beyond "
        + NumberText.text(fit.options.pooledErrorDaysMin, .fixed(0)) + " days with |delta| "
        + NumberText.text(range.lowerBound, .fixed(2)) + " to "
        + NumberText.text(range.upperBound, .fixed(2))
      facts += [
        .init("error_median", "median error", .number(error.median, .fixed(4)), unit: scope),
        .init(
          "error_95", "95th percentile", .number(error.percentile95, .fixed(4)),
          unit: "vol points"),
        .init("error_max", "largest error", .number(error.maximum, .fixed(4)), unit: "vol points"),
      ]
    }
    if let ssvi = fit.ssvi {
      facts += [
        .init("ssvi_rho", "SSVI rho", .number(ssvi.correlation, .fixed(6))),
        .init("ssvi_eta", "SSVI eta", .number(ssvi.scale, .fixed(6))),
        .init("ssvi_gamma", "SSVI gamma", .number(ssvi.exponent, .fixed(6))),
      ]
    }
    return facts
  }

  /// The 30-day index with the expiries it stands on, or why there is none.
  private func indexFacts(of fit: SurfaceFit) -> [ReportDocument.Fact] {
    switch indices[fit.surface.underlying] {
    case .success(let index):
      let legs = index.legs.map { NumberText.text($0.timeToExpiry * 365, .fixed(1)) }
      return [
        .init(
          "volatility_index", "30-day index",
          .number(100 * index.volatility, .fixed(2)),
          unit: "%, model-free, from expiries in \(legs.joined(separator: " and ")) days")
      ]
    case .failure(let error):
      return [.init("volatility_index", "30-day index", .text("none: \(error.message)"))]
    case nil: return []
    }
  }

  private func fitTable(_ fit: SurfaceFit) -> ReportTable {
    let quote = fit.surface.underlying.quote.code
    return ReportTable(
      "expiries",
      columns: [
        .init("expiry", "expiry"), .init("days", "to expiry", unit: "days"),
        .init("forward", "forward", unit: quote), .init("forward_source", "forward from"),
        .init("strikes", "strikes"), .init("status", "fit"),
        .init("at_the_money", "vol at F", unit: "%"),
        .init("error_median", "median", unit: "vol pt"),
        .init("error_95", "95 %", unit: "vol pt"), .init("error_max", "max", unit: "vol pt"),
      ],
      rows: fit.expiries.map { expiry in
        func error(_ value: Double?) -> ReportCell { value.map { .number($0, .fixed(3)) } ?? .none }
        return [
          .text(expiry.expiry.dayText), .number(expiry.timeToExpiry * 365, .fixed(2)),
          .number(expiry.forward.value, .grouped(2)),
          .text(expiry.forward.source.dataSource.words),
          .number(Double(expiry.strikeCount), .fixed(0)), .text(expiry.status.words),
          expiry.slice.map { .percent($0.volatility(at: 0)) } ?? .none,
          error(expiry.error?.median), error(expiry.error?.percentile95),
          error(expiry.error?.maximum),
        ]
      })
  }

  private func parameterTable(_ fit: SurfaceFit) -> ReportTable {
    ReportTable(
      "parameters", caption: "SVI parameters in total variance; correction knots beyond them",
      columns: [
        .init("expiry", "expiry"), .init("a", "a"), .init("b", "b"), .init("rho", "rho"),
        .init("m", "m"), .init("s", "s"), .init("knots", "knots"),
        .init("low", "from", unit: "ln(K/F)"), .init("high", "to", unit: "ln(K/F)"),
        .init("durrleman", "least g"),
      ],
      rows: fit.expiries.compactMap { expiry in
        guard let slice = expiry.slice else { return nil }
        let base = slice.base
        let numbers = [base.level, base.slope, base.correlation, base.centre, base.width]
        return [.text(expiry.expiry.dayText)] + numbers.map { .number($0, .significant(6)) } + [
          .number(Double(slice.correction?.coefficients.count ?? 0), .fixed(0)),
          .number(slice.quotedRange.lowerBound, .fixed(4)),
          .number(slice.quotedRange.upperBound, .fixed(4)),
          expiry.minimumDurrleman.map { .number($0, .fixed(4)) } ?? .none,
        ]
      })
  }

  private func violationTable(_ fit: SurfaceFit) -> ReportTable {
    ReportTable(
      "violations", caption: "Arbitrage that remains, where it is worst",
      columns: [
        .init("expiry", "expiry"), .init("kind", "kind"), .init("earlier", "against"),
        .init("strike", "strike", unit: fit.surface.underlying.quote.code),
        .init("log_moneyness", "ln(K/F)"), .init("size", "size"), .init("measure", "counted in"),
      ],
      rows: fit.violations.map { violation in
        [
          .text(violation.expiry.dayText), .text(violation.kind.code),
          .text(violation.kind.earlier?.dayText ?? ""), .number(violation.strike, .grouped(2)),
          .number(violation.logMoneyness, .fixed(4)), .number(violation.size, .significant(4)),
          .text(violation.kind.measure),
        ]
      })
  }
}

extension SurfaceFitOptions.Form {
  var words: String {
    switch self {
    case .svi: "raw SVI by expiry"
    case .correctedSVI: "raw SVI by expiry with a smooth correction"
    case .ssvi: "SSVI over all expiries"
    }
  }
}

extension ExpiryFit.Status {
  var words: String { rawValue.split(separator: "_").joined(separator: " ") }
}

extension ArbitrageViolation.Kind {
  var code: String {
    switch self {
    case .butterfly: "butterfly"
    case .wing: "wing"
    case .calendar: "calendar"
    }
  }

  /// What `ArbitrageViolation.size` counts.
  var measure: String {
    switch self {
    case .butterfly: "Durrleman's g below 0"
    case .wing: "slope beyond Lee's 2"
    case .calendar: "total variance missing"
    }
  }

  var earlier: Timestamp? {
    if case .calendar(let earlier) = self { earlier } else { nil }
  }
}
