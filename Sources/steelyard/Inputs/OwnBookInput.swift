import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardInputs
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardValidation

/// The user's own book for a backtest, from positions and the market that they stood in.
struct OwnBookInput {
  /// The options that name it.
  static let options: [any DeclaredOption] = [
    AccountOptions.positions, MarketOptions.market, MarketOptions.time, MarketOptions.price,
    MarketOptions.ageMaximum, AccountOptions.partial,
  ]

  /// The book.
  let book: BacktestBook
  /// Remarks for people: what was left out and why.
  let notes: [String]

  /// Reads the book, or nil where no positions are named.
  ///
  /// - Throws: The last of the mistakes, once the others are told, unless `--partial` goes on without
  ///   what is wrong or cannot be walked.
  init?(
    _ arguments: ParsedArguments, _ history: BacktestHistory, _ specification: DynamicSpecification
  ) throws(SteelyardError) {
    guard let positions = try arguments.value(AccountOptions.positions) else {
      guard try arguments.values(MarketOptions.market).isEmpty else {
        throw SteelyardError(
          .notApplicable, "--market is given, but no positions that stand in it.",
          remedy: "Give --positions FILE too, or leave --market out.")
      }
      return nil
    }
    try StandardInputUse.check(try arguments.values(MarketOptions.market) + [positions])
    let account = try AccountBook(arguments, positions: positions)
    var batch = PortfolioBatch()
    try batch.add(account.portfolio)
    let frame = try Valuation(surfaceSource: .marks).frame(
      number: 1, of: batch.universe, in: account.market.snapshot, surfaces: [:], level: .detected)
    let own = OwnBook(
      account.portfolio, in: frame, of: batch.universe, history: history,
      collateral: specification.collateral, daysMin: specification.walkedDaysMin)
    // A row that was wrong already is told once.
    let told = Set(account.mistakes.map(\.subject))
    let unwalked = own.leftOut.map { account.file.told($0) }
    let wrong = account.mistakes + unwalked.filter { !told.contains($0.subject) }
    guard arguments.has(AccountOptions.partial) || wrong.isEmpty else { throw Refusal.of(wrong) }
    guard let book = own.book else {
      throw SteelyardError(
        .missingMarketData, "Nothing of \(positions) can be walked through history.",
        remedy: wrong.first.map { "The first reason: \($0.message) \($0.remedy)" }
          ?? "Give positions in coins that --history knows.",
        subject: .place(file: positions, row: nil, field: nil))
    }
    self.book = book
    notes =
      [
        "\(OwnBook.name): every position keeps the US dollars of its underlying that it had at "
          + "\(account.market.snapshot.time), its days left and its moneyness in deviations."
      ] + own.notes + wrong.map { "Left out of \(OwnBook.name): \($0.message)" }
      + account.notes(isDetailed: false)
  }
}

extension PortfolioFile {
  /// Why something is not walked, told about its row and by the name that people know.
  fileprivate func told(_ leftOut: OwnBook.LeftOut) -> SteelyardError {
    let spot = leftOut.instrument == nil
    let position = positions.firstIndex {
      spot
        ? $0.instrument.product == .spot && $0.instrument.underlying.base == leftOut.asset
        : $0.instrument == leftOut.instrument
    }
    if let position {
      return leftOut.reason.of(
        positions[position].instrument, subject(ofPosition: position), cause: nil)
    }
    guard let balance = balances.firstIndex(where: { $0.asset == leftOut.asset }) else {
      return leftOut.reason
    }
    return leftOut.reason.about(subject(ofBalance: balance))
  }
}
