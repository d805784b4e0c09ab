import Foundation
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardScenarios
import TestSupport
import Testing

@Suite("ModelStateFile")
struct ModelStateFileTests {
  /// A small state with everything that a file can say.
  private static func state() throws -> ModelState {
    let solana = try Currency("SOL")
    func coin(_ coin: Currency, volume: Double?) -> CoinState {
      CoinState(
        coin: coin, fast: 0.031, slow: 0.1 / 3, initialScale: 0.04, maintenanceScale: 0.02,
        worstFall: -0.3951, largestRise: 0.21, observations: 1461, dailyVolumeUSD: volume)
    }
    let core = try JointScenarios(
      labels: ["2024-12-30", "a \"label\" with\nsigns"], weights: [1, 0.5],
      coins: [
        .btc: CoinScenarios(
          horizonDays: 1, spot: [-0.1, 1e-17], volatility: [0.2, -0.0], skew: [0.1, 0],
          basis: [0, 0], perpetual: [1e-5, 0], funding: [3e-4, -1e-4]),
        solana: CoinScenarios(horizonDays: 2, spot: [-0.2, 0.1 + 0.2]),
      ], assets: [.usdc: [-0.001, 0], .usdt: [0, Double.leastNonzeroMagnitude]])
    let crashes = try JointScenarios(
      labels: ["March 2020"], weights: [1],
      coins: [
        .btc: CoinScenarios(horizonDays: 1, spot: [-0.395]),
        solana: CoinScenarios(horizonDays: 2, spot: [-0.5], volatility: [1]),
      ])
    return ModelState(
      name: "dynamic-2024-12-31", model: "dynamic", parameters: "dynamic-2026-11",
      asOf: try Timestamp(parsing: "2024-12-31T23:59:59.123456Z"), epoch: 12,
      seed: .max, sources: ["prices, daily", "events/march-2020"],
      coins: [coin(.btc, volume: 2.5e10), coin(solana, volume: nil)],
      initial: StateScenarios(core: core, stressed: core, crashes: crashes, brokenStride: 7),
      maintenance: StateScenarios(core: core, stressed: nil, crashes: nil, brokenStride: nil))
  }

  private static func text() throws -> String {
    String(decoding: try ModelStateFile.json(try state()), as: UTF8.self)
  }

  private static func read(_ text: String) throws(SteelyardError) -> ModelStateFile {
    try ModelStateFile.read(InputFile(text: text))
  }

  @Test("what is written is read back, to the bit")
  func roundTrip() throws {
    for state in [try Self.state(), try SyntheticState.state()] {
      let bytes = try ModelStateFile.json(state)
      let file = try ModelStateFile.read(InputFile(name: "state.json", bytes: bytes))
      #expect(file.state == state)
      #expect(try ModelStateFile.json(file.state) == bytes)
    }
  }

