/// What nets between the positions of a position-by-position model.
public enum Netting: Sendable, Hashable {
  /// Nothing.
  case none
  /// The options of one expiry, where their largest possible loss is less than the sum of their
  /// requirements.
  case expiryMaxLoss(ExpiryMaxLoss)
}

/// The largest loss that the options of one expiry can settle at, as an upper bound of what they need.
///
/// max over settlement prices (0 and each strike held) of -min(payoff, 0), plus, where more calls are
/// sold than bought, these x forward x a rate, because their loss has no largest settlement price.
/// Premiums do not enter: what was paid is paid.
///
/// - Source: Derive's standard manager, "max loss margin"; see
///   `docs/margin-models/derive-standard.md`.
public struct ExpiryMaxLoss: Sendable, Hashable, Codable {
  /// Share of the forward for each call sold beyond those bought, for initial margin.
  public let unpairedInitial: Double
  /// The same for maintenance margin.
  public let unpairedMaintenance: Double

  /// A rule from its parts.
  public init(unpairedInitial: Double, unpairedMaintenance: Double) {
    self.unpairedInitial = unpairedInitial
    self.unpairedMaintenance = unpairedMaintenance
  }
}

extension Netting: Codable {
  private static let noneName = "none"
  private enum Key: String, CodingKey { case expiryMaxLoss }

  /// Reads `"none"` or `{"expiry_max_loss": {...}}`.
  public init(from decoder: any Decoder) throws {
    if let name = try? decoder.singleValueContainer().decode(String.self) {
      guard name == Self.noneName else {
        throw DecodingError.dataCorrupted(
          .init(
            codingPath: decoder.codingPath,
            debugDescription: "netting is \"\(Self.noneName)\" or {\"expiry_max_loss\": ...}"))
      }
      self = .none
      return
    }
    let container = try decoder.container(keyedBy: Key.self)
    self = .expiryMaxLoss(try container.decode(ExpiryMaxLoss.self, forKey: .expiryMaxLoss))
  }

  /// Writes what `init(from:)` reads.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .none:
      var container = encoder.singleValueContainer()
      try container.encode(Self.noneName)
    case .expiryMaxLoss(let rule):
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(rule, forKey: .expiryMaxLoss)
    }
  }
}
