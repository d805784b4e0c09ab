import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import SteelyardLedger
import SteelyardMargin
import TestSupport
import Testing

@Suite("Models in force and those that they replaced")
struct ModelShelfTests {
  private let set = "dynamic-2026-11"

  @Test(
    "the first governed state of a set replaces the one that came with it, while its grace lasts")
  func firstState() async throws {
    let harness = try EngineHarness(models: [
      .portfolio: "dynamic", .cross: "cross", .isolated: "isolated",
    ])
    defer { harness.engine.stop() }
    try await harness.adopt()
    let engine = harness.engine
    var shelf = ModelShelf(names: engine.configuration.models, maker: CatalogueModels())
    let adopted = harness.clock.now()
    let start = try shelf.inForce(engine.governance, at: adopted, graceSeconds: 3600)
    #expect(start.replaced == nil)
    let own = try #require(start.models.portfolio.stateName)
    let learned = adopted.advanced(bySeconds: 60)
    harness.clock.set(learned)
    _ = try await engine.submit(
      .adoptParameters(
        model: "dynamic/state/\(set)",
        file: try ModelStateFile.json(try SyntheticState.state(parameters: set, seed: 2026))),
      by: "ann")
    let after = try shelf.inForce(engine.governance, at: learned, graceSeconds: 3600)
    #expect(after.models.portfolio.stateName != own)
    #expect(after.replaced?.since == learned)
    #expect(after.replaced?.models.portfolio.stateName == own)
    let late = try shelf.inForce(
      engine.governance, at: learned.advanced(bySeconds: 3600), graceSeconds: 3600)
    #expect(late.models.portfolio.stateName == after.models.portfolio.stateName)
    #expect(late.replaced == nil)
  }

  @Test("a state that came with its parameters excuses nobody")
  func together() async throws {
    let harness = try EngineHarness(models: [
      .portfolio: "dynamic", .cross: "cross", .isolated: "isolated",
    ])
    defer { harness.engine.stop() }
    try await harness.adopt()
    // In the same instant: nobody has been margined by the state that came with the set.
    _ = try await harness.engine.submit(
      .adoptParameters(
        model: "dynamic/state/\(set)",
        file: try ModelStateFile.json(try SyntheticState.state(parameters: set, seed: 2026))),
      by: "ann")
    var shelf = ModelShelf(names: harness.engine.configuration.models, maker: CatalogueModels())
    let start = try shelf.inForce(
      harness.engine.governance, at: harness.clock.now(), graceSeconds: 3600)
    #expect(start.models.portfolio.stateName?.hasPrefix("synthetic") == true)
    #expect(start.replaced == nil)
  }
}
