import SteelyardFormats
import SteelyardMargin
import SteelyardReports
import Testing

@Suite("Rendering as CSV")
struct CSVRenderingTests {
  @Test("every table reads back cell by cell, numbers to the last digit")
  func readsBack() throws {
    let text = try Fixed(document: hostileDocument).rendered(as: .csv)
    let table = try CSVTable(InputFile(name: "answer", bytes: Array(text.utf8)))
    #expect(table.problems.isEmpty)
    #expect(table.header == ["table", "figure", "value", "unit", "name", "pnl [USD]", "note"])
    let rows = (0..<table.rowCount).map { row in
      table.header.indices.map { table.row(row).text($0) ?? "" }
    }
    #expect(
      rows == [
        ["figures", "plain", "1.5", "USD", "", "", ""],
        ["figures", "text", "a,b\r\n\"c\"", "", "", "", ""],
        ["first", "", "", "", "x, \"y\"", "-1234.5678901234567", ""],
        ["first", "", "", "", " padded ", "", ""], ["first", "", "", "", "line\nbreak", "", ""],
        ["second", "", "", "", "", "1e-300", "<&>"],
      ])
  }

  @Test("lines end as RFC 4180 has it")
  func lineEnds() throws {
    let text = try SampleAccount.report(.summary).rendered(as: .csv)
    #expect(text.hasSuffix("\r\n"))
    #expect(text.hasPrefix("table,figure,value,unit,"))
  }

  @Test("scenario losses read back from an answer equal those of the explanation")
  func margin() throws {
    let explanation = try SampleAccount.explanation("deribit")
    let text = try SampleAccount.report().rendered(as: .csv)
    let table = try CSVTable(InputFile(name: "answer", bytes: Array(text.utf8)))
    let loss = try #require(table.column("worst_case [USD]"))
    let losses = try (0..<table.rowCount).compactMap { try table.row($0).number(loss) }
    #expect(losses == explanation.buckets.map { $0.worstLoss * $0.usdPerUnit })
  }
}
