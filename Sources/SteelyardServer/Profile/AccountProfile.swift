import Glibc
import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios

/// What an account gains and loses as one coin moves: over spot and volatility now, and over spot at expiry.
struct AccountProfile {
  /// What is asked.
  struct Question {
    /// The coin that moves; others stand still.
    var coin: Currency
    /// Relative moves of spot.
    var spotMoves: [Double] = (-10...10).map { Double($0) / 20 }
    /// Relative moves of the 30-day volatility, which other tenors follow.
    var volatilityMoves: [Double] = (-4...6).map { Double($0) / 10 }
    /// What is supposed to be traded.
    var trades: [Trade] = []

    /// Moves of spot that the payoff is told at: -60 % to +80 %.
    static let payoffMoves = (0...120).map { -0.6 + 1.4 * Double($0) / 120 }
    /// Most values of one side.
    static let movesMax = 101
  }

  /// A book over the moves, in US dollars against the account as it is.
  struct Gains {
    /// A row for each move of volatility, a column for each of spot.
    var plane: [[Double]]
    /// At the payoff's prices, at once and with volatility as it is.
    var now: [Double]
    /// At the payoff's prices, at the last expiry.
    var atExpiry: [Double]
  }

  /// The coin's price in US dollars.
  let index: Double
  /// Expiries of the coin's options that are held or traded, the first first.
  let expiries: [Timestamp]
  /// The account as it is.
  let before: Gains
  /// With the trades; nil without any.
  let after: Gains?

  /// Evaluates the account's book at each move.
  ///
  /// As `steelyard stress` does: everything is revalued in the displaced market; at expiry, spot has gone there evenly in the
  /// logarithm, and each option has settled on its own day at what spot was then.
  ///
  /// - Throws: `invalidInput` for a coin that the market has not or a move that cannot be; what the evaluation throws.
  init(_ question: Question, of account: Engine.Question) throws(SteelyardError) {
    let market = account.frame.board.market
    guard market.coins.contains(question.coin) else {
      throw SteelyardError(
        .invalidInput, "The market has no contracts on \(question.coin).",
        remedy: "It has \(market.coins.map(\.code).sorted().joined(separator: ", ")).",
        subject: .place(file: "body", row: nil, field: "underlying"))
    }
    index = try market.priceUSD(of: question.coin)
    let held = account.holding.portfolio
    let traded: Portfolio? =
      question.trades.isEmpty
      ? nil
      : try account.result(of: WhatIf(trades: question.trades, orders: [])).after.portfolio
    let instruments = (held.positions + (traded?.positions ?? [])).map(\.instrument)
    let expiries = Set(
      instruments.filter { $0.isOption && $0.underlying.base == question.coin }
        .compactMap(\.expiry).filter { $0 > market.time }
    ).sorted()
    self.expiries = expiries
    let days = expiries.last.map { AccountProfile.days(to: $0, from: market.time) } ?? 0
    let evaluator = try AccountProfile.evaluator(of: held, account)
    before = try AccountProfile.gains(question, evaluator, days: days, beside: 0)
    if let traded {
      let other = try AccountProfile.evaluator(of: traded, account)
      // What trades at other prices than the marks gain at once is part of every move.
      after = try AccountProfile.gains(
        question, other, days: days, beside: other.figures.equity - evaluator.figures.equity)
    } else {
      after = nil
    }
  }

  /// Days until just after an expiry, as far as a horizon goes.
  private static func days(to expiry: Timestamp, from time: Timestamp) -> Double {
    min(SettlementRule.horizonDaysMax, (time.seconds(to: expiry) + 0.001) / 86_400)
  }

  private static func evaluator(
    of portfolio: Portfolio, _ account: Engine.Question
  ) throws(SteelyardError) -> StressEvaluator {
    let own = try StressBody.response(of: account.slot.model)
    let response = StressResponse(
      parameters: own.parameters, surfaces: own.surfaces, volatility: own.volatility,
      averagingWindowSeconds: 0, path: .straight, follows: own.follows)
    return try StressEvaluator(
      WalkBook(portfolio: portfolio, stated: [], others: []), valuation(of: account.slot.model),
      account.frame.board.market, surfaces: account.frame.surfaces, response: response,
      level: account.slot.frame.level)
  }

  /// A model that values as another does, and asks for no margin where that makes no difference: hundreds of markets are
  /// evaluated.
  private static func valuation(of model: any MarginModel) -> any MarginModel {
    if let scenarios = model as? ScenarioMargin, scenarios.specification.discounting != .none {
      return model
    }
    return Valuation(surfaceSource: model.surfaceSource)
  }

  private static func gains(
    _ question: Question, _ evaluator: StressEvaluator, days: Double, beside: Double
  ) throws(SteelyardError) -> Gains {
    func profit(
      _ spot: Double, _ volatility: Double, _ days: Double
    ) throws(SteelyardError) -> Double {
      let move = CoinShock(spot: spot, volatility: volatility)
      let shock = MarketShock(
        label: "\(question.coin) \(spot)", days: days, coins: [question.coin: move],
        others: CoinShock(), assets: [:])
      return try evaluator.outcome(of: shock).profitUSD + beside
    }
    var plane: [[Double]] = []
    for volatility in question.volatilityMoves {
      let level = try logarithm(of: volatility)
      plane.append(
        try question.spotMoves.map { spot throws(SteelyardError) in try profit(spot, level, 0) })
    }
    let now = try Question.payoffMoves.map { spot throws(SteelyardError) in try profit(spot, 0, 0) }
    let atExpiry =
      days == 0
      ? now
      : try Question.payoffMoves.map { spot throws(SteelyardError) in try profit(spot, 0, days) }
    return Gains(plane: plane, now: now, atExpiry: atExpiry)
  }

  private static func logarithm(of move: Double) throws(SteelyardError) -> Double {
    guard move > -1, move <= 100 else {
      throw SteelyardError(
        .invalidInput, "The volatility moves by \(move).",
        remedy: "Give a relative move above -1, such as 0.1.",
        subject: .place(file: "body", row: nil, field: "volatility_moves"))
    }
    return log1p(move)
  }
}
