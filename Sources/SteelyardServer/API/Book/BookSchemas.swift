import SteelyardEngine
import SteelyardLedger
import SteelyardMargin

/// What the book looks like.
enum BookSchemas {
  private static let levels = HealthLevel.allCases.map(\.rawValue)

  private static func usd(_ name: String, _ what: String) -> APIObject.Member {
    .required(name, .nullable(.number(what)))
  }

  private static let change = APIObject(
    "BookChange", "What is otherwise than about a minute ago; see `since`.",
    [
      .required(
        "status", .nullable(.choice("The status then; null where it is the same.", levels))),
      usd("equity", "Change of equity, in USD."),
      usd("use", "Change of `use`."),
    ])

  private static let row = APIObject(
    "BookRow",
    "An account; what is not known is null. Greeks are added up over all coins in US dollars, and what is held in coins "
      + "is part of `delta`.",
    [
      .required("account", .text("Its name.")),
      .required("owner", .text("Whose it is.")),
      .required(
        "margin_mode",
        .choice("What stands behind its positions.", MarginMode.allCases.map(\.rawValue))),
      .required(
        "status", .nullable(.choice("Its health; null before its first cycle.", levels))),
      .required(
        "call",
        .choice("Where its margin call stands.", MarginCallState.Name.allCases.map(\.rawValue))),
      usd("equity", "Balances and unrealised P&L, without haircuts, in USD."),
      usd("initial_margin", "Asked of new risk, in USD."),
      usd("maintenance_margin", "Asked of the risk held, in USD."),
      usd("initial_excess", "Equity that counts less initial margin, in USD."),
      usd("maintenance_excess", "Equity that counts less maintenance margin, in USD."),
      usd(
        "use",
        "Maintenance margin over the equity that counts for it; null where none counts."),
      usd("initial_use", "The same of initial margin."),
      usd(
        "distance_down",
        "The fall of all coins together, as a decimal from -1 to 0, that uses the maintenance excess up, from delta and "
          + "gamma with the requirement held; null where none does."),
      usd("distance_up", "The rise that does; null where none up to 300 % does."),
      usd("delta", "P&L for a move of 100 % of all coins at today's slope, in USD."),
      usd("gamma", "Change of delta for a move of 1 %, in USD."),
      usd("vega", "P&L for one volatility point, in USD."),
      usd("theta", "P&L for one day, in USD."),
      .required("complete", .boolean("Whether everything it holds could be priced.")),
      .required("change", .object(change)),
    ])

  private static func figure(_ name: String, _ what: String) -> APIObject.Member {
    .required(name, .list(what, .nullable(.number("In USD."))))
  }

  static let history = APIObject(
    "AccountHistory",
    "An account through time: every few seconds of the last hour, coarser in the last day and month, to seven digits.",
    [
      .required("account", .text("Its name.")),
      .required("times", .list("When, the oldest first.", .time("A time."))),
      figure("equity", "Equity at each time."),
      figure("initial_margin", "Initial margin."),
      figure("maintenance_margin", "Maintenance margin."),
      figure("initial_excess", "Equity that counts less initial margin."),
      figure("maintenance_excess", "Equity that counts less maintenance margin."),
      .required(
        "interval_seconds",
        .nullable(
          .number("Seconds between two samples of the last hour; null before the first."))),
      .required("kept_since", .nullable(.time("The first that is kept; null for none."))),
    ])

  private static let totals = APIObject(
    "BookTotals", "Sums over the accounts that the key sees, in USD.",
    [
      .required("equity", .number("Equity.")),
      .required("initial_margin", .number("Initial margin.")),
      .required("maintenance_margin", .number("Maintenance margin.")),
      .required("delta", .number("Dollar delta.")),
      .required("gamma", .number("Its change for a move of 1 %.")),
      .required("vega", .number("P&L for one volatility point.")),
      .required("theta", .number("P&L for one day.")),
    ])

  private static let census = APIObject(
    "BookLevels", "How many of the accounts that the key sees stand at each level.",
    (levels + ["unknown"]).map { .required($0, .integer("Accounts.")) })

  static let book = APIObject(
    "Book", "The accounts that the key sees, in an order.",
    [
      .required("frame", .integer("Number of the risk frame.")),
      .required("time", .nullable(.time("When the frame was made; null before the first."))),
      .required("position", .integer("The journal's position.")),
      .required("accounts", .integer("Accounts that the key sees.")),
      .required("matched", .integer("Those of them that were asked for.")),
      .required("offset", .integer("Place of the first row among them.")),
      .required("levels", .object(census)),
      .required("totals", .object(totals)),
      .required(
        "since",
        .nullable(
          .time(
            "What changes are told against: the figures of about a minute ago, or the oldest kept; null where none are."
          ))),
      .required(
        "changed", .integer("Accounts that the key sees and that had another status then.")),
      .required("rows", .list("The accounts.", .object(row))),
    ])
}
