import Foundation
import SteelyardContracts
import SteelyardFormats
import SteelyardServer
import TestSupport
import Testing

@Suite("ccxt, unmodified, as a client", .serialized)
struct CCXTTests {
  @Test("it loads markets, reads tickers, Greeks, balance and positions, simulates, and watches")
  func unmodified() async throws {
    try await withVenue { harness, server, key in
      let name = try InstrumentNaming.deribit.name(of: harness.call)
      let root = PackageRoot.path
      let run = try await CCXTTests.shell(
        "\(root)/.venv/test/bin/python \(root)/Tests/Clients/ccxt_deribit.py \(server.port) "
          + "\(key.key.identifier) \(key.venueSecret.revealed) \(name) 2>&1")
      try #require(run.status == 0, "\(run.output)")
      var seen: [String: JSONDocument] = [:]
      var bare: [String: String] = [:]
      for line in run.output.split(separator: "\n") {
        let parts = line.split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else { continue }
        bare[String(parts[0])] = String(parts[1])
        if parts[1].hasPrefix("[") || parts[1].hasPrefix("{") {
          seen[String(parts[0])] = try JSONDocument(
            InputFile(name: "ccxt", bytes: Array(parts[1].utf8)))
        }
      }
      func numbers(_ name: String) throws -> [Double] {
        try #require(seen[name]).root.elements().compactMap { try? $0.number() }
      }
      #expect(Int(bare["markets"] ?? "") ?? 0 > 100)
      #expect(bare["perpetual"] == #"["BTC-PERPETUAL", true, true, 1.0]"#)
      let terms = try #require(harness.call.optionTerms)
      #expect(
        try numbers("option") == [
          terms.strike.doubleValue, Double(terms.expiry.microseconds / 1000),
        ])
      let ticker = try numbers("ticker")
      try #require(ticker.count == 4)
      #expect(ticker[0] < ticker[1] && abs(ticker[2] / ticker[3] - 1) < 0.1)
      #expect(Int(bare["tickers"] ?? "") ?? 0 > 50)
      let greeks = try numbers("greeks")
      try #require(greeks.count == 5)
      #expect(greeks[0] > 0.3 && greeks[0] < 0.7 && greeks[2] > 0 && greeks[3] < 0)
      // Percent, as the venue says it.
      #expect(greeks[4] > 5)
      #expect(bare["book"] == "[5, 5, true]")
      let balance = try numbers("balance")
      try #require(balance.count == 3)
      #expect(balance[0] > 8 && balance[0] < 12 && balance[1] < balance[0] && balance[2] > 0)
      let positions = try #require(bare["positions"])
      #expect(positions.contains(#""BTC-PERPETUAL": ["long", 50000.0]"#))
      #expect(positions.contains(#""\#(name)": ["short", -5.0]"#))
      let simulated = try numbers("simulated")
      try #require(simulated.count == 2)
      #expect(simulated[0] > 0)
      #expect(bare["refusal"] == "\"BadRequest\"")
      #expect(bare["stranger"] == "\"AuthenticationError\"")
      #expect(bare["watched"] == #"["BTC/USD:BTC", true]"#)
      #expect(bare["moved"] == "true")
      let portfolio = bare["portfolio"] ?? "nothing"
      #expect((Double(portfolio) ?? 0) > 8, "watch_balance gave \(portfolio)")
      #expect(bare["levels"] == "true")
    }
  }

  /// Runs a command on a thread of its own: one of the pool's would be missed by the server's handlers.
  private static func shell(_ command: String) async throws -> ProgramRun {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(with: Result { try ProgramRun.shell(command) })
      }
    }
  }
}
