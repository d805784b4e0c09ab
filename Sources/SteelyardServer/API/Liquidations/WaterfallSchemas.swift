import SteelyardEngine

/// What steps of the loss waterfall and the insurance fund look like.
enum WaterfallSchemas {
  private static let asked: [APIObject.Member] = [
    .optional(
      "dry_run", .boolean("Whether it is only to be told what would be done; true unless said.")),
    .optional(
      "number",
      .integer(
        "The number that the dry run told; needed to carry it out, and good for once.", from: 1)),
  ]

  static let deleveraging = APIObject(
    "DeleveragingAsk", "A position that is to be closed against holders of the opposite.",
    [
      .required(
        "account",
        .text(
          "Whose: an account whose takeover is due, or house:insurance for what the fund took over."
        )),
      .required("instrument", .text("What is to be closed.")),
      .optional("quantity", .amount("How much, with the position's sign; all of it unless said.")),
    ] + asked)

  static let sharing = APIObject(
    "LossSharingAsk", "A debt of the insurance fund that is to be shared.",
    [
      .required("asset", .text("What it owes.")),
      .optional("amount", .amount("How much; all that it can't pay unless said.")),
    ] + asked)

  static let answer = APIObject(
    "WaterfallAnswer", "What a step did, or would do.",
    [
      .required("dry_run", .boolean("Whether nothing was done.")),
      .required("number", .integer("The step's number.")),
      .required("position", .nullable(.integer("Its place in the journal; null for a dry run."))),
      .required("time", .time("When it was decided.")),
      .required(
        "events",
        .list(
          "What happened or would, in order: ranks, prices and reasons, and what each would pay.",
          .object(EventSchemas.event))),
    ])

  static let account = APIObject(
    "AccountDeleveraging", "The latest deleveraging of an account.",
    [
      .required("account", .text("Its name.")),
      .required("latest", .nullable(.object(notice))),
    ])

  private static let notice = APIObject(
    "DeleveragingNotice", "What an account gave up, and why.",
    [
      .required("time", .time("When.")),
      .required(
        "liquidation", .integer("The liquidation that it was for; 0 for the house's own step.")),
      .required("instrument", .text("What was closed.")),
      .required("price", .amount("At which price.")),
      .required("mark", .amount("The mark at the time.")),
      .required("candidates", .integer("How many stood in the queue.")),
    ] + EventSchemas.shareMembers)

  private static let balance = APIObject(
    "FundBalance", "What the fund has of an asset.",
    [
      .required("asset", .text("The asset.")),
      .required("amount", .amount("How much; negative for a debt.")),
    ])

  private static let position = APIObject(
    "FundPosition", "What the fund took over.",
    [
      .required("instrument", .text("The instrument.")),
      .required("quantity", .amount("How much; short is negative.")),
      .required("average_price", .nullable(.amount("At which price, on average."))),
      .required(
        "notional", .nullable(.number("Its size at the index, in USD; null without a price."))),
    ])

  private static let reduction = APIObject(
    "FundReduction", "How what the fund took over is traded away.",
    [
      .required(
        "rule",
        .choice(
          "Whether the liquidator trades it away.",
          WaterfallRules.FundPositions.allCases.map(\.rawValue))),
      .required(
        "slippage", .number("How far from the mark it trades at the worst, as a share of the mark.")
      ),
      .required("begun", .integer("How often it has begun, ever.")),
      .required("rounds", .integer("Rounds that were decided, ever.")),
      .required("notional", .number("What they were decided for, in USD.")),
      .required("stop", .nullable(.object(LiquidationSchemas.stop))),
      .required("course", .nullable(.object(LiquidationSchemas.full))),
    ])

  static let fund = APIObject(
    "InsuranceFund", "What the insurance fund holds, owes and is worth.",
    [
      .required("frame", .integer("Number of the risk frame.")),
      .required("balances", .list("By asset.", .object(balance))),
      .required("positions", .list("By instrument.", .object(position))),
      .required("money", .number("All balances less all debts, in USD.")),
      .required("worth", .number("The same with its positions at the marks, in USD.")),
      .required("free", .number("What it can pay without going below its floor, in USD.")),
      .required("shortfall", .number("What it lacks of being worth nothing, in USD.")),
      .required(
        "floor", .number("What a takeover leaves it at least before others are asked, in USD.")),
      .required(
        "deleveraging",
        .choice("Who decides on deleveraging.", WaterfallRules.Decision.allCases.map(\.rawValue))),
      .required(
        "loss_sharing",
        .choice("Who decides on sharing.", WaterfallRules.Decision.allCases.map(\.rawValue))),
      .required("next_number", .integer("The number of the house's next step.")),
      .required("deleveragings", .integer("Positions that were closed against others, ever.")),
      .required("deleveraged_notional", .number("What was closed so, in USD.")),
      .required("shared_losses", .integer("Losses that were shared, ever.")),
      .required("shared", .number("What clients paid of them, in USD.")),
      .required("reduction", .object(reduction)),
    ])
}
