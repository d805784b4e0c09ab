import SteelyardContracts
import SteelyardEngine
import Testing

@Suite("Signed webhooks")
struct WebhookSignatureTests {
  let secret = Array("a secret of a subscriber".utf8)
  let body = Array(#"{"kind":"margin_call"}"#.utf8)

  private func code(
    _ header: String, body: [UInt8]? = nil, secret: [UInt8]? = nil, at second: Int64 = 0
  ) -> SteelyardError.Code? {
    do {
      try WebhookSignature.check(
        header: header, body: body ?? self.body, secret: secret ?? self.secret, at: .second(second),
        toleranceSeconds: 300)
      return nil
    } catch {
      return error.code
    }
  }

  /// RFC 4231, test cases 1 to 3 and 6.
  @Test("what is signed is accepted, with any of the secrets")
  func accepted() throws {
    let other = Array("the secret that comes next".utf8)
    let header = try WebhookSignature.header(
      body: body, at: .second(0), secrets: [other, secret])
    #expect(header.hasPrefix("t=1773480000,v1="))
    #expect(header.utf8.count == 12 + 2 * 68)
    #expect(code(header) == nil)
    #expect(code(header, secret: other) == nil)
    #expect(code(header, at: 300) == nil)
    #expect(code(header, at: -300) == nil)
  }

  @Test("another body, secret or time is not")
  func refused() throws {
    let header = try WebhookSignature.header(body: body, at: .second(0), secrets: [secret])
    #expect(code(header, body: body + [32]) == .unauthorised)
    #expect(code(header, secret: secret + [0x21]) == .unauthorised)
    #expect(code(header, at: 301) == .unauthorised)
    #expect(code(header, at: -301) == .unauthorised)
    #expect(
      code(header.replacing("t=1773480000", with: "t=1773480001"), at: 1) == .unauthorised)
  }

  @Test(
    "malformed headers are refused",
    arguments: [
      "", "t=", "t=1773480000", "v1=00", "t=1773480000,v1=zz", "t=+1773480000,v1=00",
      "t=9223372036854775807,v1=" + String(repeating: "0", count: 64),
      "t=-9223372036854775808,v1=" + String(repeating: "0", count: 64),
      String(repeating: ",", count: 1000),
    ])
  func malformed(header: String) {
    #expect(code(header) == .unauthorised)
  }

  @Test("secrets that are short, missing or too many sign nothing")
  func secrets() {
    let keys: [[[UInt8]]] = [
      [], [Array(secret.prefix(15))], Array(repeating: secret, count: 5), [secret, []],
    ]
    for secrets in keys {
      let error = #expect(throws: SteelyardError.self) {
        try WebhookSignature.header(body: body, at: .second(0), secrets: secrets)
      }
      #expect(error?.code == .invalidInput)
    }
  }
}
