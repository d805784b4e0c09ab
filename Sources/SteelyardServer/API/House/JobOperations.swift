import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import SteelyardLedger

/// Work that takes too long for a call: cascades of the live book, backtests of an account.
enum JobOperations {
  static let all: [APIOperation] = [
    .command(
      .post, "/jobs", "startJob",
      "Starts a cascade of the live book (keys of the house) or a backtest of an account.",
      scope: .read, audience: .everyone, body: JobSchemas.body, status: .accepted,
      answer: .object(JobSchemas.job)
    ) { call in
      let body = try call.body()
      let job = try start(try body.choice("kind", Job.Kind.self), body, call)
      return try Response.job(job, status: .accepted, hasResult: false)
    },
    .read(
      "/jobs", "listJobs", "The jobs that the key sees, the latest first, without their results.",
      audience: .everyone, freshness: .untagged, answer: .object(JobSchemas.list)
    ) { call in
      var body = Array("{\"jobs\":[".utf8)
      for (place, job) in call.desks.jobs.jobs.filter(call.sees).enumerated() {
        if place > 0 { body.append(UInt8(ascii: ",")) }
        body += try Response.job(job, hasResult: false).body
      }
      return .json(body + Array("]}".utf8))
    },
    .read(
      "/jobs/{job}", "getJob", "A job with its result.", audience: .everyone,
      freshness: .untagged, answer: .object(JobSchemas.job)
    ) { call in
      let number = try call.number("job", "job")
      return try Response.job(try seen(call.desks.jobs.job(number), call), hasResult: true)
    },
    .command(
      .post, "/jobs/{job}/cancel", "cancelJob", "Cancels a job; one that has ended stays as it is.",
      scope: .read, audience: .everyone, answer: .object(JobSchemas.job)
    ) { call in
      let number = try call.number("job", "job")
      _ = try seen(call.desks.jobs.job(number), call)
      return try Response.job(try seen(call.desks.jobs.cancel(number), call), hasResult: false)
    },
  ]

  /// A job that the key may know of.
  ///
  /// - Throws: `notFound` in the same words for one that there is not and for somebody else's.
  private static func seen(_ job: Job?, _ call: APICall) throws(SteelyardError) -> Job {
    guard let job, call.sees(job) else {
      throw SteelyardError(
        .notFound, "There is no such job.",
        remedy: "Jobs are forgotten after a while and by a restart; ask for it again.",
        subject: .place(file: "path", row: nil, field: "job"))
    }
    return job
  }

  /// Members of a body that one kind of job alone reads.
  private static func members(of kind: Job.Kind) -> Set<String> {
    switch kind {
    case .cascade: ["event", "shock", "policies", "seed", "hours"]
    case .backtest: ["account", "days", "model"]
    }
  }

  private static func start(_ kind: Job.Kind, _ body: APIBody, _ call: APICall) throws -> Job {
    for (name, value) in try body.root.members()
    where name != "kind" && !value.isNull && !members(of: kind).contains(name) {
      throw value.error(
        "A \(kind.rawValue) has no \(name.prefix(40)).", remedy: "Leave it out.")
    }
    let engine = call.engine
    let asked = call.request.body
    switch kind {
    case .cascade:
      guard call.principal.tenant == .house else {
        throw SteelyardError(
          .unauthorised,
          "The key \(call.principal.key) is an account's, and a cascade is the house's.",
          remedy: "Ask the house.")
      }
      let question = try CascadeJob(body)
      try call.checkFrame()
      return try call.desks.jobs.take(.cascade, of: nil, asked: asked) {
        reins throws(SteelyardError) in try question.result(on: engine, reins)
      }
    case .backtest:
      let question = try BacktestJob(body)
      guard call.principal.may(.read, question.account),
        (try? engine.account(question.account)) != nil
      else { throw Principal.unknown(question.account) }
      try call.checkFrame()
      let history = call.desks.history
      return try call.desks.jobs.take(.backtest, of: question.account, asked: asked) {
        reins throws(SteelyardError) in try question.result(on: engine, history, reins)
      }
    }
  }
}

extension APICall {
  /// Whether the key may know of a job: the house of all, an account of those about it and its subaccounts.
  fileprivate func sees(_ job: Job) -> Bool {
    guard let account = job.account else { return principal.tenant == .house }
    return principal.may(.read, account)
  }
}

extension Response {
  /// A job as JSON.
  fileprivate static func job(
    _ job: Job, status: Status = .ok, hasResult: Bool
  ) throws(SteelyardError) -> Response {
    let head = try Response.object(status: status) { writer throws(SteelyardError) in
      writer.field("job", job.number)
      writer.field("kind", job.kind.rawValue)
      writer.optional("account", job.account?.description)
      writer.field("state", job.state.rawValue)
      try writer.field("progress", job.progress)
      writer.field("asked_at", job.askedAt)
      writer.optional("begun", job.begun)
      writer.optional("ended", job.ended)
      writer.key("failure")
      if let failure = job.failure {
        try writer.object { writer in
          writer.field("code", failure.code.rawValue)
          writer.field("message", failure.message)
          writer.field("remedy", failure.remedy)
        }
      } else {
        writer.null()
      }
    }
    let result = hasResult ? job.result : nil
    return head.adding("asked", json: job.asked).adding(
      "result", json: result ?? Array("null".utf8))
  }
}
