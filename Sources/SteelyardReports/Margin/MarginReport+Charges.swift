import SteelyardContracts
import SteelyardMargin

extension MarginReport {
  /// Every charge; with its rule and numbers where the answer is explained.
  var chargeSection: ReportDocument.Section? {
    let shown = explanation.charges.filter { detail == .explained || $0.amountUSD != 0 }
    guard !shown.isEmpty else { return nil }
    var columns: [ReportTable.Column] = [
      .init("bucket", "bucket"), .init("charge", "charge"), .init("applies_to", "applies to"),
      .init("amount", "amount", unit: currency.code),
    ]
    if detail == .explained { columns.append(.init("why", "why")) }
    let table = ReportTable(
      "charges", columns: columns,
      rows: shown.map { charge in
        let row: [ReportCell] = [
          .text(charge.bucket ?? "account"), .text(charge.name), .text(charge.appliesTo.rawValue),
          .amount(reported(charge.amountUSD), currency),
        ]
        return detail == .explained ? row + [.text(charge.why)] : row
      })
    return .init("Charges beyond the scenarios", [.table(table)])
  }

  /// Bars beyond this count are drawn as one.
  private static let partsMax = 12

  /// What initial margin is made of: scenario losses, charges, and what scaling adds.
  var composition: ReportComposition {
    var parts: [ReportComposition.Part] = []
    parts += dynamicParts
    for bucket in explanation.buckets where explanation.dynamic == nil {
      parts.append(
        .init(
          "\(bucket.name) scenario loss",
          reported(bucket.scenarioRequirementUSD)))
    }
    for charge in explanation.charges where charge.appliesTo != .maintenance {
      parts.append(
        .init(
          [charge.bucket, charge.name].compactMap(\.self).joined(separator: " "),
          reported(charge.amountUSD)))
    }
    if explanation.buckets.isEmpty {
      for position in explanation.positions {
        guard let standard = position.standardMarginUSD else { continue }
        parts.append(.init(names.name(of: position.instrument), reported(standard.initial)))
      }
      for expiry in explanation.expiries {
        parts.append(
          .init(
            "\(expiry.underlying.base) \(expiry.expiry) netting",
            reported(expiry.initialUSD - expiry.isolatedInitialUSD)))
      }
    }
    let total = reported(explanation.figures.initialMargin)
    let rest = total - parts.map(\.value).reduce(0, +)
    if abs(rest) > 1e-9 * abs(total) { parts.append(.init("ratio of initial margin", rest)) }
    parts = parts.filter { $0.value != 0 }
    if parts.count > Self.partsMax {
      let sorted = parts.sorted { $0.value.magnitude > $1.value.magnitude }
      let others = sorted.dropFirst(Self.partsMax - 1)
      parts = Array(sorted.prefix(Self.partsMax - 1))
      parts.append(.init("\(others.count) others", others.map(\.value).reduce(0, +)))
    }
    return ReportComposition(
      title: "What initial margin is made of", unit: currency.code, parts: parts)
  }
}