  @Test("scenarios that were drawn are kept as distribution and seed, and drawn again to the bit")
  func drawn() throws {
    let drawn = try SyntheticState.drawnState()
    let bytes = try ModelStateFile.json(drawn)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("\"sampled\"") && !text.contains("\"drawn 2\""))
    let file = try Self.read(text)
    #expect(file.state == drawn)
    #expect(file.state.initial.core.origin == drawn.initial.core.origin)
    #expect(try ModelStateFile.json(file.state) == bytes)
    for (good, bad) in [
      ("\"points\": \"quasi_random\"", "\"points\": \"random\""),
      ("\"replicates\": 8", "\"replicates\": 7"), ("\"count\": 256", "\"count\": 0"),
      ("\"moves\": \"spot\"", "\"moves\": \"spots\""),
      ("\"ends\": \"held\"", "\"ends\": \"cut\""),
      ("\"degrees_of_freedom\": 4.5", "\"degrees_of_freedom\": 0.5"),
      ("\"seed\": \"9\"", "\"seed\": \"-9\""), ("[0.001,0.5,0.999]", "[0.001,0.5]"),
      ("[0.001,0.5,0.999]", "[0.5,0.5,0.999]"), ("[0.25,1.0]", "[2,1]"), ("[0.25,1.0]", "[1]"),
      ("\"on_fall\": -1.0", "\"on_fall\": null"),
    ] {
      #expect(text.contains(good))
      #expect(throws: SteelyardError.self, "\(bad)") {
        try Self.read(text.replacing(good, with: bad))
      }
    }
  }

  @Test("numbers of a column stand on one line, equal weights nowhere")
  func layout() throws {
    let text = try Self.text()
    #expect(text.contains("\"spot\": [-0.1,1e-17]"))
    #expect(text.contains("\"seed\": \"18446744073709551615\""))
    #expect(text.components(separatedBy: "\"weights\"").count == 4)
    #expect(text.hasSuffix("}\n"))
  }

  @Test("the hash is that of sha256sum, and answers show its first digits")
  func hash() throws {
    // printf '' and the state's own bytes through coreutils' sha256sum.
    let file = try Self.read(try Self.text())
    #expect(file.hash.count == 64 && file.hash.allSatisfy { $0.isHexDigit && !$0.isUppercase })
    #expect(file.stateName == "dynamic-2024-12-31 sha256:\(file.hash.prefix(16))")
    let other = try Self.read(try Self.text() + "\n")
    #expect(other.state == file.state && other.hash != file.hash)
  }

  @Test("the hash of a file is what the system's own program says")
  func hashOfFile() throws {
    let text = try Self.text()
    let run = try ProgramRun.shell("sha256sum", input: text)
    #expect(run.status == 0)
    #expect(run.output.prefix(64) == (try Self.read(text)).hash)
  }

  @Test(
    "what is wrong is told with its place",
    arguments: [
      ("\"version\": 1", "\"version\": 2", SteelyardError.Code.unsupported, "version"),
      ("\"model-state\"", "\"portfolio\"", .invalidInput, "portfolio"),
      ("\"epoch\": 12", "\"epoch\": -1", .invalidInput, "field epoch"),
      ("\"epoch\": 12", "\"epoch\": 1.5", .invalidInput, "field epoch"),
      ("\"epoch\": 12", "\"epochs\": 12", .invalidInput, "no member \"epochs\""),
      ("\"18446744073709551615\"", "\"18446744073709551616\"", .invalidInput, "field seed"),
      ("\"18446744073709551615\"", "7", .invalidInput, "field seed"),
      ("2024-12-31T23:59:59.123456Z", "yesterday", .invalidInput, "field as_of"),
      ("\"name\": \"dynamic-2024-12-31\"", "\"name\": \"two words\"", .invalidInput, "field name"),
      ("\"name\": \"dynamic-2024-12-31\"", "\"name\": \"\"", .invalidInput, "field name"),
      ("\"fast\": 0.031", "\"fast\": 0", .invalidInput, "coins[0].fast"),
      ("\"fast\": 0.031", "\"quick\": 0.031", .invalidInput, "no member \"quick\""),
      ("\"fast\": 0.031,", "", .invalidInput, "fast is missing"),
      ("\"worst_fall\": -0.3951", "\"worst_fall\": 0.3951", .invalidInput, "worst_fall"),
      ("\"largest_rise\": 0.21", "\"largest_rise\": -0.1", .invalidInput, "largest_rise"),
      ("25000000000.0", "-1", .invalidInput, "daily_volume_usd"),
      ("\"broken_stride\": 7", "\"broken_stride\": 0", .invalidInput, "broken_stride"),
      ("[-0.1,1e-17]", "[-1,1e-17]", .invalidInput, "initial.core.coins.BTC.spot[0]"),
      ("[-0.1,1e-17]", "[-0.1]", .invalidInput, "initial.core.coins.BTC.spot"),
      ("[-0.1,1e-17]", "[-0.1,1e-17,0]", .invalidInput, "initial.core.coins.BTC.spot"),
      ("[-0.1,1e-17]", "[-0.1,null]", .invalidInput, "initial.core.coins.BTC.spot[1]"),
      ("[-0.1,1e-17]", "[-0.1,1e999]", .invalidInput, ""),
      ("[1.0,0.5]", "[0,0]", .invalidInput, "initial.core.weights"),
      ("[1.0,0.5]", "[1,-1]", .invalidInput, "initial.core.weights"),
      ("[-0.001,0.0]", "[-1.5,0]", .invalidInput, "initial.core.assets.USDC"),
      ("\"horizon_days\": 1.0", "\"horizon_days\": -1", .invalidInput, "horizon_days"),
      ("\"horizon_days\": 1.0", "\"horizon\": 1", .invalidInput, "no member \"horizon\""),
      ("\"USDC\"", "\"usdc\"", .invalidInput, "usdc"),
      ("\"core\"", "\"cores\"", .invalidInput, "no member \"cores\""),
      ("\"coin\": \"SOL\"", "\"coin\": \"BTC\"", .invalidInput, "BTC stands twice"),
      ("\"coin\": \"SOL\"", "\"coin\": \"ETH\"", .invalidInput, "do not name SOL"),
    ])
  func mistakes(_ old: String, _ new: String, _ code: SteelyardError.Code, _ part: String) throws {
    let text = try Self.text()
    try #require(text.contains(old), "\(old)")
    let changed = text.replacing(old, with: new, maxReplacements: 1)
    expectError(code, [part, "test"]) { () throws(SteelyardError) in _ = try Self.read(changed) }
  }

  @Test("a group that does not know one of the coins is refused")
  func missingCoin() throws {
    let text = try Self.text()
    let start = try #require(text.range(of: "        \"SOL\": {"))
    let end = try #require(text[start.upperBound...].firstIndex(of: "}"))
    var changed = text
    changed.removeSubrange(start.lowerBound...end)
    let comma = try #require(changed[..<start.lowerBound].lastIndex(of: ","))
    changed.remove(at: comma)
    expectError(.invalidInput, ["initial.core.coins", "does not say how SOL moves"]) {
      () throws(SteelyardError) in _ = try Self.read(changed)
    }
  }

  @Test(
    "what is no state is refused", arguments: ["", "{", "[]", "{}", "a,b\n1,2\n", "{\"a\": 1}"])
  func broken(_ text: String) {
    expectError(.invalidInput, []) { () throws(SteelyardError) in _ = try Self.read(text) }
  }

  @Test("too long a name, too many coins, too many sources")
  func limits() throws {
    let text = try Self.text()
    let name = String(repeating: "n", count: ModelStateFile.textBytesMax + 1)
    expectError(.limitExceeded, ["name"]) { () throws(SteelyardError) in
      _ = try Self.read(text.replacing("\"dynamic-2024-12-31\"", with: "\"\(name)\""))
    }
    let sources = [String](repeating: "\"s\"", count: ModelStateFile.sourcesMax + 1)
    expectError(.limitExceeded, ["sources"]) { () throws(SteelyardError) in
      _ = try Self.read(
        text.replacing("\"prices, daily\"", with: sources.joined(separator: ",")))
    }
  }

  @Test("a state belongs to the model and the parameters it was made with")
  func belongs() throws {
    let parts = try MarginModelCatalogue.specification(named: "dynamic", parameters: nil)
    #expect(try SyntheticState.file(parameters: parts.provenance.name).isMade(for: parts))
    #expect(!(try SyntheticState.file(parameters: "others").isMade(for: parts)))
    let other = try MarginModelCatalogue.specification(named: "deribit", parameters: nil)
    #expect(!(try SyntheticState.file(parameters: other.provenance.name).isMade(for: other)))
  }

  @Test("a model that needs a state says so, one that keeps none refuses it")
  func needed() throws {
    let state = try SyntheticState.file(parameters: "others")
    expectError(.invalidInput, ["synthetic.json", "others"]) { () throws(SteelyardError) in
      _ = try MarginModelCatalogue.model(named: "dynamic", parameters: nil, state: state)
    }
    expectError(.notApplicable, ["keeps no state", "synthetic.json"]) {
      () throws(SteelyardError) in
      _ = try MarginModelCatalogue.model(named: "deribit", parameters: nil, state: state)
    }
    let parameters = String(
      decoding: try EmbeddedParameters.file(named: "margin/dynamic-2026-11.json"), as: UTF8.self
    ).replacing("\"dynamic-2026-11\"", with: "\"of-mine\"")
    let own = InputFile(text: parameters)
    expectError(.missingMarketData, ["needs a state", "calibrate", "--state", "of-mine"]) {
      () throws(SteelyardError) in
      _ = try MarginModelCatalogue.model(named: "dynamic", parameters: own)
    }
  }
}
