import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardFormats

/// What an account may do at most.
enum LimitOperations {
  static let all: [APIOperation] = [
    .read(
      "/accounts/{account}/limits", "getLimits", "The limits of an account.", audience: .account,
      answer: .object(schema)
    ) { call in
      let name = try call.account().name
      let book = call.engine.limits
      let limits = try LimitOperations.json(book.limits(of: name))
      return try Response.object { writer in
        writer.field("account", name.description)
        writer.field("own", book.limits[name] != nil)
      }.adding("limits", json: limits)
    },
    .command(
      .put, "/accounts/{account}/limits", "setLimits", "Sets the limits of an account.",
      scope: .admin, audience: .account, body: change
    ) { call in
      let name = try call.account().name
      try call.requireHouse()
      let body = try call.body()
      let limits = try LimitOperations.limits(try body.root.required("limits"), call.request.body)
      return try await call.perform(
        .setLimits(account: name, limits: limits, reason: try body.text("reason")))
    },
  ]

  private static let limits = APISchema.free(
    "Limits as docs/limits.md tells: leverage_max, position_count_max, greeks, concentration, "
      + "order_notional_usd_max, order_rate, drawdown; what is left out has no limit.")

  private static let schema = APIObject(
    "Limits", "What an account may do at most.",
    [
      .required("account", .text("Its name.")),
      .required("own", .boolean("Whether they are its own; others have those of everybody.")),
      .required("limits", limits),
    ])

  private static let change = APIObject(
    "LimitsChange", "Limits that shall hold.",
    [
      .required("limits", .nullable(limits)),
      .required("reason", .text("Why.")),
    ])

  private static func json(_ limits: AccountLimits) throws(SteelyardError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys]
    guard let data = try? encoder.encode(limits) else {
      preconditionFailure("Limits are numbers and names.")
    }
    return [UInt8](data)
  }

  /// The limits of a body; nil for `null`, which gives an account those of everybody again.
  private static func limits(
    _ value: JSONValue, _ body: [UInt8]
  ) throws(SteelyardError) -> AccountLimits? {
    guard !value.isNull else { return nil }
    _ = try value.members()
    struct Body: Decodable { let limits: AccountLimits }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let limits: AccountLimits
    do {
      limits = try decoder.decode(Body.self, from: Data(body)).limits
    } catch let error as SteelyardError {
      throw error.about(value.subject)
    } catch {
      throw value.error(
        "These are no limits: \(LimitOperations.reason(error)).",
        remedy: "Write them as docs/limits.md tells.")
    }
    // What was passed over in decoding would be a limit that its author believes in.
    let understood = try JSONDocument(InputFile(name: "body", bytes: try json(limits)))
    try refuseUnknown(in: value, understood: understood.root)
    return limits
  }

  private static func reason(_ error: any Error) -> String {
    switch error as? DecodingError {
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .keyNotFound(_, let context), .dataCorrupted(let context):
      context.codingPath.map(\.stringValue).joined(separator: ".") + " " + context.debugDescription
    default: "\(error)"
    }
  }

  private static func refuseUnknown(
    in value: JSONValue, understood: JSONValue
  ) throws(SteelyardError) {
    switch value.kind {
    case .object:
      for (key, member) in try value.members() where !member.isNull {
        guard let known = understood.optional(named: key) else {
          throw member.error(
            "There is no limit \"\(key.prefix(40))\".", remedy: "Remove it.")
        }
        try refuseUnknown(in: member, understood: known)
      }
    case .array:
      for (member, known) in zip(try value.elements(), try understood.elements()) {
        try refuseUnknown(in: member, understood: known)
      }
    default: return
    }
  }
}
