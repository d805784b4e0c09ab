import SteelyardEngine
import SteelyardMargin

/// What governed parameters look like.
enum ParameterSchemas {
  private static let levels = HealthLevel.allCases.map(\.rawValue)

  static let parameters = APIObject(
    "Parameters", "The governed parameters.",
    [
      .required(
        "models",
        .list(
          "By name; a model's learned state stands beside its parameters under a name of its own.",
          .object(
            APIObject(
              "ModelParameters", "The versions of one model.",
              [
                .required("model", .text("Its name.")),
                .required("in_force", .nullable(.integer("The version in force."))),
                .required("open_change", .nullable(.integer("The change on its way."))),
                .required("versions", .list("The versions.", .object(version))),
              ]))))
    ])

  private static let version = APIObject(
    "ParameterVersion", "One version.",
    [
      .required("version", .integer("Its number, from 1.")),
      .required("hash", .text("SHA-256 of its file, in hexadecimal.")),
      .required("since", .time("From when on it is in force.")),
      .required("change", .nullable(.integer("The change that brought it."))),
      .required(
        "loosening_share",
        .number("The largest share of a requirement that it let anyone off, 0 to 1.")),
    ])

  private static let worstAccount = APIObject(
    "AccountEffect", "One account before and after.",
    [
      .required("account", .text("Whose.")),
      .required("status_before", .choice("Its health before.", levels)),
      .required("status_after", .choice("Its health after.", levels)),
      .required("before", .object(AccountSchemas.figures)),
      .required("after", .object(AccountSchemas.figures)),
    ])

  private static let levelCount = APIObject(
    "LevelCount", "Accounts of one health.",
    [
      .required("status", .choice("The health.", levels)),
      .required("before", .integer("Accounts before.")),
      .required("after", .integer("Accounts after.")),
    ])

  private static let effect = APIObject(
    "ParameterEffect", "What a change does to every book, measured on one frame.",
    [
      .required("frame", .integer("Number of the risk frame.")),
      .required("accounts", .integer("Accounts that were evaluated.")),
      .required(
        "incomplete_accounts", .integer("Accounts that could not be priced in full.")),
      .required("initial_margin_before", .number("Sum before, in USD.")),
      .required("initial_margin_after", .number("Sum after, in USD.")),
      .required("maintenance_margin_before", .number("Sum before, in USD.")),
      .required("maintenance_margin_after", .number("Sum after, in USD.")),
      .required(
        "largest_fall_share",
        .number("The largest share of a requirement that anyone is let off, 0 to 1.")),
      .required(
        "largest_rise_share",
        .number("The largest share of a new requirement that is new to anyone, 0 to 1.")),
      .required("levels", .list("Accounts by health.", .object(levelCount))),
      .optional(
        "worst_accounts",
        .list("Those that fare worst; told to the house.", .object(worstAccount))),
    ])

  private static func members(
    _ more: [APIObject.Member]
  ) -> [APIObject.Member] {
    [
      .required("change", .integer("Its number, from 1.")),
      .required("model", .text("The model.")),
      .required("hash", .text("SHA-256 of its file, in hexadecimal.")),
      .required(
        "status",
        .choice("Where it stands.", ParameterChange.Status.allCases.map(\.rawValue))),
      .required("rollback_to", .nullable(.integer("The version that it goes back to."))),
      .required("proposed_at", .time("When it was proposed.")),
      .required("not_before", .time("Before which it is not wanted.")),
      .required("effective_at", .nullable(.time("When it comes into force."))),
      .required("reason", .text("Why, in the proposer's words.")),
      .required("loosening_share", .number("Share of a requirement that it lets anyone off.")),
      .required("approvals", .integer("How many have approved.")),
      .optional("proposer", .text("The proposer's key; told to the house.")),
      .optional("approvers", .list("Their keys; told to the house.", .text("A key."))),
      .required("effect", .object(effect)),
    ] + more
  }

  static let change = APIObject(
    "ParameterChange", "A change of parameters with its file.",
    members([.required("file", .text("The file, as text."))]))

  static let changes = APIObject(
    "ParameterChangePage", "Changes, the latest first.",
    [
      .required(
        "changes",
        .list(
          "The changes.",
          .object(
            APIObject("ParameterChangeSummary", "A change of parameters.", members([]))))),
      AccountSchemas.next,
    ])

  static let proposal = APIObject(
    "ParameterProposal", "New parameters.",
    [
      .required("model", .text("The model.")),
      .required("file", .text("The parameter file, as text.")),
      .required(
        "hash",
        .text("SHA-256 of the file as the proposer has it.", pattern: "^[0-9A-Fa-f]{64}$")),
      .open(
        "not_before", .time("When it shall come into force at the earliest; now if left out.")),
      .required("reason", .text("Why.")),
    ])

  static let reason = APIObject(
    "Reason", "Why.", [.required("reason", .text("Why, in words."))])
}
