import SteelyardContracts
import Testing

@Suite("Account names")
struct AccountNameTests {
  @Test("an account and a subaccount")
  func parts() throws {
    let name = try AccountName("desk-1/hedges")
    #expect(name.account == "desk-1")
    #expect(name.isSubaccount)
    #expect(try AccountName("desk-1").account == "desk-1")
    #expect(try !AccountName("desk-1").isSubaccount)
  }

  @Test(
    "what is no name is refused",
    arguments: ["", "/", "a/", "/b", "a/b/c", "a b", "é", "<i>", String(repeating: "a", count: 65)])
  func refused(text: String) {
    #expect { try AccountName(text) } throws: { ($0 as? SteelyardError)?.code == .invalidInput }
  }
}
