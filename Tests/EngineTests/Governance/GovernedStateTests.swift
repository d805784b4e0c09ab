import SteelyardContracts
import SteelyardDigests
import SteelyardEngine
import SteelyardFormats
import SteelyardLedger
import SteelyardMargin
import TestSupport
import Testing

@Suite("States, governed beside the parameters they were made for")
struct GovernedStateTests {
  private let set = "dynamic-2026-11"
  private let next = "dynamic-2027-02"

  private func harness() async throws -> EngineHarness {
    let harness = try EngineHarness(models: [
      .portfolio: "dynamic", .cross: "cross", .isolated: "isolated",
    ])
    try await harness.adopt()
    try harness.advance(seconds: 5)
    #expect(try await harness.wait { harness.engine.frame != nil })
    return harness
  }

  private func parameters(_ set: String) throws -> [UInt8] {
    Array(
      String(decoding: try CatalogueModels.embeddedParameters(of: "dynamic"), as: UTF8.self)
        .replacing("\"\(self.set)\"", with: "\"\(set)\"").utf8)
  }

  private func state(_ set: String, seed: UInt64 = 2026) throws -> [UInt8] {
    try ModelStateFile.json(try SyntheticState.state(parameters: set, seed: seed))
  }

  private func code(_ body: () async throws -> Void) async throws -> SteelyardError.Code? {
    do {
      try await body()
      return nil
    } catch let error as SteelyardError {
      return error.code
    }
  }

  @Test("parameters without a state for their set are refused, and come in with one that waited")
  func waits() async throws {
    let engine = try await harness().engine
    let file = try parameters(next)
    #expect(
      try await code { _ = try engine.effect(ofParameters: file, model: "dynamic") }
        == .missingMarketData)
    let line = "dynamic/state/\(next)"
    let waiting = try state(next)
    // It waits without an effect.
    #expect(try engine.effect(ofParameters: waiting, model: line).accountCount == 0)
    _ = try await engine.submit(.adoptParameters(model: line, file: waiting), by: "ann")
    let effect = try engine.effect(ofParameters: file, model: "dynamic")
    _ = try await engine.submit(
      .proposeParameters(
        ParameterProposal(
          model: "dynamic", file: file, hash: digest(file), notBefore: engine.now,
          reason: "new set",
          effect: effect)), by: "ann")
    // While the parameters are open, their state stays.
    let other = try state(next, seed: 9)
    #expect(try await code { _ = try engine.effect(ofParameters: other, model: line) } == .conflict)
    #expect(
      try await code {
        _ = try await engine.submit(
          .proposeParameters(
            ParameterProposal(
              model: line, file: other, hash: digest(other), notBefore: engine.now,
              reason: "slip in",
              effect: effect)), by: "ann")
      } == .conflict)
  }

  @Test("a new state for the set in force is a change like any other")
  func replaced() async throws {
    let engine = try await harness().engine
    let before = try #require(engine.frame?[.portfolio]?.model.stateName)
    #expect(before.hasPrefix("dynamic-"))
    let file = try state(set)
    _ = try await engine.submit(
      .adoptParameters(model: "dynamic/state/\(set)", file: file), by: "ann")
    let harness = engine
    var after: String?
    for _ in 0..<400 {
      after = harness.frame?[.portfolio]?.model.stateName
      if after != before { break }
      try await Task.sleep(for: .milliseconds(10))
    }
    #expect(after?.hasPrefix("synthetic-2026") == true)
  }

  @Test("a state of another model, another set, or without its model is refused with the reason")
  func refused() async throws {
    let engine = try await harness().engine
    let file = try state(next)
    for (name, expected) in [
      ("dynamic/state/\(set)", SteelyardError.Code.invalidInput),
      ("deribit/state/\(next)", .notFound), ("dynamic/state/", .invalidInput),
    ] {
      #expect(
        try await code {
          _ = try await engine.submit(.adoptParameters(model: name, file: file), by: "ann")
        } == expected, "\(name)")
    }
    #expect(
      try await code {
        _ = try await engine.submit(
          .adoptParameters(model: "dynamic/state/\(next)", file: Array("{}".utf8)), by: "ann")
      } == .invalidInput)
  }

  private func digest(_ file: [UInt8]) -> String { SHA256Digest(of: file).description }
}
