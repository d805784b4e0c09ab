import SteelyardContracts
import SteelyardEngine
import SteelyardLedger

/// How a service is set up: the file of `steelyard serve`.
///
/// The file is JSON5, which Foundation reads: JSON with comments. Every field but `data_directory` and `market` has a
/// default.
public struct ServiceConfiguration: Sendable, Decodable {
  /// Where journal and keys are kept; made with mode 0700 where it is missing.
  public var dataDirectory: String
  /// Where it listens, and who may call.
  public var listen = ListenConfiguration()
  /// The file of keys; nil for `keys.json` in the data directory.
  public var keysFile: String?
  /// The file of log lines; nil for standard error.
  public var logFile: String?
  /// What matters less is left out of the log.
  public var logLevel = LogLevel.info
  /// The margin model of each margin mode.
  public var models = ModelConfiguration()
  /// Where prices come from.
  public var market: MarketConfiguration
  /// Where what the market says is written down, to be told again; nil for nowhere.
  public var recordFile: String?
  /// Files of daily closes and volatility indices that backtests walk through; empty for none.
  public var historyFiles: [String] = []
  /// How orders are carried out.
  public var venue = VenueConfiguration()
  /// Fees, funding, interest.
  public var clerk = ClerkConfiguration()
  /// How often risk is looked at.
  public var risk = RiskConfiguration()
  /// How the journal is kept.
  public var journal = JournalConfiguration()
  /// Who is told of alerts over HTTP.
  public var webhooks: [WebhookConfiguration] = []
  /// How often and how long a delivery is tried.
  var alertDelivery = AlertDeliveryRules.sample
  /// Whether and how accounts that are handed over are liquidated.
  public var liquidation = LiquidationConfiguration()
  /// What strategies with a mandate trade with, and remember.
  public var strategies = StrategyConfiguration()
  /// Whether `/` is the dashboard.
  public var dashboard = DashboardConfiguration()
  /// When accounts are warned, called and handed over.
  var marginCalls = MarginCallRules.sample
  /// How parameters change.
  var governance = GovernanceRules.sample

  /// A configuration with its defaults.
  public init(dataDirectory: String, market: MarketConfiguration) {
    self.dataDirectory = dataDirectory
    self.market = market
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case dataDirectory = "data_directory"
    case listen
    case keysFile = "keys_file"
    case logFile = "log_file"
    case logLevel = "log_level"
    case recordFile = "record_file"
    case historyFiles = "history"
    case models, market, venue, clerk, risk, journal
    case webhooks
    case alertDelivery = "alert_delivery"
    case marginCalls = "margin_calls"
    case governance, liquidation, strategies, dashboard
  }

  /// Reads a configuration.
  ///
  /// - Throws: `invalidInput` for an unknown field, a wrong value, or a missing one without a default.
  public init(from decoder: any Decoder) throws {
    let fields = try ConfigurationFields<CodingKeys>(decoder)
    dataDirectory = try fields.required(.dataDirectory)
    market = try fields.required(.market)
    listen = try fields.value(.listen, default: listen)
    keysFile = try fields.optional(.keysFile)
    logFile = try fields.optional(.logFile)
    logLevel = try fields.value(.logLevel, default: logLevel)
    recordFile = try fields.optional(.recordFile)
    historyFiles = try fields.value(.historyFiles, default: historyFiles)
    models = try fields.value(.models, default: models)
    venue = try fields.value(.venue, default: venue)
    clerk = try fields.value(.clerk, default: clerk)
    risk = try fields.value(.risk, default: risk)
    journal = try fields.value(.journal, default: journal)
    webhooks = try fields.value(.webhooks, default: webhooks)
    guard Set(webhooks.map(\.name)).count == webhooks.count else {
      throw SteelyardError(
        .invalidInput, "Two webhooks have one name.", remedy: "Give each a name of its own.")
    }
    alertDelivery = try fields.value(.alertDelivery, default: SnakeCased(alertDelivery)).value
    marginCalls = try fields.value(.marginCalls, default: SnakeCased(marginCalls)).value
    governance = try fields.value(.governance, default: SnakeCased(governance)).value
    liquidation = try fields.value(.liquidation, default: liquidation)
    strategies = try fields.value(.strategies, default: strategies)
    dashboard = try fields.value(.dashboard, default: dashboard)
  }

  /// The file of keys.
  public var keysPath: String { keysFile ?? dataDirectory + "/keys.json" }
}

/// Rules of the engine, whose fields are written in snake case in the file.
struct SnakeCased<Value: Codable & Sendable>: Decodable, Sendable {
  let value: Value

  init(_ value: Value) { self.value = value }

  init(from decoder: any Decoder) throws {
    value = try ConfigurationFile.snakeCased(
      try decoder.singleValueContainer().decode([String: ConfigurationValue].self),
      as: Value.self)
  }
}
