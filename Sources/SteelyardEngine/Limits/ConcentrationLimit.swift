public import SteelyardContracts

/// Most size in one place; nil sets no limit.
public struct ConcentrationLimit: Sendable, Hashable {
  /// Where size is counted.
  public enum Scope: Sendable, Hashable {
    /// In every single instrument.
    case anyInstrument
    /// In the instrument of this description.
    case instrument(String)
    /// In everything on this coin, gross.
    case coin(Currency)
  }

  /// Where.
  public let scope: Scope
  /// Most absolute notional, in US dollars.
  public let notionalUSDMax: Double?
  /// Most of the open interest, 0 to 1; of a coin, of the open interest of everything on it.
  public let openInterestShareMax: Double?
  /// Most of the depth that closing would meet, as a multiple of it.
  public let depthShareMax: Double?

  /// A limit from its parts.
  ///
  /// - Throws: `invalidInput` for a negative or not finite number.
  public init(
    scope: Scope, notionalUSDMax: Double? = nil, openInterestShareMax: Double? = nil,
    depthShareMax: Double? = nil
  ) throws(SteelyardError) {
    try LimitCheck.amount(notionalUSDMax, "notional")
    try LimitCheck.amount(openInterestShareMax, "share of open interest")
    try LimitCheck.amount(depthShareMax, "share of depth")
    self.scope = scope
    self.notionalUSDMax = notionalUSDMax
    self.openInterestShareMax = openInterestShareMax
    self.depthShareMax = depthShareMax
  }
}

// The files write snake case, whose conversion knows no "USD".

extension ConcentrationLimit: Codable {
  private enum CodingKeys: String, CodingKey {
    case instrument, coin, openInterestShareMax, depthShareMax
    case notionalUSDMax = "notionalUsdMax"
  }

  /// Reads the parts and checks them as the initialiser does.
  ///
  /// `instrument` or `coin` names the scope; with neither it is every single instrument.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let instrument = try container.decodeIfPresent(String.self, forKey: .instrument)
    let coin = try container.decodeIfPresent(Currency.self, forKey: .coin)
    let scope: Scope
    switch (instrument, coin) {
    case (nil, nil): scope = .anyInstrument
    case (let name?, nil): scope = .instrument(name)
    case (nil, let coin?): scope = .coin(coin)
    case (.some, .some):
      throw DecodingError.dataCorruptedError(
        forKey: .coin, in: container,
        debugDescription: "a limit is about an instrument or a coin, not both")
    }
    self = try ConcentrationLimit(
      scope: scope,
      notionalUSDMax: try container.decodeIfPresent(Double.self, forKey: .notionalUSDMax),
      openInterestShareMax: try container.decodeIfPresent(
        Double.self, forKey: .openInterestShareMax),
      depthShareMax: try container.decodeIfPresent(Double.self, forKey: .depthShareMax))
  }

  /// Writes what `init(from:)` reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch scope {
    case .anyInstrument: break
    case .instrument(let name): try container.encode(name, forKey: .instrument)
    case .coin(let coin): try container.encode(coin, forKey: .coin)
    }
    try container.encodeIfPresent(notionalUSDMax, forKey: .notionalUSDMax)
    try container.encodeIfPresent(openInterestShareMax, forKey: .openInterestShareMax)
    try container.encodeIfPresent(depthShareMax, forKey: .depthShareMax)
  }
}
