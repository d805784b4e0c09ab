import Foundation
import SteelyardContracts
import SteelyardServer
import Testing

@Suite("Keys in their file")
struct KeyStoreTests {
  static let now = Timestamp(milliseconds: 1_790_000_000_000)
  static func later(_ seconds: Int64) -> Timestamp {
    Timestamp(microseconds: now.microseconds + seconds * 1_000_000)
  }

  @Test("a key made in one store is there in the next, and its secret stands nowhere in the file")
  func roundTrip() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/keys.json"
      let store = try KeyStore(path: path, at: KeyStoreTests.now)
      let made = try store.create(
        name: "desk", tenant: .account("desk"), scopes: [.read, .trade],
        addresses: [try AddressRange("10.0.0.0/8")], at: KeyStoreTests.now)
      let again = try KeyStore(path: path, at: KeyStoreTests.now)
      #expect(again.keys == [made.key])
      #expect(again.keys.first?.tenant == .account("desk"))
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(!text.contains(made.secret.revealed))
      #expect(!text.contains(made.venueSecret.revealed))
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
  }

  @Test("a key revoked by another process is refused within a second")
  func revokedElsewhere() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/keys.json"
      let server = try KeyStore(path: path, at: KeyStoreTests.now)
      let made = try server.create(
        name: "a", tenant: .house, scopes: [.read], at: KeyStoreTests.now)
      let program = try KeyStore(path: path, at: KeyStoreTests.now)
      try program.revoke(made.key.identifier, at: KeyStoreTests.now)
      let seen = server.key(made.key.identifier, at: KeyStoreTests.later(1))
      #expect(seen?.revoked == KeyStoreTests.now)
      #expect(seen?.isValid(at: KeyStoreTests.later(1)) == false)
    }
  }

  @Test("a file that others may read is refused")
  func readable() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/keys.json"
      _ = try KeyStore(path: path, at: KeyStoreTests.now).create(
        name: "a", tenant: .house, scopes: [.read], at: KeyStoreTests.now)
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
      let error = #expect(throws: SteelyardError.self) {
        try KeyStore(path: path, at: KeyStoreTests.now)
      }
      #expect(error?.code == .notAllowed)
    }
  }

  @Test(
    "a file that is none of ours is refused", arguments: ["", "{}", "{\"version\":9,\"keys\":[]}"])
  func corrupt(text: String) async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/keys.json"
      #expect(
        FileManager.default.createFile(
          atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]))
      let error = #expect(throws: SteelyardError.self) {
        try KeyStore(path: path, at: KeyStoreTests.now)
      }
      #expect(error?.code == .corruptData)
    }
  }

  @Test("a tenant gets no admin key, a subaccount none at all, a nameless one neither")
  func refused() async throws {
    try await withTemporaryDirectory { directory in
      let store = try KeyStore(path: directory + "/keys.json", at: KeyStoreTests.now)
      func code(
        _ name: String, _ tenant: Principal.Tenant, _ scopes: Set<Scope>
      ) -> SteelyardError.Code? {
        do throws(SteelyardError) {
          _ = try store.create(name: name, tenant: tenant, scopes: scopes, at: KeyStoreTests.now)
          return nil
        } catch { return error.code }
      }
      #expect(code("a", .account("desk"), [.admin]) == .notAllowed)
      #expect(code("a", .account("desk/hedges"), [.read]) == .invalidInput)
      #expect(code("", .house, [.read]) == .invalidInput)
      #expect(code("a", .house, []) == .invalidInput)
      #expect(throws: SteelyardError.self) { try store.revoke("sk-none", at: KeyStoreTests.now) }
    }
  }

  @Test("ranges of addresses hold what begins alike")
  func ranges() throws {
    #expect(try AddressRange("203.0.113.0/24").contains("203.0.113.9"))
    #expect(try !AddressRange("203.0.113.0/24").contains("203.0.114.9"))
    #expect(try AddressRange("2001:db8::/32").contains("2001:db8:1::7"))
    #expect(try !AddressRange("203.0.113.7").contains("::1"))
    #expect(throws: SteelyardError.self) { try AddressRange("203.0.113.0/33") }
    #expect(throws: SteelyardError.self) { try AddressRange("desk.example") }
  }
}
