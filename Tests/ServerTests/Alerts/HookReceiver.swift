import SteelyardServer
import Synchronization

/// A receiver of webhooks that does as it is told.
final class HookReceiver: Sendable {
  /// One delivery as it came.
  struct Delivery: Sendable {
    let alert: String
    let attempt: String
    let signature: String
    let body: [UInt8]
  }

  /// What it does with a delivery.
  enum Answer: Sendable {
    case status(Int)
    case after(milliseconds: Int)
  }

  private struct State {
    var answers: [Answer]
    var deliveries: [Delivery] = []
  }

  private let state: Mutex<State>

  /// - Parameter answers: To the first deliveries; those after them are taken at once.
  init(_ answers: [Answer] = []) { state = Mutex(State(answers: answers)) }

  /// Everything that has come, taken or not.
  var deliveries: [Delivery] { state.withLock { $0.deliveries } }

  /// A server with this receiver at `/hook`, for the time of `body`.
  func serve<Value>(
    port: UInt16 = 0, _ body: (UInt16) async throws -> Value
  ) async throws -> Value {
    let router = Router([
      Route(
        .post, "/hook", access: .open, reads: ["application/json"], writes: [],
        .task { [self] request in await answer(request) })
    ])
    let options = ServerOptions(address: ServerAddress(host: "127.0.0.1", port: port))
    return try await withServer(router, options: options) { try await body($0.port) }
  }

  /// Waits until so many have come, for ten seconds at most.
  func wait(count: Int) async throws {
    for _ in 0..<1_000 where deliveries.count < count {
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  private func answer(_ request: Request) async -> Response {
    let answer = state.withLock { state -> Answer? in
      state.deliveries.append(
        Delivery(
          alert: request.headers["steelyard-alert"] ?? "",
          attempt: request.headers["steelyard-attempt"] ?? "",
          signature: request.headers["steelyard-signature"] ?? "", body: request.body))
      return state.answers.isEmpty ? nil : state.answers.removeFirst()
    }
    switch answer {
    case nil: return Response(.noContent)
    case .status(let code): return Response(Status(code))
    case .after(let milliseconds):
      try? await Task.sleep(for: .milliseconds(milliseconds))
      return Response(.noContent)
    }
  }
}
