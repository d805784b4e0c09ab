/// A signed holding of one instrument.
public struct Position: Sendable, Hashable, Codable {
  /// What is held.
  public let instrument: Instrument
  /// How much, in `Instrument.quantityCurrency`; negative for a short position.
  public let quantity: Amount
  /// The entry price, in `Instrument.priceCurrency`; nil where it is not known.
  public let averagePrice: Amount?

  /// A position from its parts.
  public init(instrument: Instrument, quantity: Amount, averagePrice: Amount? = nil) {
    self.instrument = instrument
    self.quantity = quantity
    self.averagePrice = averagePrice
  }
}

/// A balance of one asset; negative for a debt.
public struct AssetBalance: Sendable, Hashable, Codable {
  /// The asset.
  public let asset: Currency
  /// How much of it.
  public let amount: Amount

  /// A balance from its parts.
  public init(asset: Currency, amount: Amount) {
    self.asset = asset
    self.amount = amount
  }
}

/// Everything an account holds: positions and balances, each in the order given.
public struct Portfolio: Sendable, Hashable {
  /// Most positions accepted in one portfolio: about a hundred times the largest desk's book.
  public static let positionsMax = 1_000_000

  /// Positions, at most one an instrument.
  public let positions: [Position]
  /// Balances, at most one an asset.
  public let balances: [AssetBalance]

  /// A portfolio from its parts.
  ///
  /// - Throws: `invalidInput` where an instrument or asset stands twice, `limitExceeded` beyond
  ///   `positionsMax`.
  public init(positions: [Position], balances: [AssetBalance]) throws(SteelyardError) {
    guard positions.count <= Portfolio.positionsMax else {
      throw SteelyardError(
        .limitExceeded,
        "The portfolio has \(positions.count) positions, more than \(Portfolio.positionsMax).",
        remedy: "Split it.")
    }
    var instruments = Set<Instrument>(minimumCapacity: positions.count)
    for position in positions where !instruments.insert(position.instrument).inserted {
      throw SteelyardError(
        .invalidInput, "An instrument stands twice in the portfolio: \(position.instrument).",
        remedy: "Add the quantities up.")
    }
    // Most accounts have one asset, and the ledger makes a portfolio of each of many thousands at a time.
    var assets = Set<Currency>()
    for balance in balances where balances.count > 1 && !assets.insert(balance.asset).inserted {
      throw SteelyardError(
        .invalidInput, "The asset \(balance.asset) stands twice in the portfolio.",
        remedy: "Add the balances up.")
    }
    self.positions = positions
    self.balances = balances
  }
}

extension Portfolio: Codable {
  private enum CodingKeys: String, CodingKey { case positions, balances }

  /// Reads the lists and checks them as `init(positions:balances:)` does.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self = try Portfolio(
      positions: try container.decode([Position].self, forKey: .positions),
      balances: try container.decode([AssetBalance].self, forKey: .balances))
  }
}
