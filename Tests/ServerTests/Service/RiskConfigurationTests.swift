import Foundation
import SteelyardContracts
import SteelyardServer
import Testing

@Suite("How often risk is looked at, in the configuration file")
struct RiskConfigurationTests {
  private func risk(_ section: String) throws -> RiskConfiguration {
    try JSONDecoder().decode(RiskConfiguration.self, from: Data(section.utf8))
  }

  @Test("without a word everything has its default")
  func defaults() throws {
    let risk = try risk("{}")
    #expect(risk.workerCount == 2 && risk.intervalMilliseconds == 100)
    #expect(risk.wholeBookSeconds == 60 && risk.screenedFrom == 1000)
    #expect(risk.standingMegabytes == 64)
  }

  @Test("the screen and the memory for what-ifs may be set, to nothing as well")
  func set() throws {
    let some = try risk("{\"screened_from\": 5, \"standing_megabytes\": 256}")
    #expect(some.screenedFrom == 5 && some.standingMegabytes == 256)
    #expect(try risk("{\"standing_megabytes\": 0}").standingMegabytes == 0)
  }

  @Test(
    "what can't be is refused by its name",
    arguments: ["standing_megabytes", "screened_from"])
  func refused(name: String) throws {
    let refusal = #expect(throws: SteelyardError.self) { try risk("{\"\(name)\": -1}") }
    #expect(refusal?.code == .invalidInput && refusal?.message.contains(name) == true)
    let misspelt = #expect(throws: SteelyardError.self) { try risk("{\"\(name)x\": 1}") }
    #expect(misspelt?.remedy.contains(name) == true)
  }
}
