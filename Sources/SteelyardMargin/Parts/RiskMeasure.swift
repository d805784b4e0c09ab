/// A function of a bucket's scenario profit that says how much is at risk, one of a closed list.
///
/// Every measure is at least 0. Those with a level weigh scenarios by their weights.
public indirect enum RiskMeasure: Sendable, Hashable {
  /// The largest loss over all scenarios.
  case worstLoss
  /// The smallest loss that is exceeded with a weight of 1 - level at most; level in 0..<1.
  case valueAtRisk(level: Double)
  /// The mean of the worst losses of weight 1 - level, the last one counted in part; level in 0..<1.
  case expectedShortfall(level: Double)
  /// A sum of measures times weights.
  case mixture([Part])

  /// One measure of a mixture.
  public struct Part: Sendable, Hashable, Codable {
    /// What the measure is multiplied with, >= 0.
    public let weight: Double
    /// The measure.
    public let measure: RiskMeasure

    /// A part of a mixture.
    public init(weight: Double, measure: RiskMeasure) {
      self.weight = weight
      self.measure = measure
    }
  }

  /// Most measures of one mixture.
  static let partsMax = 16

  /// Whether every level and weight lies in its range; a mixture holds no mixtures.
  var isAdmissible: Bool {
    switch self {
    case .worstLoss: true
    case .valueAtRisk(let level), .expectedShortfall(let level): (0..<1).contains(level)
    case .mixture(let parts):
      (1...RiskMeasure.partsMax).contains(parts.count)
        && parts.allSatisfy { part in
          guard part.weight >= 0, part.weight.isFinite else { return false }
          if case .mixture = part.measure { return false }
          return part.measure.isAdmissible
        }
    }
  }
}

extension RiskMeasure: Codable {
  private enum Key: String, CodingKey { case valueAtRisk, expectedShortfall, mixture }
  private static let worstLossName = "worst_loss"

  /// Reads `"worst_loss"` or `{"expected_shortfall": 0.975}`: one measure under its name.
  public init(from decoder: any Decoder) throws {
    if let name = try? decoder.singleValueContainer().decode(String.self) {
      guard name == RiskMeasure.worstLossName else {
        throw DecodingError.dataCorrupted(
          .init(
            codingPath: decoder.codingPath,
            debugDescription:
              "\"\(name.prefix(40))\" is no measure: write worst_loss, or an object "
              + "with value_at_risk, expected_shortfall or mixture"))
      }
      self = .worstLoss
      return
    }
    let container = try decoder.container(keyedBy: Key.self)
    guard container.allKeys.count == 1, let name = container.allKeys.first else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription:
            "a measure has exactly one of value_at_risk, expected_shortfall, mixture"
        ))
    }
    switch name {
    case .valueAtRisk:
      self = .valueAtRisk(level: try container.decode(Double.self, forKey: name))
    case .expectedShortfall:
      self = .expectedShortfall(level: try container.decode(Double.self, forKey: name))
    case .mixture: self = .mixture(try container.decode([Part].self, forKey: name))
    }
  }

  /// Writes what `init(from:)` reads.
  public func encode(to encoder: any Encoder) throws {
    if self == .worstLoss {
      var container = encoder.singleValueContainer()
      try container.encode(RiskMeasure.worstLossName)
      return
    }
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .worstLoss: break
    case .valueAtRisk(let level): try container.encode(level, forKey: .valueAtRisk)
    case .expectedShortfall(let level): try container.encode(level, forKey: .expectedShortfall)
    case .mixture(let parts): try container.encode(parts, forKey: .mixture)
    }
  }
}
