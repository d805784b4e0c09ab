/// What funding, basis, volatility and smiles look like.
enum TermStructureSchemas {
  private static let perpetual = APIObject(
    "PerpetualTerms", "The perpetual.",
    [
      .required("instrument", .text("Its name.")),
      .required("mark", .nullable(.number("Its mark, in the quote currency."))),
      .required("premium", .nullable(.number("Mark over index less 1."))),
      .required(
        "funding_rate",
        .nullable(
          .number("What longs pay shorts in eight hours, as a share of the position's value."))),
      .required(
        "funding_annualised", .nullable(.number("The same times 1,095: a year, not compounded."))),
      .required(
        "next_funding", .nullable(.time("When the service pays it next; null where it pays none."))),
      .required(
        "open_interest", .nullable(.number("Open interest, in the currency of its quantities."))),
    ])

  private static let future = APIObject(
    "FutureTerms", "A listed future.",
    [
      .required("instrument", .text("Its name.")),
      .required("expiry", .time("When it settles.")),
      .required("days", .number("Days of 86,400 s to then.")),
      .required("mark", .number("Its mark, in the quote currency.")),
      .required("basis", .number("Mark over index less 1.")),
      .required(
        "basis_annualised",
        .nullable(.number("Basis times 365 over the days, not compounded; null in the last hour."))),
      .required("bid", .nullable(.number("Best bid."))),
      .required("ask", .nullable(.number("Best ask."))),
      .required(
        "open_interest", .nullable(.number("Open interest, in the currency of its quantities."))),
    ])

  private static let volatility = APIObject(
    "VolatilityTerms",
    "The fitted smile of an expiry where desks quote it; deltas are on the forward.",
    [
      .required("expiry", .time("When.")),
      .required("days", .number("Days of 86,400 s to then.")),
      .required("forward", .number("The forward, in the quote currency.")),
      .required("at_the_money", .nullable(.number("Volatility at the forward, decimal."))),
      .required("risk_reversal_25", .nullable(.number("call_25 less put_25, decimal."))),
      .required(
        "butterfly_25", .nullable(.number("Their mean less that at the forward, decimal."))),
      .required("call_25", .nullable(.number("Volatility of the call with delta 0.25, decimal."))),
      .required("put_25", .nullable(.number("Volatility of the put with delta −0.25, decimal."))),
    ])

  static let termStructure = APIObject(
    "TermStructure", "Funding, basis and volatility of an underlying.",
    [
      .required("frame", .integer("Number of the risk frame.")),
      .required("time", .time("When it was made.")),
      .required("underlying", .text("The underlying.")),
      .required("coin", .text("Its coin.")),
      .required("index", .number("The index, in the quote currency.")),
      .required(
        "volatility_index",
        .nullable(.number("Model-free volatility of 30 days over the quoted strikes, decimal."))),
      .required("perpetual", .nullable(.object(perpetual))),
      .required("futures", .list("Futures, the nearest first.", .object(future))),
      .required("volatility", .list("Smiles, the nearest first.", .object(volatility))),
    ])

  private static let point = APISchema.number("At a place.")
  private static let past = APISchema.nullable(.number("At a time."))

  static let history = APIObject(
    "TermStructureHistory",
    "The past of an underlying, the oldest first; each list has a value for each time.",
    [
      .required("underlying", .text("The underlying.")),
      .required(
        "times",
        .list(
          "Every 5 s of the last hour, every minute of the last day, every 15 minutes of the last 30 days.",
          .time("When."))),
      .required("index", .list("The index, in the quote currency.", .number("At a time."))),
      .required("funding_rate", .list("Of eight hours.", past)),
      .required("perpetual_premium", .list("Mark over index less 1.", past)),
      .required("front_basis_annualised", .list("Of the nearest future.", past)),
      .required("volatility_index", .list("Of 30 days, decimal.", past)),
    ])

  private static let smile = APIObject(
    "Smile", "The smile of an expiry.",
    [
      .required("expiry", .time("When.")),
      .required("days", .number("Days of 86,400 s to then.")),
      .required("forward", .number("The forward, in the quote currency.")),
      .required(
        "log_moneyness",
        .list("ln(strike/forward), from the lowest quoted strike to the highest.", point)),
      .required("volatility", .list("The fitted volatility there, decimal.", point)),
      .required(
        "quotes",
        .list(
          "What is quoted: puts below the forward, calls from it on.",
          .object(
            APIObject(
              "SmileQuote", "A strike.",
              [
                .required("strike", .number("In the quote currency.")),
                .required("log_moneyness", .number("ln(strike/forward).")),
                .required("bid", .nullable(.number("Volatility of the bid, decimal."))),
                .required("ask", .nullable(.number("Volatility of the ask, decimal."))),
                .required("mark", .nullable(.number("Mark volatility, decimal."))),
              ])))),
    ])

  static let smiles = APIObject(
    "Smiles", "The fitted surface of an underlying, as curves.",
    [
      .required("frame", .integer("Number of the risk frame.")),
      .required("time", .time("When it was made.")),
      .required("underlying", .text("The underlying.")),
      .required(
        "arbitrage_free",
        .boolean("Whether no butterfly and no calendar spread costs less than nothing.")),
      .required("expiries", .list("Fitted expiries, the nearest first.", .object(smile))),
      .required(
        "grid",
        .object(
          APIObject(
            "VolatilityGrid", "The surface at equal places of every expiry.",
            [
              .required("log_moneyness", .list("ln(strike/forward), a column each.", point)),
              .required("days", .list("Days to expiry, a row each.", point)),
              .required(
                "volatility",
                .list(
                  "By row, decimal; null beyond the quoted strikes of an expiry.",
                  .list("A row.", .nullable(point)))),
            ]))),
    ])
}
