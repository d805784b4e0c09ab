import Foundation
import TestSupport
import Testing

@Suite("The API's description", .serialized)
struct APIDescriptionTests {
  private static let path = PackageRoot.path(of: "docs/openapi.json")

  @Test("docs/openapi.json is what the server serves; STEELYARD_UPDATE_EXAMPLES=1 writes it")
  func file() async throws {
    try await APIHarness.with { service in
      let served = try await service.call("GET", "/openapi.json", as: .nobody)
      if ProcessInfo.processInfo.environment["STEELYARD_UPDATE_EXAMPLES"] == "1" {
        try Data(served.body).write(to: URL(filePath: APIDescriptionTests.path))
      }
      let kept = try String(contentsOfFile: APIDescriptionTests.path, encoding: .utf8)
      #expect(served.text == kept)
    }
  }

  /// A path with its placeholders filled.
  private func filled(_ path: String, account: String) -> String {
    path.replacing("{account}", with: account).replacing("{model}", with: "deribit")
      .replacing("{order}", with: "1").replacing("{withdrawal}", with: "1")
      .replacing("{version}", with: "1").replacing("{change}", with: "1")
      .replacing("{liquidation}", with: "1").replacing("{job}", with: "1")
  }

  private func isHouse(_ operation: [String: Any]) -> Bool {
    // Scope admin stands on keys of the house alone.
    let rights = operation["description"] as? String ?? ""
    return rights.hasSuffix(" of the house.") || rights.contains("scope admin")
  }

  @Test("every operation asks for a key, and what is an account's is nobody else's")
  func isolation() async throws {
    try await APIHarness.with { service in
      for (path, method, operation) in try await service.description().operations {
        let what = "\(method) \(path)"
        let target = filled(path, account: "desk")
        #expect(try await service.call(method, target, "", as: .nobody).status == 401, "\(what)")
        guard path.contains("{account}") else { continue }
        let foreign = try await service.call(method, target, "{}", as: .stranger)
        let absent = try await service.call(
          method, filled(path, account: "nowhere"), "{}", as: .stranger)
        // Where the scope is missing, the name is not looked at.
        let expected = isHouse(operation) ? 403 : 404
        #expect(
          foreign.status == expected && absent.status == expected, "\(what): \(foreign.text)")
        let messages = try [foreign, absent].map { answer in
          let json = try answer.json()
          return [json["detail"], json["code"], json["remedy"], json["title"]].map { part in
            (part as? String)?.replacing("nowhere", with: "desk")
          }
        }
        #expect(messages[0] == messages[1], "\(what)")
        #expect(
          try await service.call(method, filled(path, account: "nowhere"), "{}", as: .house).status
            == 404, "\(what)")
      }
    }
  }

  @Test("what is the house's is refused to an account's key")
  func house() async throws {
    try await APIHarness.with { service in
      var count = 0
      for (path, method, operation) in try await service.description().operations
      where isHouse(operation) {
        count += 1
        let answer = try await service.call(
          method, filled(path, account: "other"), "{}", as: .stranger)
        #expect(answer.status == 403, "\(method) \(path): \(answer.text)")
      }
      #expect(count == 24)
    }
  }

  @Test("every read is as described, for an account's key and for the house")
  func reads() async throws {
    try await APIHarness.with { service in
      for caller in [APIHarness.Caller.desk, .house] {
        for (path, method, operation) in try await service.description().operations
        where method == "GET" {
          if isHouse(operation), case .desk = caller { continue }
          // There is no change or job yet.
          if path.hasSuffix("{change}") || path.hasSuffix("{job}") { continue }
          let asksForUnderlying = (operation["parameters"] as? [[String: Any]] ?? []).contains {
            $0["name"] as? String == "underlying"
          }
          try await service.described(
            method,
            filled(path, account: "desk")
              + (asksForUnderlying ? "?underlying=BTC/USD:BTC" : ""), as: caller, pattern: path)
        }
      }
    }
  }

  @Test("unknown parameters are refused with their name, and so are unknown members")
  func strictness() async throws {
    try await APIHarness.with { service in
      for (path, method, operation) in try await service.description().operations {
        let target = filled(path, account: "desk")
        let query = try await service.call(method, target + "?colour=red", "{}", as: .house)
        #expect(query.status == 400, "\(method) \(path): \(query.text)")
        #expect(try query.json()["field"] as? String == "colour", "\(method) \(path)")
        guard operation["requestBody"] != nil, !path.contains("{change}"),
          !path.contains("{model}")
        else { continue }
        let body = try await service.call(method, target, "{\"colour\":\"red\"}", as: .house)
        #expect(body.status == 400, "\(method) \(path): \(body.text)")
        #expect(try body.json()["field"] as? String == "colour", "\(method) \(path)")
        for wrong in ["[]", "{", "7", "{\"reason\":1}"] {
          #expect(
            try await service.call(method, target, wrong, as: .house).status == 400,
            "\(path) \(wrong)")
        }
      }
    }
  }
}
