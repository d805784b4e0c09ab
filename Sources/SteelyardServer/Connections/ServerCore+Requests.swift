import Foundation

extension ServerCore {
  /// A name that no other request of this or another run has.
  func nextIdentifier() -> String {
    requestCount += 1
    return "\(identifierPrefix)-\(requestCount)"
  }

  /// Most bytes of the body of a request.
  func bodyBytesMax(_ head: RequestHead) -> Int {
    if hasOwnBodyLimits, case .route(let route, _) = router.match(head.method, path(head)) {
      return route.bodyBytesMax ?? options.limits.bodyBytesMax
    }
    return options.limits.bodyBytesMax
  }

  private func path(_ head: RequestHead) -> String {
    String(head.target.prefix { $0 != "?" })
  }

  /// Brings a complete request to its handler.
  func dispatch(_ head: RequestHead, _ body: [UInt8], on connection: ServerConnection) {
    if !connection.peer.isLoopback,
      let seconds = peerRates.take(
        AddressRange.counted(connection.peer.address), now: Monotonic.seconds)
    {
      return answer(
        .problem(Problem.tooMany("requests from this address", seconds)), head, connection)
    }
    let request: Request
    let target: RouteChoice.Target
    do {
      (request, target) = try RouteChoice(
        router: router, options: options, isGuarded: requestGuard != nil
      ).route(head, body, peer: connection.peer, identifier: connection.identifier)
    } catch {
      return answer(error, head, connection)
    }
    switch target {
    case .route(let route):
      connection.routeName = route.pattern.description
      run(route, request, head, connection)
    case .webSocket(let endpoint):
      connection.routeName = endpoint.pattern.description
      openWebSocket(endpoint, request, head, connection)
    }
  }

  private func run(
    _ route: Route, _ request: Request, _ head: RequestHead, _ connection: ServerConnection
  ) {
    var call = Call(route: route, request: request, requestGuard: requestGuard)
    if !isLeftToTasks(route), let response = call.loopResponse() {
      connection.answer(crossOrigin(response, head))
      if case .brief = route.handler { lastBriefAnswer = Monotonic.seconds }
      return
    }
    guard requestsInFlight < options.limits.requestsInFlightMax else {
      return answer(.problem(Call.busy), head, connection)
    }
    requestsInFlight += 1
    let number = connection.number
    let core = LoopBound(self)
    let origin = head
    Task { [loop, call] in
      let response = await call.response()
      loop.post { loop in
        core.value(on: loop).deliver(response, origin, number, request.identifier)
      }
    }
  }

  /// Whether a brief request goes to a task all the same: more of them come than the loop alone can answer, and another
  /// processor has nothing to do.
  private func isLeftToTasks(_ route: Route) -> Bool {
    guard case .brief = route.handler, requestsInFlight < ServerCore.tasksMax else {
      return false
    }
    return Monotonic.seconds - lastBriefAnswer < ServerCore.briefPauseSeconds
  }

  /// The loop that reads the next brief request so soon after an answer had it waiting.
  private static let briefPauseSeconds = 100e-6
  /// Tasks that keep the processors beside the loop's own at work while it answers something itself.
  private static let tasksMax = 4 * (ProcessInfo.processInfo.activeProcessorCount - 1)

  func answer(
    _ outcome: RouteChoice.Outcome, _ head: RequestHead, _ connection: ServerConnection
  ) {
    switch outcome {
    case .problem(let problem):
      connection.answer(
        crossOrigin(problem.response(identifier: connection.identifier), head))
    case .response(let response): connection.answer(response)
    }
  }

  private func deliver(
    _ response: Response, _ head: RequestHead, _ number: UInt64, _ identifier: String
  ) {
    requestsInFlight -= 1
    // The connection may be gone, or the request answered because its time was over.
    guard let connection = connections[number], connection.identifier == identifier else { return }
    connection.answer(crossOrigin(response, head))
    connection.process()
  }

  private func crossOrigin(_ response: Response, _ head: RequestHead) -> Response {
    guard let origin = head.headers["origin"], options.allowedOrigins.contains(origin) else {
      return response
    }
    var response = response
    response.headers.set("access-control-allow-origin", origin)
    response.headers.set("access-control-expose-headers", "etag, x-request-id, retry-after")
    response.headers.add("vary", "origin")
    return response
  }
}
