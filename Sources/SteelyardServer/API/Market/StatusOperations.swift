import SteelyardContracts
import SteelyardEngine
import SteelyardFormats

/// How the service itself stands.
enum StatusOperations {
  static let all: [APIOperation] = [
    .read(
      "/status", "getStatus", "Frame, cycle and positions of the service.", audience: .everyone,
      freshness: .untagged, answer: .object(schema), answer)
  ]

  static let cycle = APIObject(
    "Cycle", "The last cycle of risk.",
    [
      .required("frame", .integer("Number of the frame.")),
      .required("position", .integer("Position of the journal whose holdings were evaluated.")),
      .required("evaluated_accounts", .integer("Accounts that were evaluated.")),
      .required("accounts", .integer("Accounts in all.")),
      .required("seconds", .number("From the change to the end of the cycle, in seconds.")),
      .required("frame_seconds", .number("Of it for the frame, in seconds.")),
    ])

  private static let schema = APIObject(
    "Status", "How the service stands.",
    [
      .required("time", .time("Now, by the service's clock.")),
      .required("ready", .boolean("Whether every answer can be given.")),
      .required("waiting_for", .list("What is missing, by name.", .text("A name."))),
      .required("position", .integer("The journal's last position.")),
      .required("frame", .nullable(.integer("Number of the risk frame; null before the first."))),
      .required("frame_time", .nullable(.time("When the frame was made."))),
      .required(
        "parameters_version", .nullable(.integer("Which state of the parameters it uses."))),
      .required("cycle", .nullable(.object(cycle))),
      .required("cycle_failure", .nullable(.text("Why the last cycle made no frame."))),
      .required("waiting_commands", .integer("Commands that wait for the writer.")),
      .required("refused_updates", .integer("Updates of the market that were refused.")),
    ])

  @Sendable private static func answer(_ call: APICall) throws(SteelyardError) -> Response {
    let engine = call.engine
    return try .object { writer throws(SteelyardError) in
      let missing = ServiceReadiness.missing(engine)
      let frame = engine.frame
      writer.field("time", engine.now)
      writer.field("ready", missing.isEmpty)
      try writer.strings("waiting_for", missing)
      writer.field("position", Int(engine.position))
      writer.optional("frame", frame.map { Int($0.number) })
      writer.optional("frame_time", frame?.time)
      writer.optional("parameters_version", frame.map { Int($0.parameters) })
      try writer.cycle(engine.lastCycle)
      writer.optional("cycle_failure", engine.cycleFailure?.message)
      writer.field("waiting_commands", engine.waitingCount)
      writer.field("refused_updates", Int(engine.refusedUpdates.count))
    }
  }
}

extension Response {
  /// An answer that is one JSON object.
  static func object(
    status: Status = .ok, _ body: (inout JSONWriter) throws(SteelyardError) -> Void
  ) throws(SteelyardError) -> Response {
    var writer = JSONWriter(.compact, byteCount: 1_024)
    try writer.object(body)
    return .json(writer.text, status: status)
  }

  /// The same with one member more, whose value is JSON already.
  func adding(_ member: StaticString, json: some Sequence<UInt8>) -> Response {
    var response = self
    response.body.removeLast()
    response.body += Array(",\"\(member)\":".utf8)
    response.body += json
    response.body.append(UInt8(ascii: "}"))
    return response
  }
}
