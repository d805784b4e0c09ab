import FoundationEssentials
import SteelyardFormats
import SteelyardReports
import Testing

@Suite("Names report")
struct NamesReportTests {
  private struct Answer: Decodable {
    struct Name: Decodable {
      let given: String
      let naming: String?
      let kind: String?
      let names: [String: String]?
      let why_not: [String: String]?
    }
    let names: [Name]
  }

  @Test("a name is told in every grammar, or why it is not")
  func names() throws {
    let report = NamesReport(
      names: ["BTC-25SEP26-70000-C", "nonsense"], naming: nil, terms: try .embedded())
    let answer = try JSONDecoder().decode(Answer.self, from: Data(report.json().utf8))
    let first = try #require(answer.names.first)
    #expect(first.kind == "option")
    #expect(first.names?["ccxt"] == "BTC/USD:BTC-260925-70000-C")
    let said = Set(first.names?.keys.map(\.self) ?? [])
    let unsaid = Set(first.why_not?.keys.map(\.self) ?? [])
    #expect(said.union(unsaid) == Set(InstrumentNaming.allCases.map(\.rawValue)))
    #expect(said.isDisjoint(with: unsaid))
    #expect(answer.names.last?.naming == nil)
    #expect(report.failures.count == 1)
  }
}
