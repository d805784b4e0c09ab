extension AppliedCharge: Codable {
  private enum Key: String, CodingKey, CaseIterable {
    case appliesTo, rollShock, deltaShock, optionShare, netShortStrikes, offsettingFutures
    case grossFutures, heldBase, offsettingVega, depeg, oracle, liquidity, stated
  }

  /// Reads `{"appliesTo": "both", "rollShock": {...}}`: one charge under its name.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    appliesTo = try container.decode(AppliesTo.self, forKey: .appliesTo)
    let names = container.allKeys.filter { $0 != .appliesTo }
    guard names.count == 1, let name = names.first else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "a charge has exactly one of "
            + Key.allCases.dropFirst().map(\.rawValue).joined(separator: ", ")))
    }
    switch name {
    case .rollShock: charge = .rollShock(try container.decode(RollShock.self, forKey: name))
    case .deltaShock: charge = .deltaShock(try container.decode(DeltaShock.self, forKey: name))
    case .netShortStrikes:
      charge = .netShortStrikes(try container.decode(NetShortStrikes.self, forKey: name))
    case .optionShare: charge = .optionShare(rate: try container.decode(Double.self, forKey: name))
    case .offsettingFutures:
      charge = .offsettingFutures(rate: try container.decode(Double.self, forKey: name))
    case .grossFutures:
      charge = .grossFutures(rate: try container.decode(Double.self, forKey: name))
    case .heldBase:
      charge = .heldBase(rate: try container.decode(Double.self, forKey: name))
    case .offsettingVega:
      charge = .offsettingVega(rate: try container.decode(Double.self, forKey: name))
    case .depeg: charge = .depeg(try container.decode(DepegCharge.self, forKey: name))
    case .oracle: charge = .oracle(try container.decode(OracleCharge.self, forKey: name))
    case .liquidity:
      charge = .liquidity(try container.decode(LiquidityCharge.self, forKey: name))
    case .stated, .appliesTo:
      charge = .stated(name: try container.decode(String.self, forKey: .stated))
    }
  }

  /// Writes what `init(from:)` reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(appliesTo, forKey: .appliesTo)
    switch charge {
    case .rollShock(let rule): try container.encode(rule, forKey: .rollShock)
    case .deltaShock(let rule): try container.encode(rule, forKey: .deltaShock)
    case .netShortStrikes(let rule): try container.encode(rule, forKey: .netShortStrikes)
    case .optionShare(let rate): try container.encode(rate, forKey: .optionShare)
    case .offsettingFutures(let rate): try container.encode(rate, forKey: .offsettingFutures)
    case .grossFutures(let rate): try container.encode(rate, forKey: .grossFutures)
    case .heldBase(let rate): try container.encode(rate, forKey: .heldBase)
    case .offsettingVega(let rate): try container.encode(rate, forKey: .offsettingVega)
    case .depeg(let rule): try container.encode(rule, forKey: .depeg)
    case .oracle(let rule): try container.encode(rule, forKey: .oracle)
    case .liquidity(let rule): try container.encode(rule, forKey: .liquidity)
    case .stated(let name): try container.encode(name, forKey: .stated)
    }
  }
}
