import SteelyardContracts
import SteelyardMargin
import SteelyardMarket

extension EdgeReport {
  /// The answer for people.
  public var document: ReportDocument {
    let provenance = evaluator.model.provenance
    var sections = [ReportDocument.Section("", [.facts(facts)])]
    if let reverse { sections += reverseSections(reverse) }
    if let prices { sections += priceSections(prices) }
    sections += [.failures(failures), .notes(remarks)].compactMap(\.self)
    return ReportDocument(
      title: title,
      subtitle: "Margin by \(evaluator.model.name), parameters \(provenance.name), in force from "
        + "\(provenance.effective). "
        + (stateName.map { "Moves of the state \($0). " } ?? "")
        + "Market of \(evaluator.snapshot.time). Amounts in \(currency).",
      sections: sections)
  }

  /// The foot of a page.
  public var sources: [ReportSource] {
    .margin(evaluator) + (stateName.map { [ReportSource("moves", "state \($0)")] } ?? [])
  }

  private var title: String {
    switch (reverse, prices) {
    case (nil, _): "Liquidation prices of the whole book"
    case (_, nil): "The nearest joint moves that end the margin"
    default: "The edge of the book: nearest joint moves and liquidation prices"
    }
  }

  private var facts: [ReportDocument.Fact] {
    let figures = evaluator.figures
    func amount(_ key: String, _ label: String, _ amountUSD: Double) -> ReportDocument.Fact {
      .init(key, label, .amount(reported(amountUSD), currency), unit: currency.code)
    }
    var facts: [ReportDocument.Fact] = [
      .status(status, key: "status", label: "status as it is"),
      amount("equity", "equity", figures.equity),
      amount("maintenance_margin", "maintenance margin", figures.maintenanceMargin),
      amount("maintenance_excess", "maintenance excess", figures.maintenanceExcess),
    ]
    if !isComplete { facts.append(.incomplete) }
    return facts
  }

  /// An amount among many, without decimals that only hide it.
  func rounded(_ amountUSD: Double) -> ReportCell {
    let isMoney = currency.amountStyle == .grouped(2)
    let isSmall = abs(reported(evaluator.figures.equity)) < 1000
    return .number(reported(amountUSD), .grouped(isMoney ? (isSmall ? 2 : 0) : 4))
  }

  /// What people should know besides.
  var remarks: [String] {
    var remarks = [
      "Every figure is that of the whole book: it is revalued and its requirement evaluated again in "
        + "each moved market; no position is looked at by itself."
    ]
    if reverse != nil {
      remarks.append(
        "Spot, volatility and pegs move by the state's distribution over the horizon; basis, premium "
          + "and funding stay. Tails go on beyond the largest move that a scenario has.")
    }
    if prices != nil {
      remarks.append(
        "Along a path no time passes, stablecoins keep their pegs, and prices are searched from "
          + "-99 % to +400 % of the reference coin.")
    }
    if let source = prices?.betaSource { remarks.append(source) }
    if currency != .usd, evaluator.coins.contains(currency) {
      remarks.append("Amounts in \(currency) are counted at its price in the undisplaced market.")
    }
    if let superseded = evaluator.model.provenance.superseded {
      remarks.append("The parameters are superseded: \(superseded)")
    }
    return remarks + notes
  }
}
