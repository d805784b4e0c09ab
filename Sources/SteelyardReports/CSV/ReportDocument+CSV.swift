extension ReportDocument {
  /// Every table as RFC 4180 has it, under one header.
  ///
  /// The first column, `table`, says which table a row belongs to; the header holds the columns of
  /// all tables, each with its unit in brackets, and cells that a row's table lacks are empty. Facts
  /// are the table `figures` with `figure`, `value` and `unit`. Numbers have all their digits.
  var csv: String {
    let tables = csvTables
    var heads: [String] = ["table"]
    var position: [String: Int] = [:]
    for head in tables.flatMap(\.columns).map(\.csvHead) where position[head] == nil {
      position[head] = heads.count
      heads.append(head)
    }
    var text = csvLine(heads)
    for table in tables {
      let places = table.columns.map { position[$0.csvHead] ?? 0 }
      for row in table.rows {
        var cells = [String](repeating: "", count: heads.count)
        cells[0] = table.name
        for (place, cell) in zip(places, row) { cells[place] = cell.csvText }
        text += csvLine(cells)
      }
    }
    return text
  }

  private var csvTables: [ReportTable] {
    let blocks = sections.flatMap(\.blocks)
    let facts = blocks.flatMap { block in
      if case .facts(let facts) = block { facts } else { [Fact]() }
    }
    let figures = ReportTable(
      "figures", columns: [.init("figure", ""), .init("value", ""), .init("unit", "")],
      rows: facts.map { [.text($0.key), $0.value, .text($0.unit)] })
    let tables = blocks.compactMap { block in
      switch block {
      case .table(let table), .heatmap(_, let table): table
      default: nil
      }
    }
    return facts.isEmpty ? tables : [figures] + tables
  }
}

extension ReportTable.Column {
  /// The column's name with its unit: `pnl [USD]`.
  var csvHead: String { unit.isEmpty ? key : "\(key) [\(unit)]" }
}

extension ReportCell {
  fileprivate var csvText: String {
    switch self {
    case .text(let text), .coded(let text, _), .linked(let text, to: _): text
    case .number(let number, _): number.isFinite ? number.description : ""
    case .absent, .none: ""
    }
  }
}

private func csvLine(_ cells: [String]) -> String {
  cells.map(csvQuoted).joined(separator: ",") + "\r\n"
}

private func csvQuoted(_ cell: String) -> String {
  // Unicode scalars, because a carriage return and a line feed are one Character.
  guard
    cell.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) })
      || cell.hasPrefix(" ") || cell.hasSuffix(" ")
  else { return cell }
  return "\""
    + cell.split(separator: "\"", omittingEmptySubsequences: false)
    .joined(separator: "\"\"") + "\""
}
