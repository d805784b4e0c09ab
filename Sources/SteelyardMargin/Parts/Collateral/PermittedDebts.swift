public import SteelyardContracts

/// What may be owed.
public enum PermittedDebts: Sendable, Hashable {
  /// Any asset.
  case any
  /// These alone; an empty list for none.
  case only([Currency])

  /// Whether an asset may be owed.
  func allows(_ asset: Currency) -> Bool {
    switch self {
    case .any: true
    case .only(let assets): assets.contains(asset)
    }
  }
}

/// What a debt needs beyond its own value, as shares of it.
public struct DebtRates: Sendable, Hashable, Codable {
  /// Share for initial margin, >= `maintenance`.
  public let initial: Double
  /// Share for maintenance margin, >= 0.
  public let maintenance: Double

  /// Rates from their parts.
  public init(initial: Double, maintenance: Double) {
    self.initial = initial
    self.maintenance = maintenance
  }
}

extension PermittedDebts: Codable {
  private static let anyName = "any"

  /// Reads `"any"` or a list of assets.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let name = try? container.decode(String.self) {
      guard name == Self.anyName else {
        throw DecodingError.dataCorrupted(
          .init(
            codingPath: decoder.codingPath,
            debugDescription: "debts are \"\(Self.anyName)\" or a list of assets"))
      }
      self = .any
    } else {
      self = .only(try container.decode([Currency].self))
    }
  }

  /// Writes what `init(from:)` reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .any: try container.encode(Self.anyName)
    case .only(let assets): try container.encode(assets)
    }
  }
}
