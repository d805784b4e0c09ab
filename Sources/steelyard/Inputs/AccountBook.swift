import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket

/// A portfolio and the market it is valued in, as files gave them and before any model.
struct AccountBook {
  let market: MarketInput
  /// The file of positions.
  let file: PortfolioFile
  /// What is held.
  let portfolio: Portfolio
  /// What the owner holds in other accounts.
  let others: [Portfolio]
  /// The files of those.
  private let groupFiles: [PortfolioFile]
  /// Rows that cannot be used, of all, each with its place.
  let mistakes: [SteelyardError]
  private let needed: [NeededRow]

  /// Reads the market that the arguments name, and the positions.
  ///
  /// - Parameters:
  ///   - group: The paths of the owner's other accounts.
  ///   - others: Rows of other files whose instruments the market must have too.
  /// - Throws: What is wrong with a file as a whole; what is wrong with rows stands in `mistakes`.
  init(
    _ arguments: ParsedArguments, positions: String, group: [String] = [],
    besides others: [InstrumentRow] = []
  ) throws(SteelyardError) {
    let market = try MarketInput(arguments, prices: try arguments.values(MarketOptions.price))
    Progress.stage("reading \(positions)")
    let file = try PortfolioFile.read(InputFile(path: positions))
    var groupFiles: [PortfolioFile] = []
    for path in group {
      Progress.stage("reading \(path)")
      groupFiles.append(try PortfolioFile.read(InputFile(path: path)))
    }
    try self.init(market, file, group: groupFiles, besides: others)
  }

  /// A portfolio from files that are read already.
  ///
  /// - Throws: What is wrong with a file as a whole; what is wrong with rows stands in `mistakes`.
  init(
    _ market: MarketInput, _ file: PortfolioFile, group groupFiles: [PortfolioFile],
    besides others: [InstrumentRow] = []
  ) throws(SteelyardError) {
    self.market = market
    self.file = file
    self.groupFiles = groupFiles
    needed = market.problems(neededBy: file.rows + groupFiles.flatMap(\.rows) + others)
    mistakes = file.problems + groupFiles.flatMap(\.problems) + needed.map(\.told)
    portfolio = try file.portfolio()
    self.others = try groupFiles.map { file throws(SteelyardError) in try file.portfolio() }
  }

  /// How many positions stand on rows that cannot be used; what could not be priced either is
  /// counted by the model.
  func unreadableCount(_ universe: InstrumentUniverse, in frame: RiskFrame) -> Int {
    let doubtful = needed.count { problem in
      universe.index(of: problem.instrument).map { frame.failures[$0] == nil } ?? false
    }
    return file.problems.count + groupFiles.reduce(0) { $0 + $1.problems.count } + doubtful
  }

  /// Remarks on what was read.
  func notes(isDetailed: Bool) -> [String] {
    ([file] + groupFiles).flatMap(\.warnings).map(\.description)
      + market.notes(isDetailed: isDetailed, besides: Set(needed.map(\.problem)))
  }

  /// Refuses an account with rows that cannot be used or that no model can margin.
  ///
  /// - Throws: The last of the mistakes, once the others are told.
  func refuseMistakes(
    _ universe: InstrumentUniverse, in frames: [RiskFrame],
    _ surfaceFailures: [Underlying: SteelyardError], besides others: [SteelyardError] = []
  ) throws(SteelyardError) {
    // One line for each row: what could not be priced for a problem already told is not repeated.
    let told = Set(mistakes.map(\.subject))
    let further = unmargined(universe, in: frames, surfaceFailures) + others
    let all = mistakes + further.filter { !told.contains($0.subject) }
    guard all.isEmpty else { throw Refusal.of(all) }
  }

  /// Why positions and balances cannot be margined, each with its row.
  ///
  /// - Parameter frames: Of one universe, one for each model; what one model can margin is none.
  private func unmargined(
    _ universe: InstrumentUniverse, in frames: [RiskFrame],
    _ surfaceFailures: [Underlying: SteelyardError]
  ) -> [SteelyardError] {
    var errors: [SteelyardError] = []
    func checkPrice(of asset: Currency, _ subject: SteelyardError.Subject) {
      guard frames.allSatisfy({ $0.usdPrice(of: asset) == nil }) else { return }
      errors.append(
        SteelyardError(
          .missingMarketData, "\(asset) has no US dollar price.",
          remedy: "Add a market file with it, or pass --price \(asset)=PRICE.", subject: subject))
    }
    for (file, index) in ([file] + groupFiles).flatMap({ file in
      file.positions.indices.map { (file, $0) }
    }) {
      let position = file.positions[index]
      let subject = file.subject(ofPosition: index)
      // Spot counts as a balance of its coin.
      if case .spot = position.instrument.product {
        checkPrice(of: position.instrument.underlying.base, subject)
      }
      guard let place = universe.index(of: position.instrument),
        let failure = frames.first?.failures[place],
        frames.allSatisfy({ $0.failures[place] != nil })
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
private struct NeededRow {
  let instrument: Instrument
  let problem: SteelyardError
  /// The problem, told about the position.
  let told: SteelyardError
}

extension MarketInput {
  /// The problems of the rows that positions need; what has expired needs none.
  fileprivate func problems(neededBy rows: [InstrumentRow]) -> [NeededRow] {
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
