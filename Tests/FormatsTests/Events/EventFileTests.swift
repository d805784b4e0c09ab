import SteelyardContracts
import SteelyardFormats
import SteelyardScenarios
import TestSupport
import Testing

@Suite("Event files")
struct EventFileTests {
  static let correct = """
    {"id": "2024-01-02-mine", "name": "Mine", "kind": "historical",
     "start": "2024-01-02T00:00:00Z", "end": "2024-01-03T00:00:00Z",
     "known_from": "2024-01-03T00:00:00Z", "horizon_hours": 24, "summary": "Made for a test.",
     "figures": [
       {"factor": "spot", "asset": "BTC", "value": -0.25, "computed": {"file": "prices/a.csv",
        "column": "BTC", "method": "change", "from": "2024-01-02T00:00:00Z",
        "to": "2024-01-03T00:00:00Z"}},
       {"factor": "spot", "asset": "ETH", "value": -0.3, "cited": "a text, section 1"},
       {"factor": "volatility_level", "value": 0.5, "unsourced": "a prior"}],
     "path": [{"hours": 48, "figures": [
       {"factor": "spot", "asset": "BTC", "value": -0.1, "unsourced": "a prior"}]}]}
    """

  private func event(_ text: String) throws(SteelyardError) -> MarketEvent {
    try EventFile.event(InputFile(name: "mine.json", bytes: Array(text.utf8)))
  }

  @Test("a file gives its event, with the evidence of every figure")
  func reads() throws {
    let event = try event(Self.correct)
    #expect("2024-01-02-mine" == event.id)
    #expect(.historical == event.kind)
    #expect(try Timestamp(parsing: "2024-01-03") == event.knownFrom)
    #expect(24 == event.horizonHours)
    let spot = try #require(event.figure(of: .spot, for: .btc))
    #expect(-0.25 == spot.value)
    guard case .computed(let computation) = spot.evidence else {
      Issue.record("the figure is not computed")
      return
    }
    #expect("prices/a.csv" == computation.file)
    #expect(.change == computation.method)
    #expect(try Timestamp(parsing: "2024-01-02") == computation.from)
    #expect(.cited("a text, section 1") == event.figures[1].evidence)
    #expect(0.5 == event.figure(of: .volatilityLevel, for: .eth)?.value)
    #expect(-0.1 == event.path.first?.figure(of: .spot, for: .btc)?.value)
  }

  @Test(
    "a wrong file is refused with file, field and remedy",
    arguments: [
      ("\"kind\":", "\"colour\": 1, \"kind\":", "colour"),
      ("\"method\":", "\"colour\": 1, \"method\":", "figures[0].computed.colour"),
      ("\"hours\": 48", "\"hours\": 48, \"colour\": 1", "path[0].colour"),
      ("\"name\": \"Mine\", ", "", nil),
      ("\"cited\": \"a text, section 1\"", "\"cited\": \"a\", \"unsourced\": \"b\"", "figures[1]"),
      (", \"cited\": \"a text, section 1\"", "", "figures[1]"),
      ("\"historical\"", "\"hearsay\"", "kind"),
      ("\"volatility_level\"", "\"vol\"", "figures[2].factor"),
      ("\"method\": \"change\"", "\"method\": \"guess\"", "figures[0].computed.method"),
      ("\"end\": \"2024-01-03T00:00:00Z\"", "\"end\": \"3 January\"", "end"),
      ("\"end\": \"2024-01-03T00:00:00Z\"", "\"end\": \"2024-01-01\"", "end"),
      ("\"asset\": \"ETH\"", "\"asset\": \"BTC\"", "figures[1]"),
      ("-0.3", "-1.3", "figures[1].value"), ("-0.3", "\"much\"", "figures[1].value"),
      ("\"known_from\": \"2024-01-03", "\"known_from\": \"2024-01-02", "known_from"),
      ("\"hours\": 48", "\"hours\": 12", "path[0].hours"),
    ])
  func wrong(part: String, replacement: String, field: String?) throws {
    let text = Self.correct.split(separator: part, omittingEmptySubsequences: false)
      .joined(separator: replacement)
    #expect(text != Self.correct, "the case changes nothing")
    let error = #expect(throws: SteelyardError.self) { try event(text) }
    #expect(error?.code == .invalidInput)
    #expect(error?.subject == .place(file: "mine.json", row: nil, field: field), "\(error as Any)")
    #expect(error?.remedy.isEmpty == false)
  }

  @Test("what is no JSON, and an asset that is none, are refused")
  func broken() {
    for text in ["", "{", "[]", Self.correct.replacing("\"BTC\"", with: "\"btc\"")] {
      let error = #expect(throws: SteelyardError.self) { try event(text) }
      #expect(error?.code == .invalidInput)
    }
  }

  @Test("a user's file and a user's directory give libraries; what holds none is refused")
  func paths() throws {
    let directory = PackageRoot.path + "/Parameters/events"
    let all = try EventLibrary(path: directory)
    #expect(try EventLibrary.embedded() == all)
    let one = try EventLibrary(path: directory + "/2020-03-12-covid.json")
    #expect(["2020-03-12-covid"] == one.events.map(\.id))
    for path in [directory + "/nothing.json", PackageRoot.path + "/Parameters"] {
      let error = #expect(throws: SteelyardError.self) { try EventLibrary(path: path) }
      #expect(error?.subject == .place(file: path, row: nil, field: nil))
    }
  }
}
