import Foundation
import SteelyardContracts
import SteelyardServer
import TestSupport
import Testing

@Suite("The section of risk in a configuration")
struct RiskConfigurationTests {
  /// The configuration that comes with the service, with another section of risk.
  private static func read(risk: String) async throws -> RiskConfiguration {
    let sample = try String(
      contentsOfFile: PackageRoot.path(of: "deploy/steelyard.json5"), encoding: .utf8)
    let section = try #require(sample.range(of: #"risk: \{[^}]*\}"#, options: .regularExpression))
    return try await withTemporaryDirectory { directory in
      let path = directory + "/steelyard.json5"
      try sample.replacingCharacters(in: section, with: "risk: {\(risk)}")
        .write(toFile: path, atomically: true, encoding: .utf8)
      return try ConfigurationFile.read(path: path).risk
    }
  }

  @Test("without a word everything has its default")
  func defaults() async throws {
    let risk = try await Self.read(risk: "")
    #expect(risk.workerCount == 2 && risk.intervalMilliseconds == 100)
    #expect(risk.wholeBookSeconds == 60 && risk.screenedFrom == 1000)
    #expect(risk.standingMegabytes == 64)
  }

  @Test("the screen and the memory for what-ifs may be set, to nothing as well")
  func set() async throws {
    let some = try await Self.read(risk: "screened_from: 250000, standing_megabytes: 256")
    #expect(some.screenedFrom == 250_000 && some.standingMegabytes == 256)
    let none = try await Self.read(risk: "screened_from: 0, standing_megabytes: 0")
    #expect(none.screenedFrom == 0 && none.standingMegabytes == 0)
  }

  @Test(
    "what can't be is refused by its name",
    arguments: ["standing_megabytes", "screened_from"], ["-1", "1000000001", "\"many\"", "1.5"])
  func refused(name: String, value: String) async throws {
    let refusal = await #expect(throws: SteelyardError.self) {
      _ = try await Self.read(risk: "\(name): \(value)")
    }
    #expect(refusal?.code == .invalidInput)
    #expect(refusal?.message.contains(name) == true, "\(String(describing: refusal))")
  }

  @Test("a misspelt option is refused with the right one")
  func misspelt() async throws {
    let refusal = await #expect(throws: SteelyardError.self) {
      _ = try await Self.read(risk: "standing_megabytesx: 1")
    }
    #expect(refusal?.remedy.contains("standing_megabytes") == true)
  }
}
