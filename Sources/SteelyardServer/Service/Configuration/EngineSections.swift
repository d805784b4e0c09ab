import SteelyardContracts
import SteelyardEngine
import SteelyardLedger

/// The margin model of each margin mode, by name.
public struct ModelConfiguration: Sendable, Decodable {
  /// Of accounts whose positions are margined together with scenarios.
  public var portfolio = "deribit"
  /// Of accounts whose balances stand behind all positions.
  public var cross = "cross"
  /// Of accounts each of whose positions stands alone.
  public var isolated = "isolated"

  /// The defaults.
  public init() {}

  private enum CodingKeys: String, CodingKey, CaseIterable { case portfolio, cross, isolated }

  /// Reads the section.
  ///
  /// - Throws: `invalidInput` for what can't be.
  public init(from decoder: any Decoder) throws {
    let fields = try ConfigurationFields<CodingKeys>(decoder)
    portfolio = try fields.value(.portfolio, default: portfolio)
    cross = try fields.value(.cross, default: cross)
    isolated = try fields.value(.isolated, default: isolated)
  }

  var byMode: [MarginMode: String] {
    [.portfolio: portfolio, .cross: cross, .isolated: isolated]
  }
}

/// How often risk is looked at, and with how many threads.
public struct RiskConfiguration: Sendable, Decodable {
  /// Threads that evaluate accounts.
  public var workerCount = 2
  /// Least milliseconds from one cycle to the next.
  public var intervalMilliseconds = 100
  /// Seconds after which every account is evaluated anew.
  public var wholeBookSeconds = 60
  /// Accounts of one cycle from which on those of a model that can be screened are.
  public var screenedFrom = RiskSettings.screenedFromStandard
  /// Memory for accounts that are kept ready for what-ifs, in megabytes of 2²⁰ bytes.
  public var standingMegabytes = EngineConfiguration.standingBytesStandard >> 20
  /// Memory for the figures of accounts through time, in megabytes of 2²⁰ bytes.
  public var historyMegabytes = AccountHistory.bytesStandard >> 20

  /// The defaults.
  public init() {}

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case workerCount = "worker_count"
    case intervalMilliseconds = "interval_milliseconds"
    case wholeBookSeconds = "whole_book_seconds"
    case screenedFrom = "screened_from"
    case standingMegabytes = "standing_megabytes"
    case historyMegabytes = "history_megabytes"
  }

  /// Reads the section.
  ///
  /// - Throws: `invalidInput` for what can't be.
  public init(from decoder: any Decoder) throws {
    let fields = try ConfigurationFields<CodingKeys>(decoder)
    workerCount = try fields.number(.workerCount, default: workerCount, in: 1...256)
    intervalMilliseconds = try fields.number(
      .intervalMilliseconds, default: intervalMilliseconds, in: 1...60_000)
    wholeBookSeconds = try fields.number(
      .wholeBookSeconds, default: wholeBookSeconds, in: 1...86_400)
    screenedFrom = try fields.number(
      .screenedFrom, default: screenedFrom, in: 0...1_000_000_000)
    standingMegabytes = try fields.number(
      .standingMegabytes, default: standingMegabytes, in: 0...1_000_000)
    historyMegabytes = try fields.number(
      .historyMegabytes, default: historyMegabytes, in: 1...100_000)
  }

  var settings: RiskSettings {
    RiskSettings(
      workerCount: workerCount, intervalMilliseconds: Int64(intervalMilliseconds),
      wholeBookSeconds: Int64(wholeBookSeconds), screenedFrom: screenedFrom)
  }
}

/// How the journal is kept.
public struct JournalConfiguration: Sendable, Decodable {
  /// Records from one snapshot of the state to the next.
  public var snapshotInterval = 100_000
  /// Snapshots that are kept.
  public var snapshotsKept = 3
  /// Records that stay in memory for subscribers; older ones are read from the file.
  public var recordsKept = 100_000

  /// The defaults.
  public init() {}

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case snapshotInterval = "snapshot_interval"
    case snapshotsKept = "snapshots_kept"
    case recordsKept = "records_kept"
  }

  /// Reads the section.
  ///
  /// - Throws: `invalidInput` for what can't be.
  public init(from decoder: any Decoder) throws {
    let fields = try ConfigurationFields<CodingKeys>(decoder)
    snapshotInterval = try fields.number(
      .snapshotInterval, default: snapshotInterval, in: 100...100_000_000)
    snapshotsKept = try fields.number(.snapshotsKept, default: snapshotsKept, in: 2...100)
    recordsKept = try fields.number(.recordsKept, default: recordsKept, in: 1_000...10_000_000)
  }
}

/// How orders are carried out: by the simulated venue, on the quotes of the market.
public struct VenueConfiguration: Sendable, Decodable {
  /// The venue's name in the ledger.
  public var name = "simulated"
  /// How it behaves; nil for a venue that answers at once and never fails.
  var rules = SimulatedVenueRules.immediate

  /// The defaults.
  public init() {}

  private enum CodingKeys: String, CodingKey, CaseIterable { case name, rules }

  /// Reads the section.
  ///
  /// - Throws: `invalidInput` for what can't be.
  public init(from decoder: any Decoder) throws {
    let fields = try ConfigurationFields<CodingKeys>(decoder)
    name = try fields.value(.name, default: name)
    rules = try fields.value(.rules, default: SnakeCased(rules)).value
  }
}
