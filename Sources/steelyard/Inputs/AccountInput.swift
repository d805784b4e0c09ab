import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing

/// A portfolio, a market and a model from the command line, and what the model says of them.
struct AccountInput {
  let market: MarketInput
  let explanation: MarginExplanation
  /// Remarks for people.
  let notes: [String]
  /// Rows that were left out with `--partial`, or that an answer with it stands on all the same.
  let failures: [SteelyardError]
  /// How many positions `failures` concern.
  let unreadableCount: Int

  /// Reads everything and evaluates the model.
  ///
  /// - Throws: The last of the mistakes, once the others are told, unless `--partial` goes on.
  init(_ arguments: ParsedArguments) throws(SteelyardError) {
    let positionsPath = try arguments.required(AccountOptions.positions)
    let parametersPath = try arguments.value(AccountOptions.parameters)
    try StandardInputUse.check(
      try arguments.values(MarketOptions.market) + [positionsPath]
        + [parametersPath].compactMap { $0 })
    let modelName = try arguments.value(AccountOptions.model) ?? AccountOptions.modelDefault
    let parameters = try parametersPath.map { path throws(SteelyardError) in
      try InputFile(path: path)
    }
    let model = try MarginModelCatalogue.model(named: modelName, parameters: parameters)
    if try arguments.value(AccountOptions.state) != nil {
      throw SteelyardError(
        .notApplicable, "The model \(model.name) keeps no state.", remedy: "Leave --state out.")
    }
    let stated = try arguments.values(AccountOptions.stated).map { option throws(SteelyardError) in
      try StatedAmount(name: option.name, currency: option.currency, amount: option.amount)
    }
    let isPartial = arguments.has(AccountOptions.partial)

    market = try MarketInput(arguments, prices: try arguments.values(MarketOptions.price))
    Progress.stage("reading \(positionsPath)")
    let file = try PortfolioFile.read(InputFile(path: positionsPath))
    var mistakes = file.problems
    var needed: [SteelyardError] = []
    var needyPositions: [Int] = []
    for (index, position) in file.positions.enumerated() {
      guard let problem = market.problemOfInstrument[position.instrument],
        !position.instrument.hasExpired(at: market.snapshot.time)
      else { continue }
      needed.append(problem)
      needyPositions.append(index)
      mistakes.append(problem.needed(by: position.instrument, file.subject(ofPosition: index)))
    }

    let portfolio = try file.portfolio()
    let batch = try PortfolioBatch(portfolio, stated: stated)
    let surfaces = FittedSurfaces(
      for: portfolio.positions.map(\.instrument), source: model.surfaceSource, in: market.snapshot)
    Progress.stage("valuing the scenarios of \(model.name)")
    let frame = try model.frame(
      number: 1, of: batch.universe, in: market.snapshot, surfaces: surfaces.surfaces,
      level: .detected)
    if !isPartial {
      let priceless = AccountInput.unpriced(file, batch.universe, frame, surfaces.failures)
      // One line for each row: what could not be priced for a problem already told is not repeated.
      let told = Set(mistakes.map(\.subject))
      mistakes += priceless.filter { !told.contains($0.subject) }
      guard mistakes.isEmpty else { throw Refusal.of(mistakes) }
    }
    explanation = model.explanation(of: 0, in: batch, frame: frame)
    failures = mistakes
    // What could not be priced either is counted by the model.
    unreadableCount =
      file.problems.count + needyPositions.count(where: { frame.failures[$0] == nil })
    notes =
      surfaces.notes + file.warnings.map(\.description)
      + market.notes(
        isDetailed: arguments.has(AccountOptions.explain), besides: Set(needed))
  }

  /// Why positions and balances have no price, each with its row.
  private static func unpriced(
    _ file: PortfolioFile, _ universe: InstrumentUniverse, _ frame: RiskFrame,
    _ surfaceFailures: [Underlying: SteelyardError]
  ) -> [SteelyardError] {
    var errors: [SteelyardError] = []
    for (index, position) in file.positions.enumerated() {
      guard let place = universe.index(of: position.instrument),
        let failure = frame.failures[place]
      else { continue }
      errors.append(
        failure.of(
          position.instrument, file.subject(ofPosition: index),
          cause: surfaceFailures[position.instrument.underlying]?.message))
    }
    for (index, balance) in file.balances.enumerated()
    where frame.usdPrice(of: balance.asset) == nil {
      errors.append(
        SteelyardError(
          .missingMarketData, "\(balance.asset) has no US dollar price.",
          remedy: "Add a market file with it, or pass --price \(balance.asset)=PRICE.",
          subject: file.subject(ofBalance: index)))
    }
    return errors
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
  fileprivate func of(
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
  fileprivate var toldName: String {
    (try? InstrumentNaming.deribit.name(of: self)) ?? description
  }

  fileprivate func hasExpired(at time: Timestamp) -> Bool {
    expiry.map { $0 <= time } ?? false
  }
}

extension String {
  /// The text with the name that people know in place of an instrument's neutral text.
  fileprivate func naming(_ instrument: Instrument) -> String {
    replacing(instrument.description, with: instrument.toldName)
  }
}
