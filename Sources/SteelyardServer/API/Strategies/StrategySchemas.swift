import SteelyardAllocation
import SteelyardEngine

/// What strategies and their mandates look like.
enum StrategySchemas {
  static let catalogue = APIObject(
    "Strategies", "The strategies that come along.",
    [
      .required(
        "strategies",
        .list(
          "In the order they are listed in.",
          .object(
            APIObject(
              "Strategy", "A strategy.",
              [
                .required("name", .text("Its name.")),
                .required("summary", .text("What it does, in a line.")),
                .required("live", .boolean("Whether it can be given a mandate.")),
                .required("parameters", .list("Its numbers.", .object(parameter))),
              ]))))
    ])

  private static let parameter = APIObject(
    "StrategyParameter", "A number that a strategy can be given.",
    [
      .required("name", .text("Its name.")),
      .required("usual", .number("What it is where none is given.")),
      .required("meaning", .text("What it means, with its unit.")),
    ])

  /// The limits of a body, each the usual one where it is left out.
  private static let limitMembers: [(name: String, what: String)] = [
    ("drawdown", "How far equity may fall from its highest in an epoch, decimal."),
    ("epoch_days", "Days of an epoch."),
    ("margin_use", "Most initial margin over the equity that counts for it."),
    ("leverage", "Most gross holdings over equity."),
    ("delta", "Most net delta over equity, coins not netted."),
    ("gamma", "Most loss by curvature at a move of 10 %, over equity."),
    ("vega", "Most change at ten volatility points, over equity."),
    ("concentration", "Most gross holdings of one coin over equity."),
    ("return", "Least expected return a year of what is opened, decimal."),
  ]

  private static let limitsChange = APIObject(
    "StrategyLimitsChange", "Limits; what is left out is as usual.",
    limitMembers.map { .optional($0.name, .number($0.what)) })

  private static let limits = APIObject(
    "StrategyLimits", "The limits between a strategy and its orders.",
    limitMembers.map { .required($0.name, .number($0.what)) })

  private static let budgetMembers: [(name: String, what: String)] = [
    ("look_usd", "Most notional that a look may open, in USD."),
    ("window_usd", "Most notional that a window may see where something is opened, in USD."),
  ]

  private static let paceMembers: [(name: String, what: String)] = [
    ("cadence_seconds", "Seconds between two looks; 60 where left out."),
    ("order_seconds", "Seconds after which what has not filled is cancelled; 30 where left out."),
    ("proposal_seconds", "Seconds for which a proposal waits; 3600 where left out."),
    ("rehearsal_looks", "Looks in rehearsal before it may be let loose; 60 where left out."),
    ("refusals_max", "Refusals in a row after which it pauses; 5 where left out."),
  ]

  static let mandateChange = APIObject(
    "MandateChange", "What a strategy shall be allowed to do.",
    [
      .required("strategy", .text("Its name in the catalogue.")),
      .optional(
        "parameters", .map("Numbers in place of its usual ones.", .number("The number."))),
      .required("level", .choice("What becomes of its decisions.", levels)),
      .required(
        "coins", .list("The coins that it may trade.", .text("A code."), countMax: 20)),
      .optional("limits", .object(limitsChange)),
      .required(
        "budget",
        .object(
          APIObject(
            "StrategyBudgetChange", "How much may be opened.",
            budgetMembers.map { .required($0.name, .number($0.what)) } + [
              .optional(
                "window_seconds",
                .integer("How long a window is; 86400 where left out.", from: 60, to: 2_592_000))
            ]))),
      .optional(
        "pace",
        .object(
          APIObject(
            "StrategyPaceChange", "How often it looks, and how long things stand.",
            paceMembers.map { .optional($0.name, .integer($0.what)) } + [
              .optional(
                "past_days",
                .number(
                  "Days of prices that have to be known first; the strategy's longest look-back where left out."
                ))
            ]))),
      .optional(
        "slippage_max",
        .number("How far from the mark an order's limit may be, decimal; 0.002 where left out.")),
      .required("expiry", .time("When it ends by itself.")),
      .required("reason", .text("Why, in words.")),
    ])

