public import SteelyardContracts

/// Sends requests to services of others: one connection each, for what is rare, such as webhooks.
public struct HTTPClient: Sendable {
  /// How to send.
  public struct Options: Sendable, Hashable {
    /// A PEM file of authorities to trust in the place of the system's.
    public var authoritiesFile: String?
    /// Seconds until the answer must be there.
    public var seconds = 10.0
    /// Most bytes of an answer's body.
    public var bodyBytesMax = 1 << 20

    /// The defaults.
    public init() {}
  }

  private let loop: Loop
  private let options: Options

  /// A client on a loop.
  public init(options: Options = Options(), on loop: Loop) {
    self.loop = loop
    self.options = options
  }

  /// Sends a request and waits for its answer, whatever its status.
  ///
  /// Redirections are not followed: an answer of that kind comes back like any other.
  ///
  /// - Parameters:
  ///   - headers: Fields beyond `host`, `content-length` and `connection`.
  /// - Throws: `invalidInput` for an address that is no HTTP service's, `unavailable` where the service cannot be
  ///   reached, shows a certificate that does not hold, or does not answer in time, `limitExceeded` for a body that
  ///   is too long.
  public func send(
    _ method: Method, to address: ServiceAddress, headers: Headers = Headers(),
    body: [UInt8] = []
  ) async throws(SteelyardError) -> Response {
    guard !address.scheme.isWebSocket else {
      throw SteelyardError(
        .invalidInput, "\(address.scheme.rawValue) is a WebSocket.", remedy: "Write http or https.")
    }
    let call = LoopBound(
      HTTPCall(method: method, address: address, headers: headers, body: body, options: options))
    return try await loop.perform(call).get()
  }
}

extension Loop {
  func perform(_ bound: LoopBound<HTTPCall>) async -> Result<Response, SteelyardError> {
    let call = bound.value(on: self)
    let context: OpaquePointer
    let host: OpaquePointer
    do throws(SteelyardError) {
      context = try openContext()
      host = try clients.host(authorities: call.options.authoritiesFile, on: self)
    } catch {
      return .failure(error)
    }
    call.number = clients.add(call)
    call.clients = clients
    return await withCheckedContinuation { call.begin(context, host, $0) }
  }
}
