import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import SteelyardLedger

/// What a command is answered with: where it stands in the journal and what it did.
enum CommandAnswer {
  /// The answer in the description.
  static let schema = APISchema.object(
    APIObject(
      "CommandAnswer", "What a command did.",
      [
        .required(
          "position",
          .nullable(
            .integer(
              "Its place in the journal; null for a command that was done before, so long ago that its place is not "
                + "in memory."))),
        .required("time", .time("When it was decided.")),
        .required(
          "replayed",
          .boolean("Whether it was done before under the same idempotency key, and not again.")),
        .required("events", .list("What happened, in order.", .object(EventSchemas.event))),
      ]))
}

extension APICall {
  /// Asks for a command of the ledger and tells what it did.
  ///
  /// - Parameter status: The answer's status where something was done.
  /// - Throws: Why it was refused.
  func perform(_ action: LedgerAction) async throws(SteelyardError) -> Response {
    let command = LedgerCommand(action, identifier: try commandIdentifier())
    let answered = try await engine.submit(.ledger(command), by: principal.key)
    guard answered.value.events.isEmpty, let identifier = command.identifier else {
      return try answer(
        position: answered.position, time: answered.time, outcome: answered.value,
        isReplay: false)
    }
    // Nothing happened, as it had happened before: the first outcome is told again.
    let first = firstRecord(named: identifier, of: command.account)
    return try answer(
      position: first?.position, time: first?.time ?? answered.time,
      outcome: first?.outcome ?? answered.value,
      isReplay: true)
  }

  /// Asks for a command that is none of the ledger's.
  func perform(_ command: EngineCommand) async throws(SteelyardError) -> Response {
    // Such commands are done again when they are asked for again; a name that none may have is refused all the same.
    _ = try commandIdentifier()
    let answered = try await engine.submit(command, by: principal.key)
    return try answer(
      position: answered.position, time: answered.time, outcome: answered.value,
      isReplay: false)
  }

  private func answer(
    position: Int64?, time: Timestamp, outcome: EngineOutcome, isReplay: Bool
  ) throws(SteelyardError) -> Response {
    let sight = EventSight(directory: engine.directory, principal: principal)
    return try .object(status: isReplay ? .ok : operation.status) { writer throws(SteelyardError) in
      writer.optional("position", position.map { Int($0) })
      writer.field("time", time)
      writer.field("replayed", isReplay)
      try writer.objects("events", outcome.ownedEvents) { writer, event throws(SteelyardError) in
        try writer.event(event, sight)
      }
    }
  }

  /// Records that are looked through for a command at a time.
  private static let chunkCount: Int64 = 1000

  /// The record of the first command of a name, the latest of that name first; nil where it is not in memory.
  private func firstRecord(
    named identifier: ClientIdentifier, of account: AccountName?
  ) -> PublishedRecord? {
    let directory = engine.directory
    let wanted = account ?? HouseAccount.external.name
    var end = engine.position
    while end > 0 {
      let start = max(0, end - APICall.chunkCount)
      guard let records = engine.records(after: start, limit: Int(end - start)) else { return nil }
      for record in records.reversed() where record.position <= end {
        for case .ledger(.commandNamed(let index, identifier, _)) in record.events
        where directory.name(of: index) == wanted { return record }
      }
      end = start
    }
    return nil
  }
}
