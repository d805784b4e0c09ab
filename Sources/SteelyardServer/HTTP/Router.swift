/// Finds the route of a request.
public struct Router: Sendable {
  /// What a request meets.
  enum Match: Sendable {
    case route(Route, parameters: [String: String])
    case badPath
    case notFound
    /// The path is known, the method is not one of its own.
    case methodNotAllowed(allowed: [Method])
    /// `OPTIONS` on a known path.
    case options(allowed: [Method])
  }

  /// The routes, most literal first.
  public private(set) var routes: [Route] = []

  /// Paths on which WebSockets are opened.
  public private(set) var webSockets: [WebSocketEndpoint] = []

  /// A router over routes and WebSockets.
  ///
  /// - Precondition: No method and pattern come twice.
  public init(_ routes: [Route] = [], webSockets: [WebSocketEndpoint] = []) {
    for route in routes { add(route) }
    self.webSockets = webSockets
  }

  /// Adds a path on which WebSockets are opened.
  public mutating func add(_ endpoint: WebSocketEndpoint) { webSockets.append(endpoint) }

  /// Whether a route has its own limit for bodies.
  var hasOwnBodyLimits: Bool { routes.contains { $0.bodyBytesMax != nil } }

  /// The WebSocket of the decoded segments of a path.
  func webSocket(_ segments: [String]) -> (WebSocketEndpoint, parameters: [String: String])? {
    for endpoint in webSockets {
      if let parameters = endpoint.pattern.match(segments) { return (endpoint, parameters) }
    }
    return nil
  }

  /// Whether any method has a route on the path with these segments.
  func hasRoute(_ segments: [String]) -> Bool {
    routes.contains { $0.pattern.match(segments) != nil }
  }

  /// Adds a route.
  ///
  /// - Precondition: Method and pattern are new.
  public mutating func add(_ route: Route) {
    precondition(
      !routes.contains { $0.method == route.method && $0.pattern == route.pattern },
      "The route \(route.method) \(route.pattern) is there twice.")
    let place =
      routes.firstIndex { $0.pattern.literalCount < route.pattern.literalCount } ?? routes.endIndex
    routes.insert(route, at: place)
  }

  /// The route of a method and a path that is still encoded.
  func match(_ method: Method, _ path: String) -> Match {
    guard let segments = RoutePattern.segments(of: path) else { return .badPath }
    return match(method, segments)
  }

  /// The route of a method and the decoded segments of a path.
  func match(_ method: Method, _ segments: [String]) -> Match {
    let asked = method == .head ? .get : method
    var allowed: [Method] = []
    for route in routes {
      guard let parameters = route.pattern.match(segments) else { continue }
      if route.method == asked { return .route(route, parameters: parameters) }
      if !allowed.contains(route.method) { allowed.append(route.method) }
    }
    if allowed.isEmpty { return .notFound }
    if allowed.contains(.get) { allowed.append(.head) }
    allowed.append(.options)
    return method == .options ? .options(allowed: allowed) : .methodNotAllowed(allowed: allowed)
  }
}
