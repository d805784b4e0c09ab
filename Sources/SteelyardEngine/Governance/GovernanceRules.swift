public import SteelyardContracts

/// How parameters may be changed; no number of it is a default.
public struct GovernanceRules: Sendable, Hashable {
  /// How many principals other than the proposer must approve; at least two.
  public let approvalsNeeded: Int
  /// A change that lets any account, or all together, off more than this share of a requirement is
  /// loosening; 0 to 1.
  public let looseningShareMin: Double
  /// Least seconds from the last approval of a loosening change until it comes into force.
  public let looseningDelaySeconds: Int64
  /// Least seconds from the last approval of any change until it comes into force: the notice.
  public let noticeSeconds: Int64
  /// Length of the window over which loosening is limited, in seconds.
  public let epochSeconds: Int64
  /// Most that the changes of any such window may let off together, as a sum of shares; 0 to 1.
  public let looseningSharePerEpochMax: Double
  /// Seconds after which a proposal that is not approved expires.
  public let proposalLifeSeconds: Int64
  /// Seconds for which a version may be rolled back after it came into force.
  public let rollbackWindowSeconds: Int64

  /// Longest span of any rule: a year.
  public static let secondsMax: Int64 = 365 * 86_400
  /// Most approvals that a rule may ask for.
  public static let approvalsMax = 16

  /// Rules from their parts.
  ///
  /// - Throws: `invalidInput` for less than two approvals, shares outside 0 and 1, a loosening delay
  ///   shorter than the notice, and spans outside 0 and a year.
  public init(
    approvalsNeeded: Int, looseningShareMin: Double, looseningDelaySeconds: Int64,
    noticeSeconds: Int64, epochSeconds: Int64, looseningSharePerEpochMax: Double,
    proposalLifeSeconds: Int64, rollbackWindowSeconds: Int64
  ) throws(SteelyardError) {
    guard (2...GovernanceRules.approvalsMax).contains(approvalsNeeded) else {
      throw SteelyardError(
        .invalidInput, "\(approvalsNeeded) approvals are asked for.",
        remedy: "Ask for 2 to \(GovernanceRules.approvalsMax) approvals.")
    }
    guard (0...1).contains(looseningShareMin), (0...1).contains(looseningSharePerEpochMax) else {
      throw SteelyardError(
        .invalidInput,
        "Loosening shares of \(looseningShareMin) and \(looseningSharePerEpochMax) are outside 0 and 1.",
        remedy: "Give shares such as 0.01 for 1 %.")
    }
    for (name, seconds) in [
      ("loosening delay", looseningDelaySeconds), ("notice", noticeSeconds),
      ("epoch", epochSeconds), ("proposal's life", proposalLifeSeconds),
      ("rollback window", rollbackWindowSeconds),
    ] where !(0...GovernanceRules.secondsMax).contains(seconds) {
      throw SteelyardError(
        .invalidInput, "A \(name) of \(seconds) s is outside 0 and a year.",
        remedy: "Give seconds from 0 to \(GovernanceRules.secondsMax).")
    }
    guard looseningDelaySeconds >= noticeSeconds else {
      throw SteelyardError(
        .invalidInput,
        "Loosening waits \(looseningDelaySeconds) s, less than the notice of \(noticeSeconds) s.",
        remedy: "Let loosening wait at least as long as any other change.")
    }
    self.approvalsNeeded = approvalsNeeded
    self.looseningShareMin = looseningShareMin
    self.looseningDelaySeconds = looseningDelaySeconds
    self.noticeSeconds = noticeSeconds
    self.epochSeconds = epochSeconds
    self.looseningSharePerEpochMax = looseningSharePerEpochMax
    self.proposalLifeSeconds = proposalLifeSeconds
    self.rollbackWindowSeconds = rollbackWindowSeconds
  }

  /// The rules of the demonstration and of the sample configuration.
  ///
  /// Two approvals; a day of notice; loosening by more than 1 % waits three days, and at most 10 % may
  /// be let off within any seven days; proposals live three days; a version may be rolled back for a day.
  public static let sample: GovernanceRules = {
    guard
      let rules = try? GovernanceRules(
        approvalsNeeded: 2, looseningShareMin: 0.01, looseningDelaySeconds: 3 * 86_400,
        noticeSeconds: 86_400, epochSeconds: 7 * 86_400, looseningSharePerEpochMax: 0.1,
        proposalLifeSeconds: 3 * 86_400, rollbackWindowSeconds: 86_400)
    else { preconditionFailure("The sample rules are in order.") }
    return rules
  }()
}

extension GovernanceRules: Codable {
  private enum CodingKeys: String, CodingKey {
    case approvalsNeeded, looseningShareMin, looseningDelaySeconds, noticeSeconds, epochSeconds
    case looseningSharePerEpochMax, proposalLifeSeconds, rollbackWindowSeconds
  }

  /// Reads the parts and checks them as the initialiser does.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self = try GovernanceRules(
      approvalsNeeded: try container.decode(Int.self, forKey: .approvalsNeeded),
      looseningShareMin: try container.decode(Double.self, forKey: .looseningShareMin),
      looseningDelaySeconds: try container.decode(Int64.self, forKey: .looseningDelaySeconds),
      noticeSeconds: try container.decode(Int64.self, forKey: .noticeSeconds),
      epochSeconds: try container.decode(Int64.self, forKey: .epochSeconds),
      looseningSharePerEpochMax: try container.decode(
        Double.self, forKey: .looseningSharePerEpochMax),
      proposalLifeSeconds: try container.decode(Int64.self, forKey: .proposalLifeSeconds),
      rollbackWindowSeconds: try container.decode(Int64.self, forKey: .rollbackWindowSeconds))
  }
}
