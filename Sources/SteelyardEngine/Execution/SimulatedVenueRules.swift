public import SteelyardContracts

/// How a simulated venue behaves.
public struct SimulatedVenueRules: Sendable, Hashable {
  /// Shortest way of a message in one direction, in seconds, ≥ 0.
  public let latencySecondsMin: Double
  /// Longest way of a message in one direction, in seconds.
  public let latencySecondsMax: Double
  /// Share of orders that it refuses for no reason of theirs, 0 to 1.
  public let rejectShare: Double
  /// Share of instructions whose answer does not come in time, 0 to 1.
  public let timeoutShare: Double
  /// Share of those that never arrive, 0 to 1; the others arrive late.
  public let lostShare: Double
  /// Seconds without an answer after which an instruction is reported overdue, > twice the longest way.
  public let overdueSeconds: Double
  /// Seconds after which a late instruction arrives, or a lost one is found to be lost.
  public let lateSeconds: Double

  /// Longest span of any rule: an hour.
  public static let secondsMax = 3600.0

  /// Rules from their parts.
  ///
  /// - Throws: `invalidInput` for what is out of range, or out of the order of the spans.
  public init(
    latencySecondsMin: Double, latencySecondsMax: Double, rejectShare: Double,
    timeoutShare: Double, lostShare: Double, overdueSeconds: Double, lateSeconds: Double
  ) throws(SteelyardError) {
    guard 0 <= latencySecondsMin, latencySecondsMin <= latencySecondsMax,
      2 * latencySecondsMax < overdueSeconds, overdueSeconds < lateSeconds,
      lateSeconds <= Self.secondsMax, (0...1).contains(rejectShare), (0...1).contains(timeoutShare),
      (0...1).contains(lostShare)
    else {
      throw SteelyardError(
        .invalidInput, "The rules of a simulated venue are out of range.",
        remedy: "Choose 0 <= shortest <= longest way, twice that < overdue < late <= 3,600 s, and "
          + "shares of 0 to 1.")
    }
    self.latencySecondsMin = latencySecondsMin
    self.latencySecondsMax = latencySecondsMax
    self.rejectShare = rejectShare
    self.timeoutShare = timeoutShare
    self.lostShare = lostShare
    self.overdueSeconds = overdueSeconds
    self.lateSeconds = lateSeconds
  }

  /// A venue that answers at once and never fails.
  public static let immediate: SimulatedVenueRules = {
    guard
      let rules = try? SimulatedVenueRules(
        latencySecondsMin: 0, latencySecondsMax: 0, rejectShare: 0, timeoutShare: 0, lostShare: 0,
        overdueSeconds: 5, lateSeconds: 30)
    else { preconditionFailure("The rules are in range.") }
    return rules
  }()

  /// The rules of the demonstration: 2 to 20 ms each way, one in a thousand refused or overdue.
  public static let sample: SimulatedVenueRules = {
    guard
      let rules = try? SimulatedVenueRules(
        latencySecondsMin: 0.002, latencySecondsMax: 0.02, rejectShare: 0.001,
        timeoutShare: 0.001, lostShare: 0.5, overdueSeconds: 5, lateSeconds: 30)
    else { preconditionFailure("The rules are in range.") }
    return rules
  }()
}

extension SimulatedVenueRules: Codable {
  private enum CodingKeys: String, CodingKey {
    case latencySecondsMin, latencySecondsMax, rejectShare, timeoutShare, lostShare
    case overdueSeconds, lateSeconds
  }

  /// Reads the parts and checks them as the initialiser does.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self = try SimulatedVenueRules(
      latencySecondsMin: try container.decode(Double.self, forKey: .latencySecondsMin),
      latencySecondsMax: try container.decode(Double.self, forKey: .latencySecondsMax),
      rejectShare: try container.decode(Double.self, forKey: .rejectShare),
      timeoutShare: try container.decode(Double.self, forKey: .timeoutShare),
      lostShare: try container.decode(Double.self, forKey: .lostShare),
      overdueSeconds: try container.decode(Double.self, forKey: .overdueSeconds),
      lateSeconds: try container.decode(Double.self, forKey: .lateSeconds))
  }
}
