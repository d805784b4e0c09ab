import SteelyardContracts
import SteelyardFormats

extension NamesReport {
  /// The answer for people.
  public var document: ReportDocument {
    let sections = entries.map(section) + [.failures(failures)].compactMap(\.self)
    return ReportDocument(
      title: "Names", subtitle: "What they say, and how every grammar writes it.",
      sections: sections)
  }

  private func section(_ entry: NameEntry) -> ReportDocument.Section {
    guard case .success(let reading) = entry.reading else {
      return .init(
        entry.text, [.facts([.init("read", "read as", .text("nothing, see below"), tone: .bad)])])
    }
    var facts: [ReportDocument.Fact] = [
      .init("name", "name", .text(entry.text)),
      .init("naming", "read as", .text(reading.naming.rawValue)),
    ]
    if !reading.others.isEmpty {
      facts.append(
        .init(
          "ambiguous", "means otherwise on",
          .text(reading.others.map(\.rawValue).joined(separator: ", ")), tone: .caution))
    }
    facts += reading.parts.map { part in
      .init(
        part.key, part.key.split(separator: "_").joined(separator: " "), .text(part.value))
    }
    return .init(
      entry.text,
      [.facts(facts), .table(nameTable(entry.text, reading)), .table(termsTable(entry))])
  }

  private func nameTable(_ text: String, _ reading: NameEntry.Reading) -> ReportTable {
    ReportTable(
      "names",
      columns: [
        .init("given", "given"), .init("naming", "grammar"), .init("name", "name"),
        .init("why_not", "why not"),
      ],
      rows: reading.names.map { naming, name in
        switch name {
        case .success(let name): [.text(text), .text(naming.rawValue), .text(name), .none]
        case .failure(let error):
          [.text(text), .text(naming.rawValue), .none, .text(error.message)]
        }
      })
  }

  private func termsTable(_ entry: NameEntry) -> ReportTable {
    ReportTable(
      "terms", caption: "Contract terms by venue",
      columns: [
        .init("given", "given"), .init("venue", "venue"), .init("multiplier", "multiplier"),
        .init("tick", "tick"), .init("lot", "lot"),
        .init("averaging_window", "averaging", unit: "s"), .init("delivery", "delivers"),
        .init("evidence", "evidence"), .init("dated", "dated"),
      ],
      rows: entry.listings.map { listing in
        let terms = listing.terms
        let steps = terms.tickSteps.map { ", \($0.tick) above \($0.abovePrice)" }.joined()
        return [
          .text(entry.text), .text(listing.venue.rawValue), .text(terms.multiplier.description),
          .text(terms.tick.description + steps), .text(terms.lot.description),
          .number(Double(terms.averagingWindowSeconds), .fixed(0)),
          .text(terms.delivery.rawValue),
          .text(listing.evidence.rawValue.split(separator: "_").joined(separator: " ")),
          .text(listing.dated),
        ]
      })
  }
}
