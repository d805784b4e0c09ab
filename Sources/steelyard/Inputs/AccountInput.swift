import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardReports

/// A portfolio, a market and a model from the command line, and what the model says of them.
struct AccountInput {
  let market: MarketInput
  let model: any MarginModel
  /// The state that `--state` names; nil for none.
  let state: ModelStateFile?
  /// What is held.
  let portfolio: Portfolio
  /// What the owner holds in other accounts.
  let others: [Portfolio]
  /// Requirements that the caller states.
  let stated: [StatedAmount]
  /// Surfaces that the portfolio needed.
  let surfaces: [Underlying: VolatilitySurface]
  let explanation: MarginExplanation
  /// What trades and orders make of the account; nil where none are asked about.
  let whatIf: WhatIfResult?
  /// Remarks for people.
  let notes: [String]
  /// Rows that were left out with `--partial`, or that an answer with it stands on all the same.
  let failures: [SteelyardError]
  /// How many positions `failures` concern.
  let unreadableCount: Int

  /// Reads everything and evaluates the model.
  ///
  /// - Throws: The last of the mistakes, once the others are told, unless `--partial` goes on.
  init(
    _ arguments: ParsedArguments, for purpose: AccountRequest.Purpose
  ) throws(SteelyardError) {
    let request = try AccountRequest(arguments, for: purpose)
    let supposed = try request.whatIf.map { path throws(SteelyardError) in
      try WhatIfInput(path: path)
    }
    let book = try AccountBook(
      arguments, positions: request.positions, group: request.group,
      besides: supposed?.rows ?? [])
    try self.init(
      request, book, supposed: supposed, on: nil,
      isDetailed: arguments.has(AccountOptions.explain))
  }

  /// What the model says of several accounts: instruments, surfaces and scenarios that they share.
  struct Shared {
    let universe: InstrumentUniverse
    let fitted: FittedSurfaces
    let frame: RiskFrame
  }

  /// Evaluates the model on what is read already.
  ///
  /// - Parameters:
  ///   - shared: What other accounts share with this one; nil where it stands by itself.
  ///   - isDetailed: Whether remarks tell each odd row.
  /// - Throws: The last of the mistakes, once the others are told, unless `--partial` goes on.
  init(
    _ request: AccountRequest, _ book: AccountBook, supposed: WhatIfInput?, on shared: Shared?,
    isDetailed: Bool
  ) throws(SteelyardError) {
    market = book.market
    portfolio = book.portfolio
    others = book.others
    model = request.model
    state = request.state
    stated = request.stated
    let batch = try PortfolioBatch(
      portfolio, stated: stated, beside: others,
      over: try supposed?.whatIf.universe(holding: portfolio, beside: others)
        ?? shared?.universe ?? InstrumentUniverse())
    let fitted =
      shared?.fitted
      ?? FittedSurfaces(
        for: batch.universe.instruments, under: request.model, in: market.snapshot,
        progress: { Progress.stage($0) })
    surfaces = fitted.surfaces
    let frame: RiskFrame
    if let shared {
      frame = shared.frame
    } else {
      Progress.stage("valuing the scenarios of \(request.model.name)")
      frame = try request.model.frame(
        number: 1, of: batch.universe, in: market.snapshot, surfaces: surfaces,
        level: .detected)
    }
    try request.checkStated(in: frame)
    // A supposed trade cannot be left out of its own answer, so --partial does not reach it.
    if let impossible = supposed?.impossible(in: frame, of: batch.universe), !impossible.isEmpty {
      throw Refusal.of(impossible)
    }
    if !request.isPartial {
      try book.refuseMistakes(
        batch.universe, in: [frame], fitted.failures,
        besides: supposed?.unpriced(batch.universe, frame, fitted.failures) ?? [])
    }
    explanation = request.model.explanation(of: 0, in: batch, frame: frame)
    whatIf = try supposed?.result(
      for: portfolio, stated: stated, beside: others, model: request.model, in: frame,
      of: batch.universe)
    failures = book.mistakes
    unreadableCount = book.unreadableCount(batch.universe, in: frame)
    notes = fitted.notes + book.notes(isDetailed: isDetailed)
  }
}
