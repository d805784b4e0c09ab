import SteelyardServer
import Testing

@Suite("Server addresses")
struct ServerAddressTests {
  @Test(
    "loopback is told from the world", arguments: ["127.0.0.1", "127.8.0.1", "::1", "localhost"])
  func loopback(host: String) { #expect(ServerAddress(host: host, port: 0).isLoopback) }

  @Test("the world is told from loopback", arguments: ["0.0.0.0", "::", "10.0.0.1", "example.org"])
  func world(host: String) { #expect(!ServerAddress(host: host, port: 0).isLoopback) }
}
