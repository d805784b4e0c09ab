import SteelyardContracts
import SteelyardFormats

/// The API as OpenAPI 3.1 describes it, out of the operations themselves.
struct APIDescription {
  private let operations: [APIOperation]

  init(_ operations: [APIOperation]) { self.operations = operations }

  /// The document, as JSON.
  var text: [UInt8] {
    var writer = JSONWriter(.indented)
    do throws(SteelyardError) {
      try writer.object { writer throws(SteelyardError) in try write(to: &writer) }
    } catch {
      preconditionFailure("The description holds only text and whole numbers: \(error)")
    }
    return writer.text + [UInt8(ascii: "\n")]
  }

  private func write(to writer: inout JSONWriter) throws(SteelyardError) {
    writer.field("openapi", "3.1.0")
    try writer.object("info") { writer throws(SteelyardError) in
      writer.field("title", "Steelyard")
      writer.field("version", "1")
      writer.field(
        "description",
        "Margin and risk of portfolios of crypto derivatives, live. Amounts, quantities and prices of the "
          + "ledger are exact and written as strings; figures of risk are numbers, in US dollars where a field "
          + "does not say otherwise. P&L is positive for a gain, requirements are positive, a short position is "
          + "negative.")
    }
    try writer.objects("servers", ["/"]) { writer, url in writer.field("url", url) }
    try writer.object("paths") { writer throws(SteelyardError) in
      var written = Set<String>()
      for operation in operations where written.insert(operation.path).inserted {
        writer.key(named: APIRoutes.prefix + operation.path)
        try writer.object { writer throws(SteelyardError) in
          for method in operations where method.path == operation.path {
            writer.key(named: method.method.description.lowercased())
            try write(method, &writer)
          }
        }
      }
    }
    try writeComponents(&writer)
  }

  private func write(
    _ operation: APIOperation, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    try writer.object { writer throws(SteelyardError) in
      writer.field("operationId", operation.name)
      writer.field("summary", operation.summary)
      writer.field("description", operation.rights)
      try writer.objects("security", Scheme.allCases) { writer, scheme throws(SteelyardError) in
        writer.key(named: scheme.rawValue)
        try writer.array { _ in }
      }
      try writeParameters(of: operation, &writer)
      if let body = operation.body {
        try writer.object("requestBody") { writer throws(SteelyardError) in
          writer.field("required", !operation.isBodyOptional)
          try writeContent(.object(body), &writer)
        }
      }
      try writer.object("responses") { writer throws(SteelyardError) in
        for status in operation.statuses {
          writer.key(named: "\(status.code)")
          try writer.object { writer throws(SteelyardError) in
            writer.field(
              "description",
              status == operation.status
                ? operation.summary : "It was done before under the same idempotency key.")
            try writeContent(operation.answer, &writer)
          }
        }
        if operation.freshness == .tagged {
          try writer.object("304") { writer in
            writer.field("description", "What the caller has is still right.")
          }
        }
        for status in operation.problemStatuses {
          writer.key(named: "\(status.code)")
          try APISchema.reference("responses/Problem", &writer)
        }
        writer.key("default")
        try APISchema.reference("responses/Problem", &writer)
      }
    }
  }

  private func writeParameters(
    of operation: APIOperation, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    writer.key("parameters")
    try writer.array { writer throws(SteelyardError) in
      for name in operation.placeholders {
        try write(name, in: "path", .required, APIDescription.placeholder(name), &writer)
      }
      for parameter in operation.query {
        try write(
          parameter.name, in: "query", parameter.presence, parameter.schema, &writer)
      }
      if operation.takesIdentifier {
        try write(
          "Idempotency-Key", in: "header", operation.requiresIdentifier ? .required : .optional,
          .text(
            "The caller's name for the command: sent again with the same body it is done once, with another body "
              + "it is answered 409.", pattern: "^[!-~]{1,64}$"), &writer)
      }
      if operation.freshness == .tagged {
        try write(
          "If-None-Match", in: "header", .optional,
          .text("Entity tags of answers that the caller has."), &writer)
      }
    }
  }

  private func write(
    _ name: String, in place: String, _ presence: APIObject.Member.Presence,
    _ schema: APISchema,
    _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    try writer.object { writer throws(SteelyardError) in
      writer.field("name", name)
      writer.field("in", place)
      if presence == .required { writer.field("required", true) }
      writer.key("schema")
      try schema.write(to: &writer)
    }
  }

