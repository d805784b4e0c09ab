import Foundation
import SteelyardServer
import TestSupport
import Testing

@Suite("The session over the API", .serialized)
struct SessionOperationTests {
  @Test("a key is told what it is, what it opens, and whom it speaks to")
  func session() async throws {
    try await APIHarness.with { service in
      let desk = try await service.described("GET", "/session", pattern: "/session")
      #expect(desk["key"] as? String == service.keys[.desk]?.key.identifier)
      #expect(desk["name"] as? String == "key")
      #expect(desk["sees"] as? String == "desk")
      #expect(desk["scopes"] as? [String] == ["read", "trade"])
      #expect(desk["expires"] is NSNull)
      #expect(desk["models"] as? [String] == ["cross", "deribit", "isolated"])
      let server = try #require(desk["server"] as? [String: Any])
      #expect((server["version"] as? String)?.split(separator: ".").count == 3)
      #expect(server["market"] is NSNull && server["store"] is NSNull)
      let house = try await service.described("GET", "/session", as: .house, pattern: "/session")
      #expect(house["sees"] is NSNull)
      #expect(house["scopes"] as? [String] == ["admin", "read", "trade"])
    }
  }

  @Test("without a good key there is none")
  func refused() async throws {
    try await APIHarness.with { service in
      #expect(try await service.call("GET", "/session", as: .nobody).status == 401)
      let identifier = try #require(service.keys[.desk]?.key.identifier)
      for bearer in ["\(identifier).wrong", "sk-none.wrong", "\(identifier)"] {
        let answer = try await service.call(
          "GET", "/session", as: .nobody, headers: ["authorization": "Bearer \(bearer)"])
        #expect(answer.status == 401)
        #expect(answer.text.contains("\"code\":\"unauthenticated\""))
      }
    }
  }

  @Test("with keys a page may call the name that it came from, over TLS or not, and no other")
  func origins() async throws {
    try await APIHarness.with { service in
      for origin in ["https://desk.example", "http://desk.example"] {
        #expect(
          try await service.call("GET", "/session", headers: ["origin": origin]).status == 200)
      }
      for origin in [
        "https://evil.example", "https://desk.example.evil", "null", "https://desk.example:81",
      ] {
        let answer = try await service.call("GET", "/session", headers: ["origin": origin])
        #expect(answer.status == 403, "\(origin)")
        #expect(answer.text.contains("origin_not_allowed"))
      }
    }
  }
}
