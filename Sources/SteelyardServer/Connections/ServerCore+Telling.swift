extension ServerCore {
  /// A request was answered.
  ///
  /// Paths and queries stay out of the log: names of accounts stand in them.
  func answered(_ status: Status, _ head: RequestHead, _ connection: ServerConnection) {
    let method = ServerCore.countedMethods.contains(head.method) ? head.method.description : "other"
    metrics.requests.add(1, [connection.routeName, method, "\(status.code)"])
    metrics.durations.record(connection.handledSeconds, [connection.routeName])
    let level = status.code >= 500 ? LogLevel.warning : .debug
    guard let log, log.takes(level) else { return }
    log.write(
      level, "request",
      [
        "request": .text(connection.identifier), "method": .text(method),
        "route": .text(connection.routeName), "status": .integer(status.code),
        "seconds": .number(connection.handledSeconds), "peer": .text(connection.peer.address),
      ])
  }

  private static let countedMethods: Set<Method> = [
    .get, .head, .post, .put, .patch, .delete, .options,
  ]

  /// A connection was ended because of what came.
  func failed(_ problem: Problem, _ connection: ServerConnection) {
    metrics.malformedRequests.add(1, ["\(problem.status.code)"])
    log?.write(
      .info, "request refused",
      [
        "request": .text(connection.identifier), "status": .integer(problem.status.code),
        "detail": .text(problem.detail), "peer": .text(connection.peer.address),
      ])
  }
}
