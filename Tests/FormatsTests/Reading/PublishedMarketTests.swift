import SteelyardContracts
import SteelyardFormats
import SteelyardMarket
import TestSupport
import Testing

@Suite("Published expiries and indices in a market file")
struct PublishedMarketTests {
  private static let expiry = """
    {"underlying":"ETH/USDC:USDC","expiry":"2026-03-27T08:00:00Z","origin":{"file":"feed","row":1}
    """

  private func file(expiries: String = "", indices: String = "") throws -> MarketFile {
    let text = """
      {"steelyard":"market","version":1,"time":"2026-03-14T09:25:21Z","observations":[],
      "expiries":[\(expiries)],"indices":[\(indices)],"asset_prices":[]}
      """
    return try MarketFile.read(InputFile(name: "m.json", bytes: Array(text.utf8)))
  }

  @Test("a confidence one unit below a threshold stays below it, as text and as number")
  func exact() throws {
    let below = try Amount(parsing: "0.399999999999999999")
    for text in [#""0.399999999999999999""#, "0.399999999999999999", "0.3999999999999999999999"] {
      let found = try file(expiries: Self.expiry + #","rate_confidence":"# + text + "}")
      #expect(found.problems.isEmpty)
      let confidence = try #require(found.expiries.first?.confidence.rate)
      #expect(confidence == below)
      #expect(confidence < (try Amount(parsing: "0.4")))
    }
  }

  @Test(
    "a member that cannot be is refused with its place, and the others are kept",
    arguments: [
      (#","forward":0"#, "forward"), (#","forward":-1"#, "forward"), (#","rate":11"#, "rate"),
      (#","rate":"4%""#, "rate"), (#","forward_confidence":"1.01""#, "forward_confidence"),
      (#","volatility_confidence":"-0.5""#, "volatility_confidence"),
      (#","settlement_average":{"average":1,"elapsed":1.5}"#, "elapsed"),
      (#","settlement_average":{"average":0,"elapsed":0.5}"#, "average"),
      (#","slice":{"level":0.1,"slope":0.1,"correlation":1,"centre":0,"width":0.1}"#, "slice"),
      (
        #","slice":{"level":0.1,"slope":0.1,"correlation":0,"centre":0,"width":0.1,"years":1}"#,
        "forward"
      ),
    ])
  func refused(_ member: String, _ field: String) throws {
    let found = try file(expiries: Self.expiry + member + "}," + Self.expiry + "}")
    #expect(found.expiries.count == 1)
    let problem = try #require(found.problems.first)
    #expect(found.problems.count == 1 && problem.code == .invalidInput)
    #expect(problem.description.contains(field), "\(problem)")
  }

  @Test(
    "what is no underlying is refused",
    arguments: ["ETH", "ETH/USDC", "ETH/USDC:USDC-260327", "ETH/USDC:BTC"])
  func underlying(_ name: String) throws {
    let found = try file(
      indices: #"{"underlying":"\#(name)","origin":{"file":"f","row":1},"price":2000}"#)
    #expect(found.indices.isEmpty && found.problems.count == 1)
  }

  @Test("the exchange's interest rate of an option row is read; percent is refused")
  func interestRate() throws {
    func rate(_ text: String) throws -> MarketFile {
      let row = MarketFileTests.summary(
        #""mark_price":0.0125,"mark_iv":50,"interest_rate":"# + text + ",")
      return try MarketFile.read(InputFile(name: "d.json", bytes: Array(row.utf8)))
    }
    #expect(try rate("0.035").observations.first?.interestRate == 0.035)
    #expect(try rate("350").problems.count == 1)
  }
}
