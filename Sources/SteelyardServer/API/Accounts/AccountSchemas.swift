import SteelyardEngine
import SteelyardLedger
import SteelyardMargin

/// What accounts look like.
enum AccountSchemas {
  private static let name = APIObject.Member.required("account", .text("Its name."))
  private static let position = APIObject.Member.required(
    "position", .integer("The journal's position at which this held."))

  /// Where a page ends.
  static let next = APIObject.Member.required(
    "next", .nullable(.integer("The cursor of the next page; null at the end.")))

  static let figures = APIObject(
    "Figures", "The figures of an account, in US dollars.",
    [
      .required("equity", .number("Balances and unrealised P&L, without haircuts, in USD.")),
      .required(
        "initial_counted_equity", .number("Equity that counts for initial margin, in USD.")),
      .required(
        "maintenance_counted_equity",
        .number("Equity that counts for maintenance margin, in USD.")),
      .required("initial_margin", .number("Asked of new risk, in USD.")),
      .required("maintenance_margin", .number("Asked of the risk held, in USD.")),
      .required("initial_excess", .number("Counted equity less initial margin, in USD.")),
      .required("maintenance_excess", .number("Counted equity less maintenance margin, in USD.")),
    ])

  static let risk = APIObject(
    "Risk", "The figures of an account as the last cycle that touched it left them.",
    [
      .required(
        "status", .choice("Its health.", HealthLevel.allCases.map(\.rawValue))),
      .required("figures", .object(figures)),
      .required(
        "basis",
        .choice(
          "How the figures were come by: exact ones are the model's own; screened ones have the "
            + "model's status, and margins that are not less than the model's.",
          FigureBasis.allCases.map(\.rawValue))),
      .required("complete", .boolean("Whether everything it holds could be priced.")),
      .required("frame", .integer("Number of the risk frame.")),
      .required("time", .time("When the frame was made.")),
      .required("position", .integer("Position of the journal whose holdings were evaluated.")),
    ])

  static let account = APIObject(
    "Account", "An account.",
    [
      name,
      .required("owner", .text("Whose it is; money moves freely among an owner's accounts.")),
      .required(
        "margin_mode",
        .choice("What stands behind its positions.", MarginMode.allCases.map(\.rawValue))),
      .required("position", .integer("The journal's position at its last change.")),
      .required(
        "margin_call",
        .choice("Where its margin call stands.", MarginCallState.Name.allCases.map(\.rawValue))),
      .required(
        "margin_call_deadline", .nullable(.time("Until when a call has to be met."))),
      .required(
        "drawdown",
        .choice(
          "How much of its drawdown budget it has used.",
          DrawdownStage.allCases.map { "\($0)" })),
      .required("risk", .nullable(.object(risk))),
    ])

  static let page = APIObject(
    "AccountPage", "Accounts, by number.",
    [.required("accounts", .list("The accounts.", .object(account))), next])

  static let positions = APIObject(
    "Positions", "What an account holds.",
    [
      name, position,
      .required(
        "positions",
        .list(
          "The positions.",
          .object(
            APIObject(
              "Position", "One position.",
              [
                .required("instrument", .text("The instrument.")),
                .required(
                  "quantity", .amount("How much, in `quantity_currency`; short is negative.")),
                .required("quantity_currency", .text("What quantities are counted in.")),
                .required(
                  "average_price",
                  .nullable(.amount("What it was entered at, in `price_currency`."))),
                .required("price_currency", .text("What prices are quoted in.")),
                .required(
                  "realised_pnl",
                  .amount("Realised since it was last flat, in `settlement_currency`.")),
                .required("settlement_currency", .text("What it pays in.")),
              ])))),
    ])

  static let balances = APIObject(
    "Balances", "The balances of an account.",
    [
      name, position,
      .required(
        "balances",
        .list(
          "The balances.",
          .object(
            APIObject(
              "Balance", "One balance.",
              [
                .required("asset", .text("The asset.")),
                .required("amount", .amount("All of it; negative where it is owed.")),
                .required("held", .amount("What of it is on its way out.")),
              ])))),
    ])

  static let order = APIObject(
    "Order", "A live order.",
    [
      .required("order", .integer("Its number.")),
      .required("instrument", .text("The instrument.")),
      .required("quantity", .amount("All of it, in `quantity_currency`; to sell is negative.")),
      .required("filled", .amount("What of it was filled, with its sign.")),
      .required("quantity_currency", .text("What quantities are counted in.")),
      .required("price", .nullable(.amount("The limit; null for a market order."))),
      .required("price_currency", .text("What prices are quoted in.")),
      .required(
        "status", .choice("Where it is.", OrderStatus.allCases.filter { !$0.isFinal }.map(\.word))),
      .required(
        "requested",
        .nullable(.choice("What is asked of the venue and not answered.", ["amend", "cancel"]))),
      .required("overdue", .boolean("Whether the venue's answer is late.")),
      .required("effect", .choice("What it may do.", OrderTicket.Effect.words)),
      .required("entry", .choice("How it meets the book.", OrderTicket.Entry.words)),
      .required("label", .nullable(.text("The owner's name for it."))),
      .required("placed_at", .time("When it was placed.")),
    ])

  static let orders = APIObject(
    "Orders", "The live orders of an account.",
    [name, position, .required("orders", .list("The orders.", .object(order)))])
}
