public import SteelyardContracts

/// When accounts are warned, called and handed over; no number of it is a default.
///
/// The ratio is initial margin over the equity that counts for it. `In` enters a state, `out` is what
/// an account must come down to before it leaves it; between the two nothing changes.
public struct MarginCallRules: Sendable, Hashable {
  /// When an account below maintenance margin is handed over.
  public enum HandOverRule: String, Sendable, Hashable, Codable, CaseIterable {
    /// At once.
    case belowMaintenance = "below_maintenance"
    /// Not before the deadline of its call, or at once where its equity is below zero.
    case atDeadlineOrBankruptcy = "at_deadline_or_bankruptcy"
  }

  /// A ratio above this one warns.
  public let warningRatioIn: Double
  /// A warning ends at or below this ratio.
  public let warningRatioOut: Double
  /// A ratio above this one calls; at most 1, because initial margin is then no longer met.
  public let callRatioIn: Double
  /// A call is met at or below this ratio.
  public let callRatioOut: Double
  /// Seconds from a call to its deadline.
  public let deadlineSeconds: Int64
  /// Seconds from new parameters until a shortfall that comes of them alone may have an account closed.
  public let graceSeconds: Int64
  /// Least seconds between two notices to one account while nothing changes.
  public let noticeIntervalSeconds: Int64
  /// Seconds for which an account must have been better before its state is.
  public let calmSeconds: Int64
  /// Seconds for which an account is watched after its liquidation.
  public let recoverySeconds: Int64
  /// What happens below maintenance margin.
  public let handOver: HandOverRule

  /// Longest span of any rule: a hundred days, so that times never leave the calendar.
  public static let secondsMax: Int64 = 100 * 86_400

  /// Rules from their parts.
  ///
  /// - Throws: `invalidInput` unless 0 < warning out ≤ warning in ≤ call in ≤ 1, warning out ≤ call out
  ///   ≤ call in, and every span lies within 0 and `secondsMax`.
  public init(
    warningRatioIn: Double, warningRatioOut: Double, callRatioIn: Double, callRatioOut: Double,
    deadlineSeconds: Int64, graceSeconds: Int64, noticeIntervalSeconds: Int64, calmSeconds: Int64,
    recoverySeconds: Int64, handOver: HandOverRule
  ) throws(SteelyardError) {
    guard 0 < warningRatioOut, warningRatioOut <= warningRatioIn, warningRatioIn <= callRatioIn,
      callRatioIn <= 1, warningRatioOut <= callRatioOut, callRatioOut <= callRatioIn
    else {
      throw SteelyardError(
        .invalidInput,
        "Warning ratios \(warningRatioIn) in, \(warningRatioOut) out and call ratios \(callRatioIn) "
          + "in, \(callRatioOut) out are not in order.",
        remedy: "Choose 0 < warning out <= warning in <= call in <= 1 and warning out <= call out "
          + "<= call in.")
    }
    for (name, seconds) in [
      ("deadline", deadlineSeconds), ("grace", graceSeconds),
      ("notice interval", noticeIntervalSeconds), ("calm", calmSeconds),
      ("recovery", recoverySeconds),
    ] where !(0...MarginCallRules.secondsMax).contains(seconds) {
      throw SteelyardError(
        .invalidInput, "A \(name) of \(seconds) s is outside 0 and 100 days.",
        remedy: "Give seconds from 0 to \(MarginCallRules.secondsMax).")
    }
    self.warningRatioIn = warningRatioIn
    self.warningRatioOut = warningRatioOut
    self.callRatioIn = callRatioIn
    self.callRatioOut = callRatioOut
    self.deadlineSeconds = deadlineSeconds
    self.graceSeconds = graceSeconds
    self.noticeIntervalSeconds = noticeIntervalSeconds
    self.calmSeconds = calmSeconds
    self.recoverySeconds = recoverySeconds
    self.handOver = handOver
  }
}

extension MarginCallRules: Codable {
  private enum CodingKeys: String, CodingKey {
    case warningRatioIn, warningRatioOut, callRatioIn, callRatioOut, deadlineSeconds, graceSeconds
    case noticeIntervalSeconds, calmSeconds, recoverySeconds, handOver
  }

  /// Reads the parts and checks them as the initialiser does.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self = try MarginCallRules(
      warningRatioIn: try container.decode(Double.self, forKey: .warningRatioIn),
      warningRatioOut: try container.decode(Double.self, forKey: .warningRatioOut),
      callRatioIn: try container.decode(Double.self, forKey: .callRatioIn),
      callRatioOut: try container.decode(Double.self, forKey: .callRatioOut),
      deadlineSeconds: try container.decode(Int64.self, forKey: .deadlineSeconds),
      graceSeconds: try container.decode(Int64.self, forKey: .graceSeconds),
      noticeIntervalSeconds: try container.decode(Int64.self, forKey: .noticeIntervalSeconds),
      calmSeconds: try container.decode(Int64.self, forKey: .calmSeconds),
      recoverySeconds: try container.decode(Int64.self, forKey: .recoverySeconds),
      handOver: try container.decode(HandOverRule.self, forKey: .handOver))
  }

  /// The rules of the demonstration and of the sample configuration.
  ///
  /// Warned at 80 % (`HealthLevel.warningShare`), called where initial margin is not met, two hours to
  /// meet the call, a day of grace after new parameters.
  public static let sample: MarginCallRules = {
    guard
      let rules = try? MarginCallRules(
        warningRatioIn: 0.8, warningRatioOut: 0.75, callRatioIn: 1, callRatioOut: 0.95,
        deadlineSeconds: 2 * 3600, graceSeconds: 86_400, noticeIntervalSeconds: 900,
        calmSeconds: 30, recoverySeconds: 600, handOver: .belowMaintenance)
    else { preconditionFailure("The sample rules are in order.") }
    return rules
  }()
}
