package import SteelyardContracts
import SteelyardFormats
package import SteelyardMargin
package import SteelyardMarket
package import SteelyardScenarios
package import SteelyardValidation

/// Histories from files: checked, on days, one an asset.
package struct HistoryInput: Sendable {
  /// Daily closes, the median over the venues of each asset; made from hours or minutes for an asset
  /// without a daily file.
  package let prices: [PriceHistory]
  /// Hourly closes, where files have any.
  package let hourly: [PriceHistory]
  /// Volatility indices.
  package let indices: [VolatilityIndexHistory]
  /// What was odd, for people.
  package let notes: [String]

  /// Reads every file.
  ///
  /// - Parameters:
  ///   - paths: CSV of prices, a volatility index or funding.
  ///   - stage: Is told what is done, for people who wait.
  /// - Throws: What reading throws; `missingMarketData` where no file is named.
  package init(
    paths: [String], stage: (String) -> Void = { _ in }
  ) throws(SteelyardError) {
    guard !paths.isEmpty else {
      throw SteelyardError(
        .missingMarketData, "No history is given.",
        remedy:
          "Pass --history FILE with daily closes, and one with a volatility index for options.")
    }
    var rows: [HistoryRows] = []
    var notes: [String] = []
    for path in paths {
      stage("reading \(path)")
      let file = try HistoryFile.read(try InputFile(path: path), naming: .ofFile)
      rows += file.series
      if !file.problems.isEmpty {
        notes.append(
          "\(path): \(file.problems.count) rows or cells are left out, first: \(file.problems[0])")
      }
    }
    stage("checking \(rows.count) histories")
    var daily: [Currency: [PriceHistory]] = [:]
    var resampled: [Currency: [PriceHistory]] = [:]
    var hours: [Currency: [PriceHistory]] = [:]
    var indices: [VolatilityIndexHistory] = []
    var dropped = 0
    var findings = 0
    for series in rows {
      let peers = rows.filter {
        $0.quantity == series.quantity && $0.interval == series.interval
          && $0.source.asset == series.source.asset && $0.source != series.source
      }
      switch series.quantity {
      case .price:
        let check = try HistoryCheck(series, rules: .standard(.price), peers: peers)
        findings += check.findings.count
        dropped += check.count(.dropped)
        let history = try PriceHistory(check.rows)
        let asset = history.source.asset
        if history.interval == .daily {
          daily[asset, default: []].append(history)
        } else if HistoryInterval.daily.seconds % history.interval.seconds == 0 {
          resampled[asset, default: []].append(try history.resampled(to: .daily))
          if history.interval == .hourly { hours[asset, default: []].append(history) }
        }
      case .volatilityIndex:
        let check = try HistoryCheck(series, rules: .standard(.volatilityIndex), peers: peers)
        findings += check.findings.count
        dropped += check.count(.dropped)
        indices.append(try VolatilityIndexHistory(check.rows))
      default: continue
      }
    }
    if findings > 0 {
      notes.append(
        "The histories have \(findings) odd places; \(dropped) \(dropped == 1 ? "row was" : "rows were") dropped as impossible, "
          + "repeated or a spike that no other venue shows.")
    }
    // A daily file is what the user means by a day: hours that are added to it change no state.
    prices = try HistoryInput.medians(daily.merging(resampled) { own, _ in own })
    hourly = try HistoryInput.medians(hours)
    self.indices = indices
    self.notes = notes
  }

  private static func medians(
    _ histories: [Currency: [PriceHistory]]
  ) throws(SteelyardError) -> [PriceHistory] {
    var medians: [PriceHistory] = []
    for (_, venues) in histories.sorted(by: { $0.key < $1.key }) {
      if venues.count == 1 {
        medians.append(venues[0])
      } else {
        medians.append(try MedianHistory(of: venues, venuesMin: 1).prices)
      }
    }
    return medians
  }

  /// What states are made from.
  ///
  /// - Parameter asOf: Nothing later is taken.
  package func calibration(
    _ specification: DynamicSpecification, coins: [Currency]?, asOf: Timestamp?
  ) throws(SteelyardError) -> CalibrationHistory {
    try CalibrationHistory(
      prices: prices, hourly: hourly, indices: indices, coins: coins.map(Set.init),
      collateral: specification.collateral, asOf: asOf)
  }

  /// Hourly closes of the coins of a calibration; nil where no file has any.
  ///
  /// - Parameter asOf: Nothing later is taken.
  package func hourlyCloses(of history: CalibrationHistory, asOf: Timestamp?) -> HourlyCloses? {
    let coins = Set(history.coins.map(\.coin))
    let known = hourly.filter { coins.contains($0.source.asset) }
    guard let start = history.days.first, !known.isEmpty else { return nil }
    return HourlyCloses(known, start: start, asOf: asOf)
  }

  /// Historical crashes of a library.
  package static func crashes(of library: EventLibrary) -> [Crash] {
    library.events.compactMap { Crash($0) }
  }
}
