public import SteelyardContracts

/// How often and how long a delivery is tried.
public struct AlertDeliveryRules: Sendable, Hashable {
  /// Wait after the first failure, in seconds, > 0.
  public let delaySecondsFirst: Double
  /// Longest wait, in seconds, ≥ the first.
  public let delaySecondsMax: Double
  /// Share of a wait that chance may take off, 0 to 1: many subscribers do not come back at once.
  public let jitterShare: Double
  /// How often a delivery is tried before it is given up; 1 to 100.
  public let attemptsMax: Int
  /// Seconds without an answer after which an attempt has failed, > 0.
  public let leaseSeconds: Double
  /// Most alerts that wait for one subscriber; the oldest are given up beyond it.
  public let waitingMax: Int

  /// Rules from their parts.
  ///
  /// - Throws: `invalidInput` for what is out of range.
  public init(
    delaySecondsFirst: Double, delaySecondsMax: Double, jitterShare: Double, attemptsMax: Int,
    leaseSeconds: Double, waitingMax: Int
  ) throws(SteelyardError) {
    guard delaySecondsFirst > 0, delaySecondsMax >= delaySecondsFirst, delaySecondsMax <= 86_400,
      (0...1).contains(jitterShare), (1...100).contains(attemptsMax), leaseSeconds > 0,
      leaseSeconds <= 3600, (1...1_000_000).contains(waitingMax)
    else {
      throw SteelyardError(
        .invalidInput, "The rules of delivering alerts are out of range.",
        remedy: "Choose 0 < first delay <= longest delay <= 86,400 s, a jitter of 0 to 1, 1 to 100 "
          + "attempts, a lease of up to 3,600 s and 1 to 1,000,000 waiting alerts.")
    }
    self.delaySecondsFirst = delaySecondsFirst
    self.delaySecondsMax = delaySecondsMax
    self.jitterShare = jitterShare
    self.attemptsMax = attemptsMax
    self.leaseSeconds = leaseSeconds
    self.waitingMax = waitingMax
  }

  /// The rules of the sample configuration: from 1 s to 10 min, doubling, 12 attempts: about 28 min.
  public static let sample: AlertDeliveryRules = {
    guard
      let rules = try? AlertDeliveryRules(
        delaySecondsFirst: 1, delaySecondsMax: 600, jitterShare: 0.5, attemptsMax: 12,
        leaseSeconds: 15, waitingMax: 10_000)
    else { preconditionFailure("The sample rules are in range.") }
    return rules
  }()

  /// Wait after a failed attempt, in seconds: doubles with every attempt up to the longest.
  ///
  /// - Parameters:
  ///   - attempt: The attempt that failed, from 1.
  ///   - unit: The chance, between 0 and 1.
  func delaySeconds(after attempt: Int, unit: Double) -> Double {
    // 2 to the power of 30 is beyond any ratio of the longest to the first delay that matters.
    let doubled = delaySecondsFirst * Double(UInt64(1) << UInt64(min(attempt - 1, 30)))
    return min(doubled, delaySecondsMax) * (1 - jitterShare * unit)
  }
}

extension AlertDeliveryRules: Codable {
  private enum CodingKeys: String, CodingKey {
    case delaySecondsFirst, delaySecondsMax, jitterShare, attemptsMax, leaseSeconds, waitingMax
  }

  /// Reads the parts and checks them as the initialiser does.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self = try AlertDeliveryRules(
      delaySecondsFirst: try container.decode(Double.self, forKey: .delaySecondsFirst),
      delaySecondsMax: try container.decode(Double.self, forKey: .delaySecondsMax),
      jitterShare: try container.decode(Double.self, forKey: .jitterShare),
      attemptsMax: try container.decode(Int.self, forKey: .attemptsMax),
      leaseSeconds: try container.decode(Double.self, forKey: .leaseSeconds),
      waitingMax: try container.decode(Int.self, forKey: .waitingMax))
  }
}
