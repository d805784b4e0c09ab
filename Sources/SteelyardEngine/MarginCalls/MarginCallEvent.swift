public import SteelyardContracts
public import SteelyardMargin

/// That something changed, or was said again, between an account and its margin: a fact for the journal.
///
/// It carries what the account is left in, so replay applies it and evaluates nothing.
public struct MarginCallEvent: EngineFact {
  /// What happened.
  public enum Kind: Sendable, Hashable {
    /// The state changed.
    case transition(from: MarginCallState.Name)
    /// A notice was repeated.
    case reminder
    /// The account was put on hold: nothing gets worse.
    case held
    /// The hold ended; a deadline was moved on by as long as it had stood still.
    case resumed
    /// A call that came of new parameters alone is one under the old ones, too.
    case causeChanged
  }

  /// Whose.
  public let account: AccountName
  /// When.
  public let time: Timestamp
  /// Number of the risk frame it stands on.
  public let frame: UInt64
  /// What happened.
  public let kind: Kind
  /// The state after it.
  public let state: MarginCallState
  /// The hold after it.
  public let hold: MarginCallHold?
  /// The frame's level.
  public let level: HealthLevel
  /// The frame's figures, in US dollars.
  public let figures: AccountFigures
  /// The ratios that were applied.
  public let thresholds: MarginCallThresholds

  init(
    account: AccountName, time: Timestamp, kind: Kind, state: MarginCallState,
    hold: MarginCallHold?, observation: MarginCallObservation, rules: MarginCallRules
  ) {
    self.account = account
    self.time = time
    frame = observation.frame
    self.kind = kind
    self.state = state
    self.hold = hold
    level = observation.level
    figures = observation.figures
    thresholds = MarginCallThresholds(rules)
  }

  /// Whether the account's owner is told something by it.
  public var isNotice: Bool {
    switch kind {
    case .transition, .reminder, .causeChanged: true
    case .held, .resumed: false
    }
  }

  /// US dollars of cash that would end the call, or the warning where none is open; 0 where money does
  /// not help or is not needed.
  public var cureUSD: Double {
    guard figures.isComplete else { return 0 }
    switch state {
    case .healthy: return 0
    case .warned: return figures.cashUSD(toReach: thresholds.warningOut)
    case .called, .handedOver, .inLiquidation, .recovering:
      return figures.cashUSD(toReach: thresholds.callOut)
    }
  }
}

/// The ratios that a margin-call event was decided on.
public struct MarginCallThresholds: EngineFact {
  /// A ratio above this one warns.
  public let warningIn: Double
  /// A warning ends at or below it.
  public let warningOut: Double
  /// A ratio above this one calls.
  public let callIn: Double
  /// A call is met at or below it.
  public let callOut: Double

  init(_ rules: MarginCallRules) {
    warningIn = rules.warningRatioIn
    warningOut = rules.warningRatioOut
    callIn = rules.callRatioIn
    callOut = rules.callRatioOut
  }

  /// Writes the four ratios.
  public func write(to writer: inout ByteWriter) {
    for ratio in [warningIn, warningOut, callIn, callOut] { writer.write(ratio) }
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    warningIn = try reader.readFinite()
    warningOut = try reader.readFinite()
    callIn = try reader.readFinite()
    callOut = try reader.readFinite()
  }
}
