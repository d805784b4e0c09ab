import SteelyardContracts
import SteelyardEngine
import SteelyardFormats

/// The governed parameters and their changes.
enum ParameterOperations {
  static let all: [APIOperation] = [
    .read(
      "/parameters", "listParameters", "Versions of the parameters, and what is in force.",
      audience: .everyone, answer: .object(ParameterSchemas.parameters)
    ) { call in
      let governance = call.engine.governance
      let now = call.engine.now
      return try .object { writer throws(SteelyardError) in
        try writer.objects("models", governance.versions.sorted { $0.key < $1.key }) {
          writer, entry throws(SteelyardError) in
          writer.field("model", entry.key)
          writer.optional("in_force", governance.inForce(entry.key, at: now)?.number)
          writer.optional("open_change", governance.open(entry.key)?.number)
          try writer.objects("versions", entry.value) { writer, version throws(SteelyardError) in
            writer.field("version", version.number)
            writer.field("hash", version.hash)
            writer.field("since", version.since)
            writer.optional("change", version.change)
            try writer.field("loosening_share", version.looseningShare)
          }
        }
      }
    },
    .read(
      "/parameters/changes", "listParameterChanges",
      "Changes of parameters, the latest first, with their effect on all books together.",
      audience: .everyone, query: [.limit, .cursor],
      answer: .object(ParameterSchemas.changes)
    ) { call in
      let (start, limit) = try call.page()
      let all = call.engine.governance.changes
      let page = all.reversed().dropFirst(start).prefix(limit)
      let end = start + page.count
      return try .object { writer throws(SteelyardError) in
        try writer.objects("changes", page) { writer, change throws(SteelyardError) in
          try writer.change(change, call.principal)
        }
        writer.optional("next", end < all.count && !page.isEmpty ? end : nil)
      }
    },
    .read(
      "/parameters/changes/{change}", "getParameterChange",
      "A change of parameters with its file and its effect.", audience: .everyone,
      answer: .object(ParameterSchemas.change)
    ) { call in
      let change = try call.change()
      return try .object { writer throws(SteelyardError) in
        try writer.change(change, call.principal)
        writer.field("file", String(decoding: change.file, as: UTF8.self))
      }
    },
    .command(
      .post, "/parameters/changes", "proposeParameters",
      "Proposes new parameters; their effect on every book is measured by the service.",
      scope: .admin, audience: .house, body: ParameterSchemas.proposal, status: .created
    ) { call in
      let body = try call.body()
      let model = try body.text("model")
      let file = Array(try body.text("file").utf8)
      let hash = try body.text("hash")
      let notBefore =
        try body.optional("not_before") { text throws(SteelyardError) in
          try Timestamp(parsing: text)
        } ?? call.engine.now
      let reason = try body.text("reason")
      let effect = try call.engine.effect(ofParameters: file, model: model)
      return try await call.perform(
        .proposeParameters(
          ParameterProposal(
            model: model, file: file, hash: hash, notBefore: notBefore, reason: reason,
            effect: effect)))
    },
    .command(
      .post, "/parameters/changes/{change}/approvals", "approveParameters",
      "Approves a change; its effect is measured anew.", scope: .admin, audience: .house,
      status: .created
    ) { call in
      let change = try call.change()
      let effect = try call.engine.effect(ofParameters: change.file, model: change.model)
      return try await call.perform(.approveParameters(change: change.number, effect: effect))
    },
    .command(
      .delete, "/parameters/changes/{change}", "cancelParameters",
      "Takes a change back that is not in force.", scope: .admin, audience: .house,
      body: ParameterSchemas.reason
    ) { call in
      let change = try call.change()
      return try await call.perform(
        .cancelParameters(change: change.number, reason: try call.body().text("reason")))
    },
    .command(
      .post, "/parameters/{model}/rollback", "rollBackParameters",
      "Proposes to go back to the version before.", scope: .admin, audience: .house,
      body: ParameterSchemas.reason, status: .created
    ) { call in
      let model = try call.request.parameter("model")
      let reason = try call.body().text("reason")
      guard let target = call.engine.governance.replaced(model, at: call.engine.now) else {
        throw SteelyardError(
          .notFound, "No version of \"\(model.prefix(60))\" was replaced.",
          remedy: "Propose a new file.",
          subject: .place(file: "path", row: nil, field: "model"))
      }
      let effect = try call.engine.effect(ofParameters: target.file, model: model)
      return try await call.perform(
        .rollBackParameters(model: model, reason: reason, effect: effect))
    },
  ]
}

extension APICall {
  /// The parameter change of the path.
  ///
  /// - Throws: `notFound` where there is none of that number.
  fileprivate func change() throws(SteelyardError) -> ParameterChange {
    let number = try number("change", "change")
    let changes = engine.governance.changes
    guard number <= UInt64(changes.count) else {
      throw SteelyardError(
        .notFound, "There is no change \(number).", remedy: "Ask /parameters/changes.",
        subject: .place(file: "path", row: nil, field: "change"))
    }
    return changes[Int(number) - 1]
  }
}
