import SteelyardServer

/// A server on a port of the system's choice, for the time of `body`.
func withServer<Value>(
  _ router: Router, options: ServerOptions = ServerOptions(),
  requestGuard: (any RequestGuard)? = nil,
  _ body: (HTTPServer) async throws -> Value
) async throws -> Value {
  let loop = try await Loop.start(name: "test-loop")
  let server = try await HTTPServer.start(
    router, options: options, requestGuard: requestGuard, on: loop)
  let outcome: Result<Value, any Error>
  do {
    outcome = .success(try await body(server))
  } catch {
    outcome = .failure(error)
  }
  await server.stop(graceSeconds: 1)
  await loop.stop()
  return try outcome.get()
}
