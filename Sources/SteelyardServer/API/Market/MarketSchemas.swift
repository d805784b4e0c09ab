import SteelyardMarket

/// What the market looks like.
enum MarketSchemas {
  static let instruments = APIObject(
    "InstrumentPage", "Instruments, by number.",
    [
      .required(
        "instruments",
        .list(
          "The instruments.",
          .object(
            APIObject(
              "Instrument", "What can be traded, or could.",
              [
                .required("instrument", .text("Its name.")),
                .required(
                  "deribit_name", .nullable(.text("Its name at Deribit, where that has one."))),
                .required(
                  "status", .choice("Whether it can be traded.", ["listed", "settled"])),
                .required("underlying", .text("What it is on.")),
                .required("expiry", .nullable(.time("When it expires."))),
                .required("venue", .text("Whose account takes the other side.")),
                .required("quantity_currency", .text("What quantities are counted in.")),
                .required("price_currency", .text("What prices are quoted in.")),
                .required("settlement_currency", .text("What it pays in.")),
                .required("tick", .amount("The step of prices.")),
                .required("lot", .amount("The step of quantities.")),
                .required("multiplier", .amount("Quantity of one contract.")),
                .required("maker_fee", .amount("Share of the notional.")),
                .required("taker_fee", .amount("Share of the notional.")),
              ])))),
      AccountSchemas.next,
    ])

  private static let source = APIObject(
    "OracleSource", "What one venue says.",
    [
      .required("venue", .text("The venue.")),
      .required("price", .nullable(.number("Its price."))),
      .required("time", .time("When it was so.")),
      .required(
        "ruling",
        .choice("What became of it.", OracleVerdict.Ruling.allCases.map(\.rawValue))),
      .required(
        "deviation", .nullable(.number("Relative distance from the median, as a share."))),
    ])

  private static let oracle = APIObject(
    "OraclePrice", "A price that several venues make.",
    [
      .required("price", .number("The price, in the quote currency.")),
      .required("price_time", .time("When it last moved.")),
      .required("stable_price", .nullable(.number("The slow price beside it."))),
      .required("state", state),
      .required(
        "reasons",
        .list(
          "Why it is not fresh.",
          .choice("A reason.", OraclePrice.Reason.allCases.map(\.rawValue)))),
      .required("median", .nullable(.number("Median of what was accepted."))),
      .required("dispersion", .nullable(.number("How far the sources lie apart, as a share."))),
      .required("confidence", .nullable(.number("How far it may be off, as a share."))),
      .required("sources", .list("What each venue says.", .object(source))),
    ])

  private static let state = APISchema.choice(
    "How it may be used.", OracleState.allCases.map(\.rawValue))

  static let market = APIObject(
    "Market", "The market of the latest frame.",
    [
      .required("frame", .integer("Number of the risk frame.")),
      .required("time", .time("When it was made.")),
      .required(
        "underlyings",
        .list(
          "How each underlying stands.",
          .object(
            APIObject(
              "UnderlyingState", "One underlying.",
              [
                .required("underlying", .text("Its name.")),
                .required("state", state),
                .required("index", .nullable(.object(oracle))),
              ])))),
      .required(
        "prices",
        .list(
          "Every price that the oracle makes.",
          .object(
            APIObject(
              "PairPrice", "One pair.",
              [
                .required("base", .text("What is priced.")),
                .required("quote", .text("In what.")),
                .required("price", .object(oracle)),
              ])))),
      .required(
        "problems",
        .list(
          "What was left out of the market.",
          .object(
            APIObject(
              "MarketProblem", "Why something was left out.",
              [
                .required("subject", .text("What.")), .required("message", .text("Why.")),
              ])))),
    ])

  static let surface = APIObject(
    "Surface", "A fitted volatility surface.",
    [
      .required("frame", .integer("Number of the risk frame.")),
      .required("time", .time("When it was made.")),
      .required("underlying", .text("The underlying.")),
      .required("surface", .free("As `steelyard surface --format json` writes it.")),
    ])
}
