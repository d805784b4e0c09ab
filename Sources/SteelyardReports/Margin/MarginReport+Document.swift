import SteelyardScenarios
import SteelyardContracts
import SteelyardMargin

extension MarginReport {
  /// The answer for people.
  public var document: ReportDocument {
    let provenance = explanation.provenance
    var sections = [summary] + [pictureSection].compactMap(\.self)
    sections += [positionSection, greekSection]
    sections += [attributionSection].compactMap(\.self)
    sections += [collateralSection, chargeSection].compactMap(\.self)
    if detail == .explained { sections += explainedSections }
    sections += [.failures(failures), .notes(remarks)].compactMap(\.self)
    return ReportDocument(
      title: "Margin by \(explanation.modelName)",
      subtitle: "Parameters \(provenance.name), in force from \(provenance.effective). "
        + (explanation.stateName.map { "State \($0). " } ?? "")
        + "Market of \(explanation.time). Options priced from \(explanation.surfaceSource.words). Amounts in "
        + "\(currency).",
      sections: sections)
  }

  private var summary: ReportDocument.Section {
    var facts: [ReportDocument.Fact] = [
      .status(status, key: "status", label: "status"),
      .init(
        "equity", "equity", .amount(reported(explanation.figures.equity), currency),
        unit: currency.code),
    ]
    let completeness =
      isComplete
      ? "yes" : "no: \(leftOutCount) left out, see below; the figures err against the account"
    facts.append(
      .init(
        "complete", "complete", .coded("\(isComplete)", words: completeness),
        tone: isComplete ? .neutral : .bad))
    var blocks: [ReportDocument.Block] = [.facts(facts), .table(marginTable)]
    if let usePicture { blocks.append(.barPicture(usePicture)) }
    if let dynamic = explanation.dynamic {
      blocks += [.paragraph(stateSentence(dynamic)), .table(partsTable(dynamic))]
    } else if !explanation.buckets.isEmpty {
      blocks.append(.table(bucketTable))
    }
    if !composition.parts.isEmpty {
      blocks.append(
        detail == .explained ? .composition(composition) : .compositionPicture(composition))
    }
    return .init("", blocks)
  }

  private var leftOutCount: String {
    var parts: [String] = []
    if unreadableCount > 0 { parts.append("\(unreadableCount) unreadable rows") }
    let unpriced = explanation.positions.count { $0.priced == nil }
    if unpriced > 0 { parts.append("\(unpriced) positions without a price") }
    let worthless = explanation.collateral.count { $0.priceUSD == nil }
    if worthless > 0 { parts.append("\(worthless) balances without a price") }
    let unmargined = explanation.failures.count - unpriced - worthless
    if unmargined > 0 { parts.append("\(unmargined) positions that the model cannot margin") }
    return parts.joined(separator: ", ")
  }

  /// Both requirements against what counts for them.
  var marginTable: ReportTable {
    let figures = explanation.figures
    func row(_ name: String, _ counted: Double, _ margin: Double) -> [ReportCell] {
      [
        .text(name), .amount(reported(counted), currency), .amount(reported(margin), currency),
        .amount(reported(counted - margin), currency),
        counted > 0 ? .percent(margin / counted) : .absent("no equity"),
      ]
    }
    return ReportTable(
      "margin",
      columns: [
        .init("requirement", "requirement"),
        .init("counted_equity", "counted equity", unit: currency.code),
        .init("margin", "margin", unit: currency.code),
        .init("excess", "excess", unit: currency.code),
        .init("margin_ratio", "margin / equity", unit: "%"),
      ],
      rows: [
        row("initial", figures.initialCountedEquity, figures.initialMargin),
        row("maintenance", figures.maintenanceCountedEquity, figures.maintenanceMargin),
      ])
  }

  private var bucketTable: ReportTable {
    ReportTable(
      "buckets",
      columns: [
        .init("bucket", "bucket"), .init("scenario", "binding scenario"),
        .init("worst_case", "scenario loss", unit: currency.code),
        .init("initial_margin", "initial margin", unit: currency.code),
        .init("maintenance_margin", "maintenance margin", unit: currency.code),
      ],
      rows: explanation.buckets.map { bucket in
        let scale = bucket.usdPerUnit / usdPerUnit
        return [
          .text(bucket.name), .text(bucket.bindingWords),
          .amount(bucket.scenarioRequirement * scale, currency),
          .amount(bucket.initialMargin * scale, currency),
          .amount(bucket.maintenanceMargin * scale, currency),
        ]
      })
  }

