/// What jobs look like.
enum JobSchemas {
  static let body = APIObject(
    "JobQuestion", "A piece of work that takes too long for a call.",
    [
      .required(
        "kind", .choice("What is done.", Job.Kind.allCases.map(\.rawValue))),
      .open("event", .text("Of a cascade: the id of an event.", example: "2022-11-08-ftx")),
      .open("shock", .object(RiskSchemas.shock)),
      .open(
        "policies",
        .list(
          "Of a cascade: policies of `steelyard simulate`; full, partial and auction where left out.",
          .text("A policy.", example: "partial+breaker"), countMax: CascadeJob.policiesMax)),
      .open("seed", .integer("Of a cascade: of its noise; 1 where left out.", from: 0)),
      .open(
        "hours",
        .number("Of a cascade: simulated time, up to 24; 200 rounds of 3 s where left out.")),
      .open("account", .text("Of a backtest: whose portfolio.", pattern: APISchema.accountPattern)),
      .open(
        "days",
        .integer(
          "Of a backtest: days walked, up to the last of the history; 250 where left out.", from: 2,
          to: Int64(BacktestJob.daysMax))),
      .open(
        "model",
        .text("Of a backtest: the margin model; the account's own where left out.")),
    ])

  private static let failure = APIObject(
    "JobFailure", "Why a job failed.",
    [
      .required("code", .text("A stable code.")),
      .required("message", .text("What happened.")),
      .required("remedy", .text("What can be done.")),
    ])

  static let job = APIObject(
    "Job", "A job and what became of it.",
    [
      .required("job", .integer("Its number.")),
      .required("kind", .choice("What is done.", Job.Kind.allCases.map(\.rawValue))),
      .required("account", .nullable(.text("Whose account it is about; null for the house."))),
      .required("state", .choice("How far it is.", Job.State.allCases.map(\.rawValue))),
      .required("progress", .number("How much of it is done, 0 to 1.")),
      .required("asked_at", .time("When it was asked for.")),
      .required("begun", .nullable(.time("When it began."))),
      .required("ended", .nullable(.time("When it ended."))),
      .required("failure", .nullable(.object(failure))),
      .required("asked", .free("The body that asked for it.")),
      .required(
        "result",
        .nullable(
          .free("What came of it, as docs/jobs.md tells; null until it is done, and in lists."))),
    ])

  static let list = APIObject(
    "Jobs", "The jobs that the key sees.",
    [.required("jobs", .list("The latest first, without results.", .object(job)))])
}
