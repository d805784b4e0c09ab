import SteelyardEngine
import SteelyardMargin

/// What the stress of the house looks like.
enum HouseStressSchemas {
  /// Most accounts that an answer tells.
  static let limitMax = 1_000

  private static let levels = HealthLevel.allCases.map(\.rawValue)

  static let body = APIObject(
    "HouseStress",
    "A shock of the whole house: an event of the library, or one of the caller's own.",
    [
      .open("event", .text("The id of an event.", example: "2022-11-08-ftx")),
      .open("shock", .object(RiskSchemas.shock)),
      .open(
        "limit",
        .integer(
          "How many of the worst accounts are told; 100 where left out.", from: 1,
          to: Int64(limitMax))),
      .open(
        "order",
        .choice(
          "What is worst: the largest loss, or the least maintenance excess after; pnl where left out.",
          HouseStress.Order.allCases.map(\.rawValue))),
    ])

  private static let scenario = APIObject(
    "HouseScenario", "The shock.",
    [
      .required("title", .text("Its name.")),
      .required("event", .nullable(.text("The id of the event that it is."))),
      .required("days", .number("Days that pass.")),
      .required(
        "moves",
        .list(
          "What the coins did that are held or written on.",
          .object(
            APIObject(
              "HouseMove", "What a coin did.",
              [
                .required("coin", .text("Which.")),
                .required("spot", .number("Relative move of spot.")),
                .required(
                  "volatility",
                  .number("Relative move of 30-day implied volatility: 0.5 takes 60 % to 90 %.")),
              ])))),
    ])

  private static func levels(_ name: String, _ what: String) -> APIObject {
    APIObject(
      name, what,
      (levels + ["unknown"]).map { .required($0, .integer("Accounts at this level.")) })
  }

  private static let row = APIObject(
    "HouseRow", "One account under the shock, by the model's own figures.",
    [
      .required("account", .text("Its name.")),
      .required("equity", .number("Before the shock, in USD.")),
      .required("pnl", .number("What it gained, in USD.")),
      .required("equity_after", .number("After the shock, in USD.")),
      .required("maintenance_margin_after", .number("After the shock, in USD.")),
      .required(
        "maintenance_excess_after",
        .number("Counted equity less maintenance margin after the shock, in USD.")),
      .required("status", .choice("Its health before.", levels)),
      .required("status_after", .choice("Its health after.", levels)),
      .required("complete", .boolean("Whether everything it holds could be priced.")),
    ])

  static let answer = APIObject(
    "HouseStressAnswer", "The house under the shock.",
    [
      .required("frame", .integer("Number of the risk frame.")),
      .required("time", .time("When the frame was made.")),
      .required("position", .integer("The journal's position when the accounts were read.")),
      .required("scenario", .object(scenario)),
      .required("accounts", .integer("Accounts in all.")),
      .required("pnl", .number("What all accounts gained together, in USD.")),
      .required("levels_before", .object(levels("LevelsBefore", "Accounts by level before."))),
      .required("levels_after", .object(levels("LevelsAfter", "Accounts by level after."))),
      .required(
        "shortfall", .number("What accounts owe after the shock beyond what they have, in USD.")),
      .required("rows", .list("The worst accounts, the worst first.", .object(row))),
      .required(
        "exact", .boolean("Whether every figure stands on the model's own requirement after.")),
      .required("why", .nullable(.text("Why not; null where all are exact."))),
      .required(
        "failures",
        .list(
          "Accounts that could not be evaluated; they are in no sum.",
          .object(
            APIObject(
              "HouseFailure", "An account that could not be evaluated.",
              [
                .required("account", .text("Its name.")), .required("reason", .text("Why.")),
              ])))),
    ])

  static let events = APIObject(
    "StressEvents", "The library of events.",
    [
      .required(
        "events",
        .list(
          "By id.",
          .object(
            APIObject(
              "StressEvent", "One event.",
              [
                .required("event", .text("Its id, by which it is asked for.")),
                .required("title", .text("What people call it.")),
                .required("kind", .text("Whether it happened.")),
                .required("summary", .text("What happened.")),
                .required("days", .number("Days that the move takes.")),
                .required("date", .time("When it began.")),
                .required(
                  "moves",
                  .list(
                    "What coins do.",
                    .object(
                      APIObject(
                        "EventMove", "What a coin does.",
                        [
                          .required(
                            "coin", .nullable(.text("Which; null for every other coin."))),
                          .required(
                            "spot", .nullable(.number("Relative move; null for nothing told."))),
                          .required(
                            "volatility",
                            .nullable(
                              .number(
                                "Relative move of 30-day implied volatility; null where it follows spot."
                              ))),
                        ])))),
                .required(
                  "sources", .list("Files and texts that its figures stand on.", .text("One."))),
                .required(
                  "unsourced", .integer("Figures that stand on a stated prior or a recollection.")),
              ]))))
    ])
}