  /// Every position with its mark and what it is worth.
  var positionSection: ReportDocument.Section {
    let table = ReportTable(
      "positions",
      columns: [
        .init("instrument", "instrument"), .init("quantity", "quantity"),
        .init("quantity_currency", "in"), .init("mark", "mark"), .init("mark_currency", "in"),
        .init("value", "option value", unit: currency.code),
        .init("unrealised_pnl", "unrealised", unit: currency.code),
        .init("delta", "delta", unit: "coins"), .init("vega", "vega", unit: "quote/vol pt"),
      ],
      rows: explanation.positions.map { position in
        let instrument = position.instrument
        let isOption = instrument.isOption
        return [
          .text(names.name(of: instrument)), .number(position.quantity, .shortest),
          .text(instrument.quantityCurrency.code),
          position.priced.map { .price($0.mark, instrument.priceCurrency) } ?? .absent("unknown"),
          .text(instrument.priceCurrency.code),
          isOption || position.optionValueUSD != 0
            ? .amount(reported(position.optionValueUSD), currency) : .none,
          isOption
            ? .none
            : position.isEntryKnown
              ? .amount(reported(position.unrealisedUSD), currency) : .absent("no entry"),
          position.greeks.map { .number($0.delta, .grouped(4)) } ?? .none,
          isOption ? position.greeks.map { .number($0.vega, .grouped(2)) } ?? .none : .none,
        ]
      })
    return .init("Positions", [.table(table)])
  }

  /// Net and gross sums by coin.
  var greekSection: ReportDocument.Section {
    let totals = GreekTotals.totals(explanation.positions, explanation.collateral)
    return .init("Greeks by underlying", [.table(.greekTotals(totals))])
  }

  /// Every asset with its haircuts; nil where nothing is held.
  var collateralSection: ReportDocument.Section? {
    guard !explanation.collateral.isEmpty else { return nil }
    var columns: [ReportTable.Column] = [
      .init("asset", "asset"), .init("amount", "amount", unit: "units of the asset"),
      .init("price", "price", unit: currency.code), .init("value", "value", unit: currency.code),
      .init("haircut", "haircut", unit: "%"), .init("counted", "counted", unit: currency.code),
      .init("maintenance_haircut", "maintenance haircut", unit: "%"),
      .init("counted_maintenance", "counted for maintenance", unit: currency.code),
    ]
    if detail == .explained { columns.append(.init("why", "why")) }
    let table = ReportTable(
      "collateral", columns: columns,
      rows: explanation.collateral.map { line in
        let row: [ReportCell] = [
          .text(line.asset.code), .number(line.amount, .grouped(8)),
          line.priceUSD.map { .price(reported($0), currency) } ?? .absent("unknown"),
          .amount(reported(line.valueUSD), currency), .percent(line.haircut),
          .amount(reported(line.countedUSD), currency), .percent(line.maintenanceHaircut),
          .amount(reported(line.countedMaintenanceUSD), currency),
        ]
        return detail == .explained ? row + [.text(line.why)] : row
      })
    return .init(
      "Collateral",
      [.table(table)] + (collateralPicture.map { [.barPicture($0)] } ?? []))
  }

  /// What people should know besides: the caller's notes, then what the data lacked.
  var remarks: [String] {
    var remarks = notes
    if let superseded = explanation.provenance.superseded {
      remarks.append("The parameters are superseded: \(superseded)")
    }
    if let remark = stateRemark { remarks.append(remark) }
    let unknown = explanation.positions.filter {
      !$0.isEntryKnown && !$0.instrument.isOption && $0.instrument.product != .spot
    }
    if !unknown.isEmpty {
      let list = unknown.map { names.name(of: $0.instrument) }.joined(separator: ", ")
      remarks.append(
        "No entry price is known of \(list): the unrealised profit or loss counts as zero, so the "
          + "balances must already contain it.")
    }
    let unmarked = explanation.positions.filter { $0.priced?.priceSource == .index }
    if !unmarked.isEmpty {
      let list = unmarked.map { names.name(of: $0.instrument) }.joined(separator: ", ")
      remarks.append("The market has no mark of \(list): the index stands in for it.")
    }
    if explanation.positions.contains(where: { $0.priced?.rateSource == .unknown }) {
      remarks.append(
        "The model discounts option prices, and the market gives no interest rate of "
          + "some expiries: 0 stands in for it.")
    }
    return remarks
  }
}
