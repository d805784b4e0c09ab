public import SteelyardContracts

/// What one file of positions says, row by row.
///
/// Quantities are in `Instrument.quantityCurrency`: US dollars for inverse futures and perpetuals,
/// coins for everything else, as Deribit counts them. A row that cannot be used stands in
/// `problems` and the others are kept: whether to go on is the caller's decision.
public struct PortfolioFile: Sendable {
  /// Most rows refused before the file is given up.
  public static let problemsMax = 1000

  /// The file as the caller named it.
  public let name: String
  /// The format it was recognised as.
  public let format: PortfolioFormat
  /// One position for each good row, in the order of the file, no instrument twice.
  public private(set) var positions: [Position] = []
  /// The row of each position in the file.
  public private(set) var positionRows: [Int] = []
  /// Balances in the order of the file, no asset twice.
  public private(set) var balances: [AssetBalance] = []
  /// The row of each balance in the file.
  public private(set) var balanceRows: [Int] = []
  /// One error for each row that was left out: file, row, field, what is wrong and the remedy.
  public private(set) var problems: [SteelyardError] = []
  /// What is odd about rows: a quantity of zero, an average price beside a balance.
  public private(set) var warnings: [SteelyardError] = []

  private var rowOfInstrument: [Instrument: Int] = [:]
  private var rowOfAsset: [Currency: Int] = [:]

  init(name: String, format: PortfolioFormat) {
    self.name = name
    self.format = format
  }

  /// Reads positions and balances in any accepted format, which is recognised by its content.
  ///
  /// - Throws: `invalidInput` where the file as a whole cannot be read (empty, not a known format,
  ///   broken off, a venue's error answer, more than `problemsMax` bad rows), `limitExceeded` where
  ///   it is too large.
  public static func read(_ input: InputFile) throws(SteelyardError) -> PortfolioFile {
    switch try input.textKind() {
    case .json: try read(json: try JSONDocument(input))
    case .csv:
      try PortfolioTableReader.read(try CSVTable(input, rowsMax: Portfolio.positionsMax))
    }
  }

  /// Positions and balances as a portfolio.
  ///
  /// - Throws: `limitExceeded` beyond `Portfolio.positionsMax`.
  public func portfolio() throws(SteelyardError) -> Portfolio {
    try Portfolio(positions: positions, balances: balances)
  }

  /// Where a position's instrument stands, for errors about it.
  ///
  /// - Precondition: `index` is one of `positions`.
  public func subject(ofPosition index: Int) -> SteelyardError.Subject {
    .place(file: name, row: positionRows[index], field: format.instrumentField)
  }

  /// Where a balance's asset stands, for errors about it.
  ///
  /// - Precondition: `index` is one of `balances`.
  public func subject(ofBalance index: Int) -> SteelyardError.Subject {
    .place(file: name, row: balanceRows[index], field: format.assetField)
  }

  /// Adds a position.
  ///
  /// - Throws: `invalidInput` about `subject` where the instrument stands in the file already.
  mutating func add(
    _ position: Position, row: Int, _ subject: @autoclosure () -> SteelyardError.Subject
  ) throws(SteelyardError) {
    if let earlier = rowOfInstrument[position.instrument] {
      throw SteelyardError(
        .invalidInput, "\(position.instrument) stands in row \(earlier) already.",
        remedy: "Add the quantities of the two rows up.", subject: subject())
    }
    rowOfInstrument[position.instrument] = row
    positions.append(position)
    positionRows.append(row)
  }

  /// Adds a balance.
  ///
  /// - Throws: `invalidInput` about `subject` where the asset stands in the file already.
  mutating func add(
    _ balance: AssetBalance, row: Int, _ subject: @autoclosure () -> SteelyardError.Subject
  ) throws(SteelyardError) {
    if let earlier = rowOfAsset[balance.asset] {
      throw SteelyardError(
        .invalidInput, "The asset \(balance.asset) stands in row \(earlier) already.",
        remedy: "Add the amounts of the two rows up.", subject: subject())
    }
    rowOfAsset[balance.asset] = row
    balances.append(balance)
    balanceRows.append(row)
  }

  /// Leaves a row out.
  ///
  /// - Throws: The problem itself, once there are more than `problemsMax`.
  mutating func refuse(_ problem: SteelyardError) throws(SteelyardError) {
    guard problems.count < PortfolioFile.problemsMax else { throw problem }
    problems.append(problem)
  }

  /// Adds an odd thing, as long as there are few.
  mutating func warn(_ warning: SteelyardError) {
    if warnings.count < PortfolioFile.problemsMax { warnings.append(warning) }
  }

  private static func read(json document: JSONDocument) throws(SteelyardError) -> PortfolioFile {
    if document.root.optional("steelyard") != nil {
      return try SteelyardPortfolioReader.read(document)
    }
    return try DeribitPortfolioReader.read(document)
  }
}