  static let release = APIObject(
    "MandateRelease", "Which mandate is let loose from its rehearsal.",
    [
      .required("digest", .text("SHA-256 of the mandate as it stands, in hexadecimal.")),
      .optional("waive_looks", .boolean("Whether the rest of its rehearsal is waived.")),
      .required("reason", .text("Why, in words.")),
    ])

  static let answer = APIObject(
    "ProposalAnswer", "An answer to a proposal.",
    [
      .required("decision", .integer("The decision's number.", from: 1, to: 2_147_483_647)),
      .required("reason", .text("Why, in words.")),
    ])

  private static let levels = StrategyMandate.Level.allCases.map(\.rawValue)

  private static let leg = APIObject(
    "StrategyTrade", "One trade of a decision.",
    [
      .required("instrument", .text("What is traded.")),
      .required("quantity", .amount("How much; bought is positive.")),
      .required("mark", .amount("What it stood at.")),
      .required("limit", .amount("The worst price that is taken.")),
      .required(
        "purpose", .choice("What it is for.", StrategyTrade.Purpose.allCases.map(\.rawValue))),
      .required("reduces", .boolean("Whether it only makes a holding smaller.")),
      .required("notional", .number("What it is for, in USD.")),
      .required("why", .text("The strategy's reason.")),
      .required("status", .choice("Where it stands.", MandateLeg.State.allCases.map(\.rawValue))),
      .required("order", .nullable(.integer("Its order's number; null for none."))),
      .required("filled", .amount("What of it is filled, with its sign.")),
      .required("refusal", .text("Why it was refused; empty where it was not.")),
    ])

  private static let cut = APIObject(
    "StrategyCut", "What a limit took off a decision.",
    [
      .required("limit", .text("Which one.")),
      .required("share", .number("The share of what was asked for that is left.")),
      .required("why", .text("Why, with its numbers.")),
    ])

  static let decision = APIObject(
    "StrategyDecision", "One decision, on what it stood, and what came of it.",
    [
      .required("decision", .integer("Its number, from 1.")),
      .required("version", .integer("The version of the mandate that it was made under.")),
      .required("time", .time("When it was made.")),
      .required("frame", .integer("Number of the risk frame.")),
      .required("forced", .boolean("Whether the limits asked for it, and not the strategy.")),
      .required("why", .text("Why.")),
      .required(
        "stage", .choice("What is made of it.", MandateDecision.Stage.allCases.map(\.rawValue))),
      .required("until", .time("When an answer is too late, or orders are cancelled.")),
      .required("answered_by", .nullable(.text("Who answered a proposal."))),
      .required("ending", .nullable(.text("Why it was cancelled or dropped."))),
      .required("notional", .number("What it trades, in USD.")),
      .required("cuts", .list("What was cut.", .object(cut))),
      .required("trades", .list("Its trades.", .object(leg))),
    ])

  private static let rest = APIObject(
    "StrategyRest", "Why nothing is opened for now.",
    [
      .required("reason", .choice("Why.", MandateRest.Reason.allCases.map(\.rawValue))),
      .required("since", .time("Since when.")),
    ])

  private static let pause = APIObject(
    "StrategyPause", "That it is paused.",
    [
      .required("author", .text("By whom; `strategist` where it paused by itself.")),
      .required("reason", .text("Why.")),
      .required("since", .time("Since when.")),
    ])

  private static let epoch = APIObject(
    "StrategyEpoch", "The budget of losses.",
    [
      .required("start", .time("When the epoch began.")),
      .required("peak", .number("Highest equity since, in USD.")),
      .required("drawdown", .number("How far equity stood below it, decimal.")),
      .required("stopped", .boolean("Whether the budget was used up.")),
    ])

