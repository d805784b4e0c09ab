import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardFormats
import SteelyardMargin

/// What an account gains and loses as a coin moves.
enum ProfileOperations {
  static let all: [APIOperation] = [
    .question(
      "/accounts/{account}/profile", "getProfile",
      "What an account gains or loses over spot and volatility of one coin, now and at expiry, with supposed trades as well.",
      body: body, answer: .object(answer)
    ) { call in
      let question = try call.question()
      let asked = try asked(try call.body(), question.frame)
      let profile = try await call.desk.calculations.run {
        try AccountProfile(asked.question, of: question)
      }
      return try .object { writer throws(SteelyardError) in
        writer.head(of: question)
        try writer.profile(profile, asked.question, named: asked.name)
      }
    }
  ]

  private static let movesMax = AccountProfile.Question.movesMax

  private static let body = APIObject(
    "ProfileQuestion", "The coin that moves, and how.",
    [
      .required(
        "underlying",
        .text(
          "An underlying, or its coin.", pattern: APISchema.instrumentPattern,
          example: "BTC/USD:BTC")),
      .open(
        "spot_moves",
        .list(
          "Relative moves of spot, above -1; -0.5 to 0.5 in twenty steps where left out.",
          .number("A move."), countMax: movesMax)),
      .open(
        "volatility_moves",
        .list(
          "Relative moves of 30-day volatility, above -1, which other tenors follow; -0.4 to 0.6 in ten steps where left out.",
          .number("A move."), countMax: movesMax)),
      .open(
        "trades",
        .list(
          "What is supposed to be traded, at marks where no price is given.",
          .object(RiskSchemas.row), countMax: WhatIf.tradesMax)),
    ])

  private static func numbers(_ what: String) -> APISchema {
    .list(what, .number("In USD."))
  }

  private static let plane = APISchema.list(
    "P&L of the whole account, what it holds in coins included: a row for each move of volatility, a column for each of spot.",
    .list("A row.", .number("In USD.")))

  private static let answer = APIObject(
    "Profile", "An account over the moves of one coin, all others at rest.",
    RiskSchemas.head + [
      .required("underlying", .text("As it was asked.")),
      .required("coin", .text("The coin that moves.")),
      .required("index", .number("Its price, in USD.")),
      .required("spot_moves", .list("Relative moves of spot.", .number("A move."))),
      .required("volatility_moves", .list("Relative moves of volatility.", .number("A move."))),
      .required("pnl", plane),
      .required(
        "payoff",
        .object(
          APIObject(
            "Payoff", "P&L over the coin's price, volatility as it is.",
            [
              .required("prices", numbers("Prices of the coin, from -60 % to +80 %.")),
              .required("now", numbers("P&L there at once.")),
              .required(
                "at_expiry",
                numbers(
                  "P&L there at the last expiry: spot has gone there evenly in the logarithm, and each option has settled "
                    + "at what it was on its own day. Without options it is `now`.")),
              .required(
                "expiry",
                .nullable(
                  .time("The last expiry of the coin's options held or traded; null without any."))),
              .required("expiries", .list("All of them.", .time("An expiry."))),
            ]))),
      .required(
        "after",
        .nullable(
          .object(
            APIObject(
              "ProfileAfter", "The same with the trades, against the account as it is.",
              [
                .required("pnl", plane), .required("now", numbers("P&L at once.")),
                .required("at_expiry", numbers("P&L at the last expiry.")),
              ])))),
    ])

  private static func asked(
    _ body: APIBody, _ frame: LiveFrame
  ) throws(SteelyardError) -> (name: String, question: AccountProfile.Question) {
    let name = try body.text("underlying")
    let known = frame.board.standings.keys.first { $0.description == name }
    let coin =
      if let known { known.base } else {
        try body.value("underlying") { text throws(SteelyardError) in try Currency(text) }
      }
    var question = AccountProfile.Question(coin: coin)
    func moves(_ key: StaticString) throws(SteelyardError) -> [Double]? {
      guard let list = body.root.present(key) else { return nil }
      var moves: [Double] = []
      for element in try list.elements() { moves.append(try element.number()) }
      guard !moves.isEmpty else {
        throw list.error("There is no move.", remedy: "Give one at least, or leave the list out.")
      }
      return moves
    }
    question.spotMoves = try moves("spot_moves") ?? question.spotMoves
    question.volatilityMoves = try moves("volatility_moves") ?? question.volatilityMoves
    let cells = question.spotMoves.count * question.volatilityMoves.count
    guard cells <= StressPlane.cellsMax else {
      throw SteelyardError(
        .limitExceeded, "The moves make \(cells) points.",
        remedy: "Give at most \(StressPlane.cellsMax) together.",
        subject: .place(file: "body", row: nil, field: "spot_moves"))
    }
    question.trades = try body.whatIf().trades
    return (name, question)
  }
}

extension JSONWriter {
  fileprivate mutating func profile(
    _ profile: AccountProfile, _ question: AccountProfile.Question, named name: String
  ) throws(SteelyardError) {
    field("underlying", name)
    field("coin", question.coin.code)
    try field("index", profile.index)
    try numbers("spot_moves", question.spotMoves)
    try numbers("volatility_moves", question.volatilityMoves)
    try rows("pnl", profile.before.plane)
    try object("payoff") { writer throws(SteelyardError) in
      try writer.numbers(
        "prices", AccountProfile.Question.payoffMoves.map { profile.index * (1 + $0) })
      try writer.numbers("now", profile.before.now)
      try writer.numbers("at_expiry", profile.before.atExpiry)
      writer.optional("expiry", profile.expiries.last)
      try writer.strings("expiries", profile.expiries.map(\.description))
    }
    key("after")
    guard let after = profile.after else { return null() }
    try object { writer throws(SteelyardError) in
      try writer.rows("pnl", after.plane)
      try writer.numbers("now", after.now)
      try writer.numbers("at_expiry", after.atExpiry)
    }
  }

  private mutating func numbers(_ key: StaticString, _ values: [Double]) throws(SteelyardError) {
    self.key(key)
    try array { writer throws(SteelyardError) in
      for value in values { try writer.number(value) }
    }
  }

  private mutating func rows(_ key: StaticString, _ rows: [[Double]]) throws(SteelyardError) {
    self.key(key)
    try array { writer throws(SteelyardError) in
      for row in rows {
        try writer.array { writer throws(SteelyardError) in
          for value in row { try writer.number(value) }
        }
      }
    }
  }
}
