import Glibc
import SteelyardContracts
import SteelyardMargin
import SteelyardMarket

extension StressReport {
  /// The answer for people.
  public var document: ReportDocument {
    let evaluator = first.test.evaluator
    let provenance = evaluator.model.provenance
    var sections: [ReportDocument.Section] = [
      .init("", sentences.map { .paragraph($0) } + [.facts(facts)])
    ]
    if !first.test.outcomes.isEmpty {
      sections.append(
        .init("Shocks, the largest loss first", [.table(shockTable), .barPicture(shockPicture)]))
      sections.append(
        .init(
          "Why: \(explained.count == 1 ? "the worst shock" : "the \(explained.count) worst shocks")",
          [.table(contributionTable), .table(moveTable)]
            + (unsourcedTable.rows.isEmpty ? [] : [.table(unsourcedTable)])))
    }
    sections += pathSections + mapSections
    sections += [.failures(failures), .notes(remarks)].compactMap(\.self)
    return ReportDocument(
      title: "Stress test by \(evaluator.model.name)",
      subtitle: "Parameters \(provenance.name), in force from \(provenance.effective). "
        + (evaluator.model.stateName.map { "State \($0). " } ?? "")
        + "Market of \(evaluator.snapshot.time). Options priced from "
        + "\(evaluator.model.surfaceSource.words). Amounts in \(currency).",
      sections: sections)
  }

  private var facts: [ReportDocument.Fact] {
    var facts: [ReportDocument.Fact] = []
    for book in books {
      let tail = books.count > 1 ? ", \(book.words)" : ""
      let prefix = books.count > 1 ? "\(book.key)_" : ""
      let figures = book.test.evaluator.figures
      let health = judged(book.test.evaluator.health)
      func amount(_ key: String, _ label: String, _ amountUSD: Double) -> ReportDocument.Fact {
        .init(
          prefix + key, label + tail, .amount(reported(amountUSD), currency), unit: currency.code)
      }
      facts += [
        .status(health, key: prefix + "status", label: "status before any shock" + tail),
        amount("equity", "equity", figures.equity),
        amount("initial_excess", "initial excess", figures.initialExcess),
        amount("maintenance_excess", "maintenance excess", figures.maintenanceExcess),
      ]
    }
    if !isComplete { facts.append(.incomplete) }
    return facts
  }

  /// The foot of a page.
  public var sources: [ReportSource] { .margin(first.test.evaluator) }

  /// What people should know besides.
  var remarks: [String] {
    let evaluator = first.test.evaluator
    var remarks = [
      "Each shock revalues the whole book in the market after it, settles what expires on the way, and "
        + "asks the model for its margin there. Profit is counted from the market before the shock."
    ]
    if books.contains(where: {
      $0.outcomes.contains { $0.coins.contains(where: \.isVolatilityByResponse) }
    }) {
      remarks.append(
        "Where a shock says nothing of volatility, the 30-day level follows spot by the stated prior of "
          + "\(evaluator.response.parameters); the moves say \"by response\".")
    }
    if first.outcomes.contains(where: { !$0.unsourced.isEmpty }) {
      remarks.append(
        "Unsourced counts the figures of an event without a source that acted on this book: stated "
          + "priors and recollections.")
    }
    if first.outcomes.contains(where: { !$0.unapplied.isEmpty }) {
      remarks.append(
        "Some events tell of liquidity (depth); a revaluation at marks does not contain what closing "
          + "would cost.")
    }
    let unmoved = Set(first.outcomes.flatMap(\.unmovedAssets)).sorted()
    if !unmoved.isEmpty {
      remarks.append(
        "Assets that some shocks leave at their price: "
          + unmoved.map(\.code).joined(separator: ", ") + ".")
    }
    if currency != .usd {
      remarks.append("Amounts in \(currency) are counted at its price before any shock.")
    }
    if let superseded = evaluator.model.provenance.superseded {
      remarks.append("The parameters are superseded: \(superseded)")
    }
    return remarks + callerNotes
  }
}
