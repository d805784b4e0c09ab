/// What events look like.
enum EventSchemas {
  static let event = APIObject(
    "Event", "One thing that happened.",
    [
      .required("kind", .text("What kind of thing, such as `order_placed`.")),
      .required("why", .text("What happened in a sentence, with its numbers.")),
      .optional("account", .text("Whom it is about.")),
      .optional("order", .integer("The order's number.")),
      .optional("withdrawal", .integer("The withdrawal's number.")),
      .optional("liquidation", .integer("The liquidation's number.")),
      .optional("instrument", .text("The instrument.")),
      .optional("asset", .text("The asset.")),
      .optional("quantity", .amount("How much, with its sign.")),
      .optional("amount", .amount("How much of the asset.")),
      .optional("price", .nullable(.amount("The price; null for a market order."))),
      .optional("reference", .text("The transfer's name outside.")),
      .optional("change", .integer("The number of the parameter change.")),
      .optional("verdict", .text("Whether it was let in, and on what ground.")),
      .optional("frame", .integer("Number of the risk frame that it stands on.")),
      .optional(
        "initial_excess_before",
        .number("Initial excess before with the worst fills, in USD.")),
      .optional(
        "initial_excess_after", .number("Initial excess after with the worst fills, in USD.")),
      .optional("initial_margin_after", .number("Initial margin in that state, in USD.")),
      .optional("mandate", .integer("The number of the strategy's mandate.")),
      .optional("decision", .integer("The decision's number in its mandate.")),
      .optional("round", .integer("The round's number in its liquidation.")),
      .optional("share", .amount("The share of an account that was sold.")),
      .optional("auction", .text("Who pays whom in an auction: solvent or insolvent.")),
      .optional("largest_share", .amount("The largest share that an auction offers.")),
      .optional("until", .time("When an auction's next price is due.")),
      .optional("end", .text("Why an auction ended.")),
      .optional("equity", .number("Equity on that frame, in USD.")),
      .optional("maintenance_excess", .number("Maintenance excess on that frame, in USD.")),
      .optional("about", .text("What an incident is about: limit, oracle, feed or take_over.")),
      .optional("name", .text("Which one.")),
      .optional("since", .time("Since when it is so, or is not any more.")),
      .optional("number", .integer("The step's number among those of its liquidation.")),
      .optional("orders", .integer("Orders that are cancelled first.")),
      .optional("left", .amount("What of the position nobody took.")),
      .optional("mark", .amount("The mark at the time.")),
      .optional("ranking", .text("How holders of the opposite were ranked.")),
      .optional("candidates", .integer("How many stood in the queue.")),
      .optional("notional", .number("What was closed, in USD at the index.")),
      .optional("deficit", .number("What the account lacked, in USD.")),
      .optional("amount_usd", .number("The amount in USD.")),
      .optional("shares", .list("Who gave up how much, by rank.", .object(share))),
      .optional("postings", .list("Money that moved.", .object(posting))),
      .optional("position_changes", .list("Positions that changed.", .object(change))),
    ])

  /// What one account gave up, without its name.
  static let shareMembers: [APIObject.Member] = [
    .required(
      "quantity", .amount("How much of the closed position it took, with that position's sign.")),
    .required("rank", .integer("Its place in the queue, from 1.")),
    .required("score", .number("By the rule; higher is earlier.")),
    .required("profit_share", .number("Profit over cost at entry.")),
    .required("leverage", .number("The position's worth over the account's.")),
    .required("reason", .text("Why it stood there.")),
  ]

  private static let share = APIObject(
    "DeleveragingShare", "What one account gave up.",
    [.required("account", .text("Whose position was made smaller."))] + shareMembers)

  private static let posting = APIObject(
    "Posting", "Money that entered an account.",
    [
      .required("account", .text("Whose balance.")),
      .required("asset", .text("In what.")),
      .required("amount", .amount("By how much; negative where it left.")),
    ])

  private static let change = APIObject(
    "PositionChange", "What a position gained.",
    [
      .required("account", .text("Whose position.")),
      .required("instrument", .text("In what.")),
      .required("quantity", .amount("By how much, in the instrument's quantity currency.")),
      .required("realised_pnl", .amount("What it realised, in the settlement currency.")),
    ])
}
