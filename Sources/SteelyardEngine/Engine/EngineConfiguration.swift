public import SteelyardFeeds
public import SteelyardLedger
public import SteelyardPricing

/// How an engine is set up.
public struct EngineConfiguration: Sendable {
  /// The margin model of each margin mode, by name.
  public let models: [MarginMode: String]
  /// What it goes by.
  public let rules: EngineRules
  /// What its market board takes.
  public let board: BoardRules
  /// How its risk loop works.
  public let risk: RiskSettings
  /// The kernels that frames are made with.
  public let level: KernelLevel
  /// Commands that may wait for the writer.
  public let waitingMax: Int
  /// Records kept in memory for streams.
  public let recordsKept: Int
  /// Records after which a snapshot of the state is kept, so that a start replays no more than these.
  public let snapshotInterval: Int64
  /// Memory for the scenario rows of accounts that were asked about last, in bytes.
  public let standingBytesMax: Int

  /// `standingBytesMax` where nothing is said.
  public static let standingBytesStandard = 1 << 26

  /// A configuration from its parts.
  public init(
    models: [MarginMode: String], rules: EngineRules, board: BoardRules, risk: RiskSettings,
    level: KernelLevel, waitingMax: Int = 100_000, recordsKept: Int = 100_000,
    snapshotInterval: Int64 = 100_000,
    standingBytesMax: Int = EngineConfiguration.standingBytesStandard
  ) {
    self.models = models
    self.rules = rules
    self.board = board
    self.risk = risk
    self.level = level
    self.waitingMax = waitingMax
    self.recordsKept = recordsKept
    self.snapshotInterval = snapshotInterval
    self.standingBytesMax = standingBytesMax
  }
}
