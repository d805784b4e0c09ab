/// What a chain of options looks like.
enum ChainSchemas {
  private static let quote = APIObject(
    "ChainQuote", "One option; what it does is for one unit, in US dollars.",
    [
      .required("instrument", .text("Its name.")),
      .required("deribit_name", .nullable(.text("Its name at Deribit, where that has one."))),
      .required("bid", .nullable(.number("Best bid, in the currency of its price."))),
      .required("ask", .nullable(.number("Best ask, in the currency of its price."))),
      .required("mark", .nullable(.number("Mark price, in the currency of its price."))),
      .required("mark_usd", .nullable(.number("The same in US dollars, at the index."))),
      .required("mark_volatility", .nullable(.number("Mark volatility, decimal."))),
      .required(
        "bid_volatility",
        .nullable(.number("Volatility at which Black-76 on the forward gives the bid, decimal."))),
      .required("ask_volatility", .nullable(.number("The same of the ask."))),
      .required("delta", .nullable(.number("Black-76 delta times the index, in US dollars."))),
      .required(
        "gamma", .nullable(.number("Change of delta where the coin rises by 1 %, in US dollars."))),
      .required("vega", .nullable(.number("US dollars for one volatility point."))),
      .required("theta", .nullable(.number("US dollars for one day."))),
      .required("open_interest", .nullable(.number("Open interest, in the base coin."))),
      .required("tick", .nullable(.amount("The step of prices; null where it is not listed."))),
      .required("lot", .nullable(.amount("The step of quantities; null where it is not listed."))),
    ])

  static let chain = APIObject(
    "Chain", "The options of an underlying.",
    [
      .required("frame", .integer("Number of the risk frame.")),
      .required("time", .time("When it was made.")),
      .required("underlying", .text("The underlying.")),
      .required("index", .nullable(.number("The index, in the quote currency."))),
      .required(
        "expiries",
        .list(
          "Expiries with options, the nearest first.",
          .object(
            APIObject(
              "ChainExpiry", "An expiry.",
              [
                .required("expiry", .time("When.")),
                .required("days", .number("Days of 86,400 s from the frame's market to it.")),
                .required("options", .integer("How many options it has.")),
              ])))),
      .required("expiry", .nullable(.time("The expiry of the rows; null where there are none."))),
      .required("forward", .nullable(.number("Its forward, in the quote currency."))),
      .required(
        "rows",
        .list(
          "Its strikes, the lowest first.",
          .object(
            APIObject(
              "ChainRow", "A strike.",
              [
                .required("strike", .number("In the quote currency.")),
                .required("call", .nullable(.object(quote))),
                .required("put", .nullable(.object(quote))),
              ])))),
    ])
}