  private static let summaryMembers: [APIObject.Member] = [
    .required("account", .text("Whose.")),
    .required("mandate", .integer("Its number.")),
    .required("version", .integer("How often it was given or changed.")),
    .required("strategy", .text("The strategy.")),
    .required("level", .choice("What becomes of its decisions.", levels)),
    .required("phase", .choice("How far it is let.", MandateCase.Phase.allCases.map(\.rawValue))),
    .required("digest", .text("SHA-256 of the mandate's canonical bytes, in hexadecimal.")),
    .required("author", .text("Who gave it as it stands.")),
    .required("since", .time("Since when it stands so.")),
    .required("released_by", .nullable(.text("Who let it loose from its rehearsal."))),
    .required("pause", .nullable(.object(pause))),
    .required("rest", .nullable(.object(rest))),
    .required("looks", .integer("Looks that are counted in the journal.")),
    .required("rehearsal_looks", .integer("Those of them in this rehearsal.")),
    .required("decisions", .integer("Decisions that were made.")),
    .required("refusals", .integer("Refusals one after another.")),
    .required("open_decision", .nullable(.integer("The decision that waits or is carried out."))),
  ]

  private static let paper = APIObject(
    "PaperHolding", "What a rehearsal holds on paper.",
    [
      .required("instrument", .text("Of what.")),
      .required("quantity", .amount("How much.")),
      .required("last_price", .amount("The price of the last trade.")),
      .required("cash", .amount("What its trades have brought in.")),
    ])

  static let mandate = APIObject(
    "Mandate", "What a strategy may do on an account, and how far it is.",
    summaryMembers + [
      .required("parameters", .map("Numbers in place of its usual ones.", .number("The number."))),
      .required("coins", .list("The coins that it may trade.", .text("A code."))),
      .required("limits", .object(limits)),
      .required(
        "budget",
        .object(
          APIObject(
            "StrategyBudget", "How much may be opened.",
            budgetMembers.map { .required($0.name, .number($0.what)) } + [
              .required("window_seconds", .integer("How long a window is.")),
              .required("spent_usd", .number("What is spent of the window that runs, in USD.")),
            ]))),
      .required(
        "pace",
        .object(
          APIObject(
            "StrategyPace", "How often it looks, and how long things stand.",
            paceMembers.map { .required($0.name, .integer($0.what)) } + [
              .required("past_days", .number("Days of prices that have to be known first."))
            ]))),
      .required("slippage_max", .number("How far from the mark an order's limit may be.")),
      .required("expiry", .time("When it ends by itself.")),
      .required("equity", .nullable(.number("Equity at the last journaled look, in USD."))),
      .required("epoch", .nullable(.object(epoch))),
      .required("paper", .list("What a rehearsal holds on paper.", .object(paper))),
      .required("latest_decisions", .list("Oldest first.", .object(decision))),
    ])

  static let account = APIObject(
    "AccountStrategy", "The mandate of an account; null where it never had one.",
    [
      .required("account", .text("Its name.")),
      .required("mandate", .nullable(.object(mandate))),
    ])

  private static let stop = APIObject(
    "StrategyStop", "That somebody has stopped every strategy.",
    [
      .required("since", .time("When.")), .required("reason", .text("Why.")),
      .required("author", .text("Who.")),
    ])

  static let page = APIObject(
    "Mandates", "Mandates of the accounts that the key sees, and whether any may act.",
    [
      .required("stop", .nullable(.object(stop))),
      .required(
        "mandates",
        .list("By account.", .object(APIObject("MandateSummary", "A mandate.", summaryMembers)))),
      AccountSchemas.next,
    ])

  static let proposals = APIObject(
    "Proposals", "Decisions that wait for an answer, of the accounts that the key sees.",
    [
      .required(
        "proposals",
        .list(
          "By account.",
          .object(
            APIObject(
              "Proposal", "A decision that waits for an answer.",
              [
                .required("account", .text("Whose.")),
                .required("strategy", .text("The strategy.")),
                .required("proposal", .object(decision)),
              ]))))
    ])
}
