import Foundation
import SteelyardContracts
import SteelyardServer
import TestSupport
import Testing

@Suite("The section of risk in a configuration")
struct RiskConfigurationTests {
  /// The configuration that comes with the service, with another section of risk.
  private static func read(risk: String) async throws -> ServiceConfiguration {
    let sample = try String(
      contentsOfFile: PackageRoot.path(of: "deploy/steelyard.json5"), encoding: .utf8)
    let section = try #require(sample.range(of: #"risk: \{[^}]*\}"#, options: .regularExpression))
    return try await withTemporaryDirectory { directory in
      let path = directory + "/steelyard.json5"
      try sample.replacingCharacters(in: section, with: "risk: {\(risk)}")
        .write(toFile: path, atomically: true, encoding: .utf8)
      return try ConfigurationFile.read(path: path)
    }
  }

  @Test("accounts from which on a screen goes first: as told, and a thousand where nothing is")
  func screenedFrom() async throws {
    #expect(try await Self.read(risk: "screened_from: 0").risk.screenedFrom == 0)
    #expect(try await Self.read(risk: "screened_from: 250000").risk.screenedFrom == 250_000)
    let standard = try await Self.read(risk: "worker_count: 3").risk
    #expect(standard.screenedFrom == 1000 && standard.workerCount == 3)
  }

  @Test(
    "what can't be is refused, and named",
    arguments: ["-1", "1000000001", "\"many\"", "1.5"])
  func refused(value: String) async throws {
    let error = await #expect(throws: SteelyardError.self) {
      _ = try await Self.read(risk: "screened_from: \(value)")
    }
    #expect(error?.code == .invalidInput)
    #expect(error?.message.contains("screened_from") == true, "\(String(describing: error))")
  }
}
