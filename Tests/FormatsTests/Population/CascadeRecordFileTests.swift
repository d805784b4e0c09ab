import SteelyardContracts
import SteelyardFormats
import Testing

@Suite("Records of cascades")
struct CascadeRecordFileTests {
  private func file(_ text: String) -> InputFile {
    InputFile(name: "record.csv", bytes: Array(text.utf8))
  }

  @Test("counts, notional and courses, with other columns passed over")
  func read() throws {
    let counts = try CascadeRecordFile.counts(
      file("time_utc,second,liquidations,adls\nx,-3,4,0\ny,2.5,1,7\n"))
    #expect(counts.map(\.second) == [-3, 2.5])
    #expect(counts.map(\.liquidations) == [4, 1] && counts.map(\.deleveragings) == [0, 7])
    for header in ["ticker,net_notional_usd", "coin,adl_notional", "coin,notional"] {
      #expect(
        try CascadeRecordFile.notional(file("\(header)\nBTC,5\nETH,2\nBTC,1\n")) == [
          "BTC": 6, "ETH": 2,
        ])
    }
    let course = try CascadeRecordFile.course(file("second,share\n3,0.25\n9,1\n"))
    #expect(course.map(\.second) == [3, 9] && course.map(\.share) == [0.25, 1])
  }

  @Test(
    "what can't be read names row and column",
    arguments: [
      ("second,adls\n1,2\n", 1, "liquidations"),
      ("second,liquidations,adls\n1,-2,1\n", 2, "liquidations"),
      ("second,liquidations,adls\n1,2,1\n,2,1\n", 3, "second"),
    ])
  func refused(text: String, row: Int, field: String) {
    let error = #expect(throws: SteelyardError.self) { try CascadeRecordFile.counts(file(text)) }
    #expect(error?.subject == .place(file: "record.csv", row: row, field: field))
  }

  @Test("a file without rows, a row without a coin")
  func empty() {
    #expect(throws: SteelyardError.self) { try CascadeRecordFile.course(file("second,share\n")) }
    #expect(throws: SteelyardError.self) {
      try CascadeRecordFile.notional(file("coin,notional\n,5\n"))
    }
  }
}