  private static func placeholder(_ name: String) -> APISchema {
    switch name {
    case "account":
      .text(
        "An account or subaccount; the stroke between them is sent as %2F.",
        pattern: APISchema.accountPattern, example: "maker-000")
    case "model":
      .text(
        "The name of a margin model.", pattern: "^[a-z0-9/_-]{1,64}$", example: "deribit")
    default: .integer("Its number.", from: 1)
    }
  }

  private func writeContent(
    _ schema: APISchema, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    try writer.object("content") { writer throws(SteelyardError) in
      try writer.object("application/json") { writer throws(SteelyardError) in
        writer.key("schema")
        try schema.write(to: &writer)
      }
    }
  }

  private func writeComponents(_ writer: inout JSONWriter) throws(SteelyardError) {
    var objects: [String: APIObject] = [:]
    APIDescription.problem.collect(&objects)
    for operation in operations {
      operation.answer.collect(&objects)
      operation.body?.collect(&objects)
    }
    try writer.object("components") { writer throws(SteelyardError) in
      try writer.object("securitySchemes") { writer throws(SteelyardError) in
        for scheme in Scheme.allCases {
          writer.key(named: scheme.rawValue)
          try writer.object { writer in scheme.write(to: &writer) }
        }
      }
      try writer.object("responses") { writer throws(SteelyardError) in
        try writer.object("Problem") { writer throws(SteelyardError) in
          writer.field("description", "What went wrong, for people and for programs (RFC 9457).")
          try writer.object("content") { writer throws(SteelyardError) in
            writer.key(named: Problem.mediaType)
            try writer.object { writer throws(SteelyardError) in
              writer.key("schema")
              try APISchema.object(APIDescription.problem).write(to: &writer)
            }
          }
        }
      }
      try writer.object("schemas") { writer throws(SteelyardError) in
        for (name, object) in objects.sorted(by: { $0.key < $1.key }) {
          writer.key(named: name)
          try object.write(to: &writer)
        }
      }
    }
  }

  /// A problem document.
  private static let problem = APIObject(
    "Problem", "What went wrong.",
    [
      .required("type", .text("Names the kind of problem.")),
      .required("title", .text("The kind in words.")),
      .required("status", .integer("The status of the answer.", from: 400, to: 599)),
      .required("detail", .text("What happened.")),
      .required("code", .text("A stable code for programs.")),
      .optional("field", .text("What it happened to: a field, an account, an instrument.")),
      .required("remedy", .text("What the caller can do.")),
      .required("instance", .text("The server's name of the call, as in its log.")),
    ])

  /// How callers show who they are.
  private enum Scheme: String, CaseIterable {
    case bearer, signature

    func write(to writer: inout JSONWriter) {
      switch self {
      case .bearer:
        writer.field("type", "http")
        writer.field("scheme", "bearer")
        writer.field("description", "Key and secret with a point between them.")
      case .signature:
        writer.field("type", "apiKey")
        writer.field("in", "header")
        writer.field("name", "Authorization")
        writer.field(
          "description",
          "steelyard-hmac-sha256 id=..,ts=..,nonce=..,sig=..: the call signed with the key's secret."
        )
      }
    }
  }
}

extension APIOperation {
  /// Whether callers may name the command.
  var takesIdentifier: Bool {
    // Parameters and limits are set under rules of their own, and again is not twice.
    freshness == .untagged && scope != .read && !path.hasPrefix("/parameters")
      && !path.hasSuffix("/limits")
  }

  /// What it is answered with where it is done: a new thing made before under the same key is told again with 200.
  var statuses: [Status] {
    takesIdentifier && status != .ok ? [.ok, status] : [status]
  }

  /// What it may be refused with; every answer of these is a problem document.
  var problemStatuses: [Status] {
    let isCommand = freshness == .untagged && scope != .read
    var all: [Status] = [.badRequest, .unauthorised, .forbidden]
    if !placeholders.isEmpty || path == "/surface" { all.append(.notFound) }
    if isCommand { all.append(.conflict) }
    if body != nil { all += [.contentTooLarge, .unsupportedMediaType] }
    if isCommand || body != nil { all.append(.unprocessable) }
    return all + [.tooManyRequests, .unavailable]
  }

  /// Who may call it, in words.
  var rights: String {
    let scope = "Asks for a key with scope \(scope.rawValue)"
    return switch audience {
    case .everyone: scope + "."
    case .account: scope + " of the account or of the house; other accounts are answered 404."
    case .house: scope + " of the house."
    }
  }
}
