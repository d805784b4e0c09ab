import SteelyardContracts

/// Chooses the route of a request and checks what can be checked before its handler sees it.
struct RouteChoice {
  /// Where no handler is called.
  enum Outcome: Error {
    case problem(Problem)
    case response(Response)
  }

  /// What a request is for.
  enum Target {
    case route(Route)
    case webSocket(WebSocketEndpoint)
  }

  let router: Router
  let options: ServerOptions
  let isGuarded: Bool

  /// The request and its route.
  ///
  /// - Throws: The answer, where there is none: 400, 404, 405, 406, 415, and the answers to `OPTIONS`.
  func route(
    _ head: RequestHead, _ body: [UInt8], peer: Peer, identifier: String
  ) throws(Outcome) -> (Request, Target) {
    do throws(Problem) {
      try OriginPolicy(allowedOrigins: options.allowedOrigins, isGuarded: isGuarded).check(head)
    } catch {
      throw .problem(error)
    }
    if head.target == "*" {
      throw head.method == .options
        ? .response(Response(.noContent, headers: Headers(["allow": "GET, HEAD, OPTIONS"])))
        : .problem(RouteChoice.notAllowed(head.method, [.get, .head, .options]))
    }
    var request: Request
    do throws(SteelyardError) {
      request = try Request(
        method: head.method, target: head.target,
        headers: head.headers, body: body, peer: peer, identifier: identifier)
    } catch {
      throw .problem(Problem(error))
    }
    let segments = RoutePattern.segments(of: request.path)
    if let segments, let (endpoint, parameters) = router.webSocket(segments),
      head.headers["upgrade"] != nil || !router.hasRoute(segments)
    {
      request.parameters = parameters
      return (request, .webSocket(endpoint))
    }
    switch segments.map({ router.match(head.method, $0) }) ?? .badPath {
    case .badPath:
      throw .problem(
        Problem(
          .badRequest, code: "invalid_input", "The path is not percent encoded UTF-8.",
          remedy: "Encode each part as RFC 3986 says.", field: "path"))
    case .notFound:
      throw .problem(
        Problem(
          .notFound, code: "not_found", "There is nothing at \(request.path.prefix(200)).",
          remedy: "Look at the API's description for what there is."))
    case .methodNotAllowed(let allowed):
      throw .problem(RouteChoice.notAllowed(head.method, allowed))
    case .options(let allowed): throw .response(preflight(head, allowed))
    case .route(let route, let parameters):
      request.parameters = parameters
      try check(request, route)
      return (request, .route(route))
    }
  }

  private func check(_ request: Request, _ route: Route) throws(Outcome) {
    if !route.reads.isEmpty, !request.body.isEmpty,
      !route.reads.contains(request.mediaType ?? "application/octet-stream")
    {
      throw .problem(
        Problem(
          .unsupportedMediaType, code: "unsupported_media_type",
          "The body is \(request.mediaType.map { "\($0.prefix(60))" } ?? "of no stated type").",
          remedy: "Send \(route.reads.joined(separator: " or ")) and say so in content-type.",
          field: "content-type", headers: Headers(["accept": route.reads.joined(separator: ", ")])))
    }
    guard !route.writes.isEmpty, request.headers["accept"] != nil,
      !AcceptedTypes(request.headers).accepts(anyOf: route.writes)
    else { return }
    throw .problem(
      Problem(
        .notAcceptable, code: "not_acceptable",
        "The answer comes as \(route.writes.joined(separator: " or ")).",
        remedy: "Name it in the field accept, or leave the field out.", field: "accept"))
  }

  private func preflight(_ head: RequestHead, _ allowed: [Method]) -> Response {
    let methods = allowed.map(\.description).joined(separator: ", ")
    var headers = Headers(["allow": methods])
    if let origin = head.headers["origin"], options.allowedOrigins.contains(origin) {
      headers.set("access-control-allow-origin", origin)
      headers.set("access-control-allow-methods", methods)
      headers.set(
        "access-control-allow-headers",
        "authorization, content-type, idempotency-key, if-match, if-none-match")
      headers.set("access-control-max-age", "600")
      headers.set("vary", "origin")
    }
    return Response(.noContent, headers: headers)
  }

  private static func notAllowed(_ method: Method, _ allowed: [Method]) -> Problem {
    let methods = allowed.map(\.description).joined(separator: ", ")
    return Problem(
      .methodNotAllowed, code: "method_not_allowed",
      "\(method.description) is not done here.", remedy: "Use \(methods).",
      headers: Headers(["allow": methods]))
  }
}
