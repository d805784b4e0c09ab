import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing

/// A portfolio, a market and a model from the command line, and what the model says of them.
struct AccountInput {
  let market: MarketInput
  let model: any MarginModel
  /// What is held.
  let portfolio: Portfolio
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
    market = try MarketInput(arguments, prices: try arguments.values(MarketOptions.price))
    Progress.stage("reading \(request.positions)")
    let file = try PortfolioFile.read(InputFile(path: request.positions))
    let supposed = try request.whatIf.map { path throws(SteelyardError) in
      try WhatIfInput(path: path)
    }
    let needed = market.problems(neededBy: file.rows + (supposed?.rows ?? []))
    var mistakes = file.problems + needed.map(\.told)

    model = request.model
    stated = request.stated
    portfolio = try file.portfolio()
    var batch = PortfolioBatch(
      universe: try supposed?.whatIf.universe(holding: portfolio) ?? InstrumentUniverse())
    try batch.add(portfolio, stated: stated)
    let fitted = FittedSurfaces(
      for: batch.universe.instruments, source: request.model.surfaceSource, in: market.snapshot)
    surfaces = fitted.surfaces
    Progress.stage("valuing the scenarios of \(request.model.name)")
    let frame = try request.model.frame(
      number: 1, of: batch.universe, in: market.snapshot, surfaces: surfaces,
      level: .detected)
    try request.checkStated(in: frame)
    // A supposed trade cannot be left out of its own answer, so --partial does not reach it.
    if let impossible = supposed?.impossible(in: frame, of: batch.universe), !impossible.isEmpty {
      throw Refusal.of(impossible)
    }
    if !request.isPartial {
      let unpriced =
        AccountInput.unpriced(file, batch.universe, frame, fitted.failures)
        + (supposed?.unpriced(batch.universe, frame, fitted.failures) ?? [])
      // One line for each row: what could not be priced for a problem already told is not repeated.
      let told = Set(mistakes.map(\.subject))
      mistakes += unpriced.filter { !told.contains($0.subject) }
      guard mistakes.isEmpty else { throw Refusal.of(mistakes) }
    }
    explanation = request.model.explanation(of: 0, in: batch, frame: frame)
    whatIf = try supposed?.result(
      for: portfolio, stated: stated, model: request.model, in: frame, of: batch.universe)
    failures = mistakes
    // What could not be priced either is counted by the model.
    let doubtful = needed.count { problem in
      batch.universe.index(of: problem.instrument).map { frame.failures[$0] == nil } ?? false
    }
    unreadableCount = file.problems.count + doubtful
    notes =
      fitted.notes + file.warnings.map(\.description)
      + market.notes(
        isDetailed: arguments.has(AccountOptions.explain), besides: Set(needed.map(\.problem)))
  }

  /// Why positions and balances have no price, each with its row.
  private static func unpriced(
    _ file: PortfolioFile, _ universe: InstrumentUniverse, _ frame: RiskFrame,
    _ surfaceFailures: [Underlying: SteelyardError]
  ) -> [SteelyardError] {
    var errors: [SteelyardError] = []
    func checkPrice(of asset: Currency, _ subject: SteelyardError.Subject) {
      guard frame.usdPrice(of: asset) == nil else { return }
      errors.append(
        SteelyardError(
          .missingMarketData, "\(asset) has no US dollar price.",
          remedy: "Add a market file with it, or pass --price \(asset)=PRICE.", subject: subject))
    }
    for (index, position) in file.positions.enumerated() {
      let subject = file.subject(ofPosition: index)
      // Spot counts as a balance of its coin.
      if case .spot = position.instrument.product {
        checkPrice(of: position.instrument.underlying.base, subject)
      }
      guard let place = universe.index(of: position.instrument),
        let failure = frame.failures[place]
      else { continue }
      errors.append(
        failure.of(
          position.instrument, subject,
          cause: surfaceFailures[position.instrument.underlying]?.message))
    }
    for (index, balance) in file.balances.enumerated() {
      checkPrice(of: balance.asset, file.subject(ofBalance: index))
    }
    return errors
  }
}

/// An instrument that a row of a file names.
struct InstrumentRow {
  let instrument: Instrument
  /// Where it stands.
  let subject: SteelyardError.Subject
}

extension PortfolioFile {
  /// The instruments of the positions.
  fileprivate var rows: [InstrumentRow] {
    positions.indices.map { index in
      InstrumentRow(
        instrument: positions[index].instrument, subject: subject(ofPosition: index))
    }
  }
}

/// A problem of a market row that a position needs.
struct NeededRow {
  let instrument: Instrument
  let problem: SteelyardError
  /// The problem, told about the position.
  let told: SteelyardError
}

extension MarketInput {
  /// The problems of the rows that positions need; what has expired needs none.
  func problems(neededBy rows: [InstrumentRow]) -> [NeededRow] {
    rows.compactMap { row in
      let instrument = row.instrument
      guard let problem = problemOfInstrument[instrument],
        instrument.expiry.map({ $0 > snapshot.time }) ?? true
      else { return nil }
      return NeededRow(
        instrument: instrument, problem: problem,
        told: problem.needed(by: instrument, row.subject))
    }
  }
}

extension SteelyardError {
  /// A problem of a market row, told about the position that needs it.
  fileprivate func needed(by instrument: Instrument, _ place: Subject) -> SteelyardError {
    SteelyardError(
      code, "\(instrument.toldName) needs a market row that cannot be used.",
      remedy: "Correct that row, or go on without it: --partial.", subject: place,
      cause: "\(subject): \(message.naming(instrument)) \(remedy)")
  }

  /// A failure of pricing, told about the position in its file.
  func of(
    _ instrument: Instrument, _ place: Subject, cause: String?
  ) -> SteelyardError {
    let told = message.naming(instrument)
    let name = instrument.toldName
    return SteelyardError(
      code, told.contains(name) ? told : "\(name): \(told)", remedy: remedy,
      subject: place, cause: self.cause ?? cause)
  }
}

extension Instrument {
  /// The name that people know it by: Deribit's, or the neutral text where Deribit has none.
  var toldName: String {
    (try? InstrumentNaming.deribit.name(of: self)) ?? description
  }
}

extension String {
  /// The text with the name that people know in place of an instrument's neutral text.
  fileprivate func naming(_ instrument: Instrument) -> String {
    replacing(instrument.description, with: instrument.toldName)
  }
}
