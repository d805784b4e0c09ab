import SteelyardContracts
import SteelyardEngine

/// What strategies with a mandate trade with, and remember.
public struct StrategyConfiguration: Sendable, Decodable {
  /// A coin that is traded for USDC beside its contracts.
  public struct Spot: Sendable, Decodable {
    /// Its code.
    public var coin: String
    /// The step of its price.
    public var tick: String
    /// The step of its quantity.
    public var lot: String

    /// A coin by its code and steps.
    public init(coin: String, tick: String, lot: String) {
      self.coin = coin
      self.tick = tick
      self.lot = lot
    }

    private enum CodingKeys: String, CodingKey, CaseIterable { case coin, tick, lot }

    /// Reads an entry.
    ///
    /// - Throws: `invalidInput` for an unknown field, or a missing one.
    public init(from decoder: any Decoder) throws {
      let fields = try ConfigurationFields<CodingKeys>(decoder)
      coin = try fields.required(.coin)
      tick = try fields.required(.tick)
      lot = try fields.required(.lot)
    }
  }

  /// Coins that are listed for spot trading, at the oracle's price with a spread: for strategies that hold them.
  public var spot: [Spot] = []
  /// Whether what strategies see is kept in the data directory, so that their look-backs outlive a restart.
  public var keepsPast = true

  /// No coins; the past is kept.
  public init() {}

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case spot
    case keepsPast = "keeps_past"
  }

  /// Reads the section.
  ///
  /// - Throws: `invalidInput` for what can't be.
  public init(from decoder: any Decoder) throws {
    let fields = try ConfigurationFields<CodingKeys>(decoder)
    spot = try fields.value(.spot, default: spot)
    keepsPast = try fields.value(.keepsPast, default: keepsPast)
  }

  /// The coins with their terms.
  ///
  /// - Throws: `invalidInput` for a code or a step that can't be, or a coin named twice.
  func spotCoins() throws(SteelyardError) -> [SpotMarket.Coin] {
    var coins: [SpotMarket.Coin] = []
    for entry in spot {
      let coin = try Currency(entry.coin)
      guard let tick = Amount(entry.tick), let lot = Amount(entry.lot), tick > .zero, lot > .zero,
        !coins.contains(where: { $0.instrument.underlying.base == coin })
      else {
        throw SteelyardError(
          .invalidInput,
          "\"strategies.spot\" has \(entry.coin) with tick \(entry.tick) and lot \(entry.lot).",
          remedy: "Name each coin once, with a tick and a lot above 0 as strings.")
      }
      coins.append(
        SpotMarket.Coin(
          instrument: try Instrument(
            Underlying(base: coin, quote: .usdc, settlement: .usdc), .spot), tick: tick, lot: lot))
    }
    return coins
  }

  /// Where the past is kept; nil for nowhere.
  ///
  /// - Throws: `unavailable` where the file can't be opened.
  func archive(
    in directory: String, _ log: Log
  ) throws(SteelyardError) -> (any PastArchive)? {
    keepsPast ? try PastFile(path: directory + "/strategy-past.csv", log: log) : nil
  }
}
