public import SteelyardContracts
public import SteelyardEngine
import SteelyardFormats

/// Deribit's interface over an engine: JSON-RPC by POST, by GET and over a WebSocket.
///
/// Clients of Deribit work with it as they are; what is spoken stands in `docs/deribit-api.md`.
public final class DeribitFace: Sendable {
  /// What is set up.
  public struct Options: Sendable, Hashable {
    /// The account that callers without one of their own get where they name none; nil to insist on a name.
    public var houseAccount: AccountName?

    /// The defaults.
    public init() {}
  }

  let engine: Engine
  let keyGuard: KeyGuard?
  let options: Options
  let now: @Sendable () -> Timestamp
  let table: ContractTermsTable
  let channels: DeribitChannels

  /// A face.
  ///
  /// - Parameters:
  ///   - keyGuard: Who checks keys. Without one, everybody on this machine is the house.
  ///   - now: The world's clock, for `usIn` and `usOut`.
  /// - Throws: `invalidInput` where the embedded contract terms are wrong, which the tests rule out.
  public init(
    engine: Engine, keyGuard: KeyGuard?, options: Options = Options(),
    now: @escaping @Sendable () -> Timestamp = { WallClock.now }
  ) throws(SteelyardError) {
    self.engine = engine
    self.keyGuard = keyGuard
    self.options = options
    self.now = now
    table = try ContractTermsTable.embedded()
    channels = DeribitChannels(engine)
  }

  /// Adds its paths.
  public func add(to router: inout Router) {
    router.add(
      Route(
        .post, "/api/v2", access: .open, reads: ["application/json"],
        .task { [self] request in post(request) }))
    for group in ["public", "private"] {
      router.add(
        Route(
          .get, "/api/v2/\(group)/{method}", access: .open,
          .task { [self] request in get(request, group) }))
      // Deribit takes a call by POST under its method's path too.
      router.add(
        Route(
          .post, "/api/v2/\(group)/{method}", access: .open, reads: ["application/json"],
          .task { [self] request in post(request) }))
    }
    // Risk systems subscribe to thousands of channels at once.
    var limits = WebSocketLimits()
    limits.queueBytesMax = 16 << 20
    router.add(
      WebSocketEndpoint("/ws/api/v2", access: .open, limits: limits) { [self] request in
        DeribitSession(face: self, peer: request.peer)
      })
  }

  private func post(_ request: Request) -> Response {
    let envelope: DeribitEnvelope
    do throws(DeribitRefusal) {
      let document = try DeribitCall.document(request.body)
      envelope = DeribitEnvelope(
        identifier: DeribitCall.identifier(of: document), received: now())
      do throws(DeribitRefusal) {
        return try respond(try DeribitCall(document), request, envelope)
      } catch {
        return DeribitFace.response(error, envelope, now())
      }
    } catch {
      return DeribitFace.response(
        error, DeribitEnvelope(identifier: .none, received: now()), now())
    }
  }

  private func get(_ request: Request, _ group: String) -> Response {
    let envelope = DeribitEnvelope(identifier: .none, received: now())
    do throws(DeribitRefusal) {
      let name = request.parameters["method"] ?? ""
      let call = try DeribitCall(method: "\(group)/\(name)", query: request.query)
      return try respond(call, request, envelope)
    } catch {
      return DeribitFace.response(error, envelope, now())
    }
  }

  private func respond(
    _ call: DeribitCall, _ request: Request, _ envelope: DeribitEnvelope
  ) throws(DeribitRefusal) -> Response {
    let caller = DeribitCaller(peer: request.peer, principal: nil, request: request)
    let body = try answer(call, caller)
    do { return .json(try envelope.result(at: now(), body)) } catch { throw DeribitRefusal(error) }
  }

  private static func response(
    _ refusal: DeribitRefusal, _ envelope: DeribitEnvelope, _ now: Timestamp
  ) -> Response {
    .json(envelope.refusal(refusal, at: now), status: refusal.status)
  }
}
