import SteelyardDigests
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
  @Test(
    "HMAC-SHA-256 of the published cases",
    arguments: [
      (
        [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
      ),
      (
        Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
      ),
      (
        [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
      ),
      (
        [UInt8](repeating: 0xAA, count: 131),
        Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
      ),
    ])
  func published(key: [UInt8], message: [UInt8], expected: String) {
    let got = hmacSHA256(of: message, key: key).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
    #expect(expected == got)
  }

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
