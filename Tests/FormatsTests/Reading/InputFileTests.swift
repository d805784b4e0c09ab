import SteelyardContracts
import SteelyardFormats
import Testing

@Suite("InputFile")
struct InputFileTests {
  @Test("a file that is not there, and a directory")
  func unreadable() {
    expectError(.invalidInput, ["no/such/file.json", "no such file", "Check the path"]) {
      () throws(SteelyardError) in _ = try InputFile(path: "no/such/file.json")
    }
    expectError(.invalidInput, ["directory"]) { () throws(SteelyardError) in
      _ = try InputFile(path: ".")
    }
  }

  @Test("a file is read whole")
  func whole() throws {
    let file = try InputFile(path: #filePath)
    #expect(file.name == #filePath)
    #expect(String(decoding: file.bytes, as: UTF8.self).contains("a file is read whole"))
  }
}
