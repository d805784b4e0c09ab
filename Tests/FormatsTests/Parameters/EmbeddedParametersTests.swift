import SteelyardContracts
import SteelyardFormats
import Testing

@Suite("Embedded parameters")
struct EmbeddedParametersTests {
  @Test("every file has a name and is a JSON object to its last byte")
  func files() throws {
    let names = EmbeddedParameters.names()
    #expect(names.contains("contracts/deribit.json"))
    #expect(names == names.sorted())
    #expect(Set(names).count == names.count)
    for name in names {
      let bytes = try EmbeddedParameters.file(named: name)
      #expect(bytes.first == UInt8(ascii: "{"), "\(name)")
      #expect(bytes.suffix(2) == Array("}\n".utf8)[...], "\(name)")
    }
  }

  @Test("a file that is not embedded is refused with those that are")
  func missing() {
    let error = #expect(throws: SteelyardError.self) {
      try EmbeddedParameters.file(named: "contracts/nowhere.json")
    }
    #expect(error?.remedy.contains("contracts/deribit.json") == true)
  }
}
