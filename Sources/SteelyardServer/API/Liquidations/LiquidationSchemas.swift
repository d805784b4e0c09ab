import SteelyardEngine
import SteelyardLiquidation

/// What liquidations look like.
enum LiquidationSchemas {
  private static let leg = APIObject(
    "LiquidationOrder", "One order of a round.",
    [
      .required("instrument", .text("What is traded.")),
      .required("quantity", .amount("How much; bought is positive.")),
      .required("limit", .nullable(.amount("The worst price that is taken; null for any."))),
      .required(
        "purpose",
        .choice("What it is for.", LiquidationTrade.Purpose.allCases.map(\.rawValue))),
      .required("step", .integer("The step that it belongs to; orders of one step go together.")),
      .required(
        "status", .choice("Where it stands.", LiquidationLeg.State.allCases.map(\.rawValue))),
      .required("order", .nullable(.integer("Its number; null before it is placed."))),
      .required("filled", .amount("What of it is filled, with its sign.")),
      .required("reason", .text("Why it was refused; empty where it was not.")),
    ])

  private static let round = APIObject(
    "LiquidationRound", "One round: what was decided, on what, and what came of it.",
    [
      .required("round", .integer("Its number, from 1.")),
      .required("time", .time("When it was decided.")),
      .required("frame", .integer("Number of the risk frame that it was decided on.")),
      .required("policy", .text("The policy that decided.")),
      .required("why", .text("The policy's reason.")),
      .required("notional", .number("What it trades at the most, in USD.")),
      .required("until", .time("When what has not filled is cancelled.")),
      .required(
        "stop",
        .nullable(
          .choice(
            "Why the rest was cancelled; null where nothing was.",
            LiquidationRound.Stop.allCases.map(\.rawValue)))),
      .required("ended", .nullable(.time("When it ended; null while it runs."))),
      .required("orders", .list("Its orders.", .object(leg))),
    ])

  private static let hold = APIObject(
    "LiquidationHold", "Why nothing is traded for now.",
    [
      .required(
        "reason", .choice("Why.", LiquidationHold.Reason.allCases.map(\.rawValue))),
      .required("since", .time("Since when.")),
      .required("until", .nullable(.time("When the policy is asked again; null for an event."))),
    ])

  static let stop = APIObject(
    "LiquidationStop", "That somebody has stopped liquidations.",
    [
      .required("since", .time("When.")),
      .required("reason", .text("Why, in that one's words.")),
      .optional("author", .text("Who; told to the house.")),
    ])

  private static let members: [APIObject.Member] = [
    .required("account", .text("Whose.")),
    .required("liquidation", .integer("Its number.")),
    .required("policy", .text("The policy that it began under.")),
    .required("begun", .time("When it began.")),
    .required("rounds", .integer("Rounds that were decided.")),
    .required("notional", .number("What they were decided for, in USD.")),
    .required("hold", .nullable(.object(hold))),
  ]

  /// One liquidation in a list.
  private static let summary = APIObject(
    "LiquidationSummary", "A liquidation that runs.", members)

  /// One liquidation with its rounds.
  static let full = APIObject(
    "Liquidation", "A liquidation that runs, with its latest rounds.",
    members + [.required("latest_rounds", .list("Oldest first.", .object(round)))])

  static let account = APIObject(
    "AccountLiquidation", "Where the liquidation of an account stands.",
    [
      .required("account", .text("Its name.")),
      .required("margin_call", .text("Where its margin call stands.")),
      .required("stop", .nullable(.object(stop))),
      .required("liquidation", .nullable(.object(full))),
    ])

  static let page = APIObject(
    "Liquidations", "Liquidations that run, and whether any may trade.",
    [
      .optional("begun", .integer("How many have begun, ever; told to the house.")),
      .optional("ended", .integer("How many have ended; told to the house.")),
      .required("waiting", .integer("Accounts that are handed over and wait for theirs.")),
      .required("stop", .nullable(.object(stop))),
      .required(
        "stopped_accounts", .list("Accounts whose liquidation is stopped.", .text("Its name."))),
      .required("liquidations", .list("By account.", .object(summary))),
      AccountSchemas.next,
    ])
}
