import SteelyardContracts
import SteelyardServer
import Testing

@Suite("Where a server may listen")
struct ServerOptionsTests {
  static let tls = ServerOptions.TLS(certificateFile: "c", keyFile: "k")

  static func code(_ host: String, _ tls: ServerOptions.TLS?, isGuarded: Bool) -> SteelyardError
    .Code?
  {
    var options = ServerOptions(address: ServerAddress(host: host, port: 0))
    options.tls = tls
    do throws(SteelyardError) {
      try options.validate(isGuarded: isGuarded)
      return nil
    } catch { return error.code }
  }

  @Test("the world needs TLS and keys, this machine neither")
  func world() {
    #expect(ServerOptionsTests.code("127.0.0.1", nil, isGuarded: false) == nil)
    #expect(ServerOptionsTests.code("0.0.0.0", nil, isGuarded: true) == .notAllowed)
    #expect(
      ServerOptionsTests.code("0.0.0.0", ServerOptionsTests.tls, isGuarded: false) == .notAllowed)
    #expect(ServerOptionsTests.code("0.0.0.0", ServerOptionsTests.tls, isGuarded: true) == nil)
  }

  @Test("a limit that is not positive is refused")
  func limits() {
    var options = ServerOptions()
    options.limits.bodyBytesMax = 0
    #expect(throws: SteelyardError.self) { try options.validate(isGuarded: false) }
  }

  @Test("a port that is taken, and a certificate that is not there, are told")
  func unavailable() async throws {
    let loop = try await Loop.start()
    let server = try await HTTPServer.start(
      Router(), options: ServerOptions(), requestGuard: nil, on: loop)
    let error = await #expect(throws: SteelyardError.self) {
      try await HTTPServer.start(
        Router(),
        options: ServerOptions(address: ServerAddress(host: "127.0.0.1", port: server.port)),
        requestGuard: nil, on: loop)
    }
    #expect(error?.code == .unavailable)
    var options = ServerOptions()
    options.tls = ServerOptions.TLS(certificateFile: "/nowhere/c.pem", keyFile: "/nowhere/k.pem")
    await #expect(throws: SteelyardError.self) {
      try await HTTPServer.start(Router(), options: options, requestGuard: nil, on: loop)
    }
    await server.stop(graceSeconds: 1)
    await loop.stop()
  }
}
