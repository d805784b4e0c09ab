import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardPricing
import TestSupport
import Testing

@Suite("What a scenario model prepares for a frame")
struct ScenarioWorkspaceMemoTests {
  @Test("two models that differ in their ratios alone read one frame by turns, each by its own")
  func twoModels() throws {
    let text = try MarginModelFileTests.text("deribit-2026-02")
    let stated = "\"maintenance\": 0.8"
    #expect(text.contains(stated))
    let usual = try MarginModelFile.model(MarginModelFileTests.input(text))
    let milder = try MarginModelFile.model(
      MarginModelFileTests.input(text.replacing(stated, with: "\"maintenance\": 0.4")))
    var books = try RandomBooks(seed: 31)
    var batch = PortfolioBatch()
    for _ in 0..<200 { try batch.add(try books.next()) }
    let frames = try (0..<3).map { number in
      try usual.frame(
        number: number, of: batch.universe, in: books.snapshot, surfaces: [:], level: .portable)
    }
    let alone = usual.figures(of: batch, in: frames[0])
    let milderAlone = milder.figures(of: batch, in: frames[1])
    #expect(alone != milderAlone)
    for _ in 0..<2 {
      #expect(usual.figures(of: batch, in: frames[2]) == alone)
      #expect(milder.figures(of: batch, in: frames[2]) == milderAlone)
    }
  }
}
