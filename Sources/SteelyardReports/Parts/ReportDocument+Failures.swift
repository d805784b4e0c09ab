import SteelyardContracts

extension ReportDocument.Section {
  /// What was left out or odd; nil where nothing was.
  static func failures(_ failures: [SteelyardError]) -> ReportDocument.Section? {
    guard !failures.isEmpty else { return nil }
    let table = ReportTable(
      "failures",
      columns: [
        .init("code", "code"), .init("subject", "where"), .init("message", "what and what to do"),
      ],
      rows: failures.map { failure in
        let cause = failure.cause.map { " (\($0))" } ?? ""
        return [
          .text(failure.code.rawValue), .text(failure.subject.description),
          .text(failure.message + cause + " " + failure.remedy),
        ]
      })
    return ReportDocument.Section("Left out or odd", [.table(table)])
  }

  /// Remarks; nil without any.
  static func notes(_ notes: [String]) -> ReportDocument.Section? {
    notes.isEmpty ? nil : ReportDocument.Section("Notes", notes.map { .paragraph($0) })
  }
}

extension ReportDocument.Fact {
  /// That positions or balances were left out.
  static let incomplete = ReportDocument.Fact(
    "complete", "complete",
    .coded(
      "false",
      words: "no: something was left out, see below; the figures err against the account"),
    tone: .bad)
}
