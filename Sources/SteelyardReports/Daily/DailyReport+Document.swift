import SteelyardContracts
import SteelyardMargin

extension DailyReport {
  /// Events that people are told one by one; programs are told of all.
  static let eventsMax = 15

  /// The answer for people.
  public var document: ReportDocument {
    let margin = parts.margin
    let provenance = explanation.provenance
    var sections = [summary]
    if let change = parts.change { sections += changeSections(change) }
    let lines = limitLines
    if !lines.isEmpty { sections.append(.init("Limits", [.table(ReportLimits.table(lines))])) }
    sections.append(margin.positionSection)
    sections.append(
      .init(
        "Greeks by coin and expiry",
        margin.greekSection.blocks + [.table(parts.greeks.expiryTable)]))
    let scenarios = margin.scenarios
    if !scenarios.isEmpty {
      let section = margin.worstSection(margin.worst(of: scenarios))
      let pictures = margin.pictureSection?.blocks ?? []
      sections.append(.init(section.heading, section.blocks + pictures))
    }
    sections.append(stressSection)
    sections += parts.stress.mapSections
    sections += edgeSections
    sections.append(concentrationSection)
    sections += [margin.chargeSection, margin.collateralSection].compactMap(\.self)
    sections += [.failures(failures), .notes(remarks)].compactMap(\.self)
    // Text says the same on every machine; the width of its kernels stands at the foot of a page and in JSON.
    sections.append(.init("Sources", [.sources(sources.filter { $0.label != "kernels" })]))
    return ReportDocument(
      title: "Daily risk report" + (account.map { ", \($0)" } ?? "") + ", "
        + String(explanation.time.description.prefix(10)),
      subtitle: "Margin by \(explanation.modelName), parameters \(provenance.name), in force from "
        + "\(provenance.effective). Market of \(explanation.time). Amounts in \(currency).",
      sections: sections, links: pages)
  }

  // MARK: Where it stands

  private var summary: ReportDocument.Section {
    let figures = explanation.figures
    func amount(_ key: String, _ label: String, _ amountUSD: Double) -> ReportDocument.Fact {
      .init(key, label, .amount(reported(amountUSD), currency), unit: currency.code)
    }
    var facts: [ReportDocument.Fact] = [
      .status(status, key: "status", label: "status"), amount("equity", "equity", figures.equity),
    ]
    if let change = parts.change {
      facts.append(
        amount(
          "equity_change", "change since \(change.before.time.description.prefix(10))",
          change.profit.total))
    }
    facts += [
      amount("initial_margin", "initial margin", figures.initialMargin),
      amount("maintenance_margin", "maintenance margin", figures.maintenanceMargin),
      amount("maintenance_excess", "maintenance excess", figures.maintenanceExcess),
      .init(
        "use", "use: maintenance margin of its equity",
        figures.maintenanceRatio.map { .percent($0) } ?? .absent("no equity counts"), unit: "%"),
    ]
    if let worst = parts.stress.first.test.outcomes.first {
      facts.append(amount("worst_event_pnl", "worst event", worst.profitUSD))
    }
    if !limits.shares.isEmpty {
      facts.append(
        .init(
          "limits_kept", "limits",
          .coded("\(keepsLimits)", words: keepsLimits ? "all kept" : "not all kept"),
          tone: keepsLimits ? .good : .bad))
    }
    if !isComplete { facts.append(.incomplete) }
    var blocks: [ReportDocument.Block] = [.facts(facts), .table(parts.margin.marginTable)]
    if let picture = parts.margin.usePicture { blocks.append(.barPicture(picture)) }
    let composition = parts.margin.composition
    if !composition.parts.isEmpty { blocks.append(.composition(composition)) }
    return .init("", blocks)
  }

  // MARK: What it may lose

  private var stressSection: ReportDocument.Section {
    let stress = parts.stress
    let shown = stress.shockTable
    let left = shown.rows.count - Self.eventsMax
    let table = ReportTable(
      shown.name,
      caption: left > 0
        ? "The \(Self.eventsMax) worst of \(shown.rows.count) events, the largest loss first:" : "",
      columns: shown.columns, rows: Array(shown.rows.prefix(Self.eventsMax)))
    return .init(
      "Events of the library",
      stress.sentences.prefix(2).map { .paragraph($0) }
        + [.barPicture(stress.shockPicture), .table(table), .table(stress.contributionTable)])
  }

  /// The nearest joint moves, and liquidation prices, without what only a search is about.
  private var edgeSections: [ReportDocument.Section] {
    let edge = parts.edge
    var sections: [ReportDocument.Section] = []
    if let reverse = edge.reverse { sections += edge.reverseSections(reverse).prefix(2) }
    if let prices = edge.prices, let first = edge.priceSections(prices).first {
      sections.append(first)
    }
    return sections
  }

  private var concentrationSection: ReportDocument.Section {
    var blocks: [ReportDocument.Block] = [
      .table(
        Concentration.table(
          "coin", "By coin: dollar delta of contracts and coins held, in absolute size", "coin",
          concentration.coins, unit: "USD"))
    ]
    let bars = ReportBars(
      title: "Share of gross dollar delta by coin", unit: "%", style: .fixed(2),
      rows: concentration.coins.prefix(12).map { .init($0.name, 100 * $0.share) }, limit: 100)
    blocks.append(.barPicture(bars))
    if !concentration.expiries.isEmpty {
      blocks.append(
        .table(
          Concentration.table(
            "expiry", "By expiry of options: vega, in absolute size", "expiry",
            concentration.expiries, unit: "USD/vol pt")))
    }
    blocks.append(
      .table(
        Concentration.table(
          "position", "By position: dollar delta, in absolute size", "instrument",
          concentration.positions, unit: "USD")))
    return .init("Concentration", blocks)
  }
}
