import SteelyardAllocation
import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardMarket

/// Chains of options of the past, from files or directories of them.
struct ChainInput {
  /// The chains of every coin and snapshot.
  let chains: [OptionChain]
  /// What was left out, for people.
  let notes: [String]

  static let chains = CommandOption<String>(
    texts: "chains", "PATH",
    "saved option chains, a file or a directory of them: they list and price the options; "
      + "between two the last one is carried on; repeat for more")
  static let prices = CommandOption<OptionListing.Source>(
    "option-prices", "chains|prior", .once,
    "what options are priced from: the chains, or the volatility index and the stated smile; "
      + "default: chains where any are given"
  ) { text throws(SteelyardError) in
    guard let source = OptionListing.Source(rawValue: text) else {
      throw SteelyardError(
        .invalidInput, "Options can't be priced from \"\(text.prefix(40))\".",
        remedy: "Write chains or prior.")
    }
    return source
  }

  /// Most snapshots of one file, an hour apart at least.
  static let snapshotsMax = 500

  /// Reads every path.
  ///
  /// - Throws: What reading throws, `missingMarketData` where a path has no chain, `limitExceeded` for a file with more
  ///   than `snapshotsMax` snapshots.
  init(_ paths: [String]) throws(SteelyardError) {
    var chains: [OptionChain] = []
    var (leftOut, refused) = (0, 0)
    var firstRefusal: SteelyardError?
    for path in paths {
      let names = try InputFile.names(inDirectory: path)
      let files =
        names.map { names in
          names.filter { $0.hasSuffix(".csv") || $0.hasSuffix(".json") }.map { "\(path)/\($0)" }
        } ?? [path]
      var found = 0
      for file in files {
        Progress.stage("reading \(file)")
        for snapshot in try ChainInput.snapshots(of: try InputFile(path: file)) {
          let (own, left) = try OptionChain.chains(of: snapshot.observations)
          chains += own
          found += own.count
          leftOut += left
          refused += snapshot.problems.count
          firstRefusal = firstRefusal ?? snapshot.problems.first
        }
      }
      guard found > 0 else {
        throw SteelyardError(
          .missingMarketData, "There is no chain of options with mark volatilities.",
          remedy: "Give a saved market of options, or a directory of .csv and .json files of them.",
          subject: .place(file: path, row: nil, field: nil))
      }
    }
    self.chains = chains
    var notes: [String] = []
    if leftOut > 0 {
      notes.append(
        "\(leftOut) options of the chains are left out: expired, or without a mark volatility or forward."
      )
    }
    if let firstRefusal {
      notes.append("\(refused) rows of the chains cannot be read, first: \(firstRefusal)")
    }
    self.notes = notes
  }

  /// The snapshots of a file from the last to the first, at most one an hour.
  private static func snapshots(of input: InputFile) throws(SteelyardError) -> [MarketFile] {
    var snapshots = [try MarketFile.read(input)]
    while let last = snapshots.last, last.supersededCount > 0,
      let latest = last.observations.map(\.time).max()
    {
      guard snapshots.count < snapshotsMax else {
        throw SteelyardError(
          .limitExceeded, "The file has more than \(snapshotsMax) snapshots.",
          remedy: "Split it.", subject: .place(file: input.name, row: nil, field: nil))
      }
      do {
        snapshots.append(try MarketFile.read(input, at: latest.advanced(bySeconds: -3600)))
      } catch {
        // Nothing is as early as that: the one before was the first.
        guard error.code == .missingMarketData else { throw error }
        break
      }
    }
    return snapshots
  }

  /// What the chains of some coins are, for people.
  func notes(of coins: [Currency], to last: Timestamp) -> [String] {
    coins.map { coin in
      let times = chains.filter { $0.coin == coin && $0.time <= last }.map(\.time).sorted()
      guard let earliest = times.first, let latest = times.last else {
        return "\(coin): no chain is given by \(last); none of its options trade."
      }
      return
        "\(coin): \(times.count) chains from \(earliest) to \(latest). Between two the last one is carried on at its "
        + "moneyness, moved by the volatility index where one is given."
    }
  }
}
