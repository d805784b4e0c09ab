import TestSupport
import Testing

@Suite("margin --vary", .serialized)
struct VaryTests {
  private static let command = "steelyard margin \(ExampleBook.options) --vary"

  @Test(
    "every input is walked",
    arguments: [
      ("spot", 41), ("spot:BTC=-0.3:0.3:25", 25), ("spot=-30%:30%:7", 7), ("volatility", 31),
      ("days=0:14:15", 15), ("BTC-26JUN26-96000-C=-20:20:5", 6), ("BTC-PERPETUAL", 41),
    ])
  func inputs(vary: String, count: Int) throws {
    let run = try CommandRun("\(Self.command) \(vary) --format json")
    #expect(run.status == 0 && run.complaint.isEmpty)
    let answer = try run.object()
    #expect((answer["points"] as? [Any])?.count == count)
    let margin = try CommandRun("steelyard margin \(ExampleBook.options) --format json").object()
    let present = answer["present"] as? [String: Any] ?? [:]
    for field in ["equity", "initial_margin", "maintenance_margin", "status"] {
      #expect("\(present[field] ?? "")" == "\(margin[field] ?? 0)", "\(field)")
    }
  }

  @Test(
    "what cannot be varied is refused with a remedy",
    arguments: [
      ("sopt", "Did you mean spot?"), ("nonsense", "Give spot"), ("spot:XXX", "It has BTC, ETH"),
      ("spot=-1:0", "above -1"), ("spot=0.3:-0.3", "FROM below TO"), ("spot=-0.3", "Write INPUT"),
      ("spot=-0.3:0.3:1", "from 2 to 1000"), ("days=0:5000", "from 0 to"),
      ("spot=a:b", "Write it as"), ("BTC-26JUN26-96000-C=x:1", "Write it as"),
    ])
  func refused(vary: String, remedy: String) throws {
    let run = try CommandRun("\(Self.command) \(vary)")
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    #expect(run.complaintLines.count == 1)
    #expect(run.complaint.contains("--vary") && run.complaint.contains(remedy))
  }

  @Test("--check looks at the book as it is")
  func check() throws {
    let scratch = try ScratchDirectory()
    let poor = try scratch.file(
      "poor.csv", "instrument,quantity\nBTC,0.01\nBTC-PERPETUAL,-500000\n")
    #expect(try CommandRun("\(Self.command) spot --check").status == 0)
    let checked = try CommandRun(
      "steelyard margin \(ExampleBook.market) --positions '\(poor)' --vary volatility --check")
    #expect(checked.status == 1)
  }
}
