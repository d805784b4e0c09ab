import SteelyardMarket
import SteelyardMargin

/// What questions of risk and their answers look like.
enum RiskSchemas {
  /// What every answer stands on.
  static let head: [APIObject.Member] = [
    .required("account", .text("Its name.")),
    .required("position", .integer("Position of the journal whose holdings were evaluated.")),
    .required("frame", .integer("Number of the risk frame.")),
    .required("time", .time("When the frame was made.")),
    .required("model", .text("The margin model.")),
    .required("parameters_version", .integer("Which state of the governed parameters it uses.")),
    .required(
      "oracle",
      .choice(
        "The worst state of the prices that it stands on.", OracleState.allCases.map(\.rawValue))),
  ]

  static let margin = APIObject(
    "Margin", "Figures of an account.",
    head + [
      .required("status", .choice("Its health.", HealthLevel.allCases.map(\.rawValue))),
      .required("figures", .object(AccountSchemas.figures)),
      .required("complete", .boolean("Whether everything it holds could be priced.")),
      .optional(
        "explanation",
        .free("All that led to the figures, as `steelyard margin --format json` writes it, in USD.")
      ),
    ])

  static let scenarios = APIObject(
    "Scenarios", "An account in the scenarios of its model.",
    head + [
      .required("count", .integer("Scenarios in all.")),
      .required(
        "scenarios",
        .list(
          "The worst first.",
          .object(
            APIObject(
              "Scenario", "One scenario.",
              [
                .required("bucket", .text("The part of the book that it is about.")),
                .required("index", .integer("Its place in the bucket.")),
                .required("label", .text("What moves.")),
                .required("pnl", .number("Sum over the positions, in USD.")),
                .required(
                  "counted_pnl", .number("What the model sees after offsets, in USD.")),
                .required("binding", .boolean("Whether the bucket's requirement stands on it.")),
              ])))),
      AccountSchemas.next,
    ])

  /// A trade or an order that is supposed.
  static let row = APIObject(
    "SupposedTrade", "A trade or an order that is supposed.",
    [
      .required(
        "instrument",
        .text(
          "What, in Steelyard's or Deribit's spelling.", pattern: APISchema.instrumentPattern,
          example: "BTC-PERPETUAL")),
      .required(
        "quantity",
        .amount("How much, in the instrument's quantity currency; to sell is negative.")),
      .open("price", .amount("At what; left out for the mark.")),
    ])

  static let whatIf = APIObject(
    "WhatIf", "Trades that are done, and orders that may be filled in part.",
    [
      .open("trades", .list("The trades.", .object(row), countMax: WhatIf.tradesMax)),
      .open("orders", .list("The orders.", .object(row), countMax: WhatIf.ordersMax)),
    ])

  static let whatIfAnswer = APIObject(
    "WhatIfAnswer", "Margin before and after.",
    head + [
      .required(
        "result",
        .free("As `steelyard margin --what-if --format json` writes it, in USD."))
    ])

  static let whatIfFigures = APIObject(
    "WhatIfFigures", "Figures before and after, and nothing of what led to them.",
    head + [
      .required("before", .object(AccountSchemas.figures)),
      .required("after", .object(AccountSchemas.figures)),
      .optional(
        "whatever_fills",
        .object(
          APIObject(
            "WhateverFills",
            "What no subset of fills can exceed; left out without orders and where no bound is known.",
            [
              .required("orders", .integer("Orders that may fill, those at work included.")),
              .required("equity", .number("At least, in USD.")),
              .required("initial_margin", .number("At most, in USD.")),
              .required("initial_excess", .number("At least, in USD.")),
            ]))),
    ])

  static let coinShock = APIObject(
    "CoinShock", "What a coin does.",
    [
      .open("spot", .number("Relative move of spot, above -1; -0.3 is 30 % down.")),
      .open(
        "volatility",
        .number(
          "Change of the logarithm of 30-day implied volatility; left out to follow spot.")),
      .open("skew", .number("Change of the smile's slope at 30 days.")),
      .open("basis", .number("Change of the annualised premium of dated futures.")),
    ])

  static let shock = APIObject(
    "Shock", "A shock of the caller's own.",
    [
      .required("label", .text("Its name in the answer.")),
      .open("days", .number("Days that pass.")),
      .open("coins", .map("What single coins do, by code.", .object(coinShock))),
      .open("others", .object(coinShock)),
    ])

  static let stress = APIObject(
    "Stress", "What the book is shocked with; without either, every event of the library.",
    [
      .open("events", .list("Events of the library.", .text("An event."), countMax: 1000)),
      .open("shocks", .list("Shocks.", .object(shock), countMax: 1000)),
    ])

  static let stressAnswer = APIObject(
    "StressAnswer", "The book in the shocks.",
    head + [
      .required("result", .free("As `steelyard stress --format json` writes it, in USD."))
    ])
}
