import SteelyardContracts
import SteelyardMarket

/// The prices of a board: one oracle and one memory a pair, out of what venues last said.
struct BoardPrices: Sendable {
  /// What is held of one pair.
  private struct Entry: Sendable {
    var sources: [OracleSource] = []
    var memory: OracleMemory?
    /// The last price that a snapshot told.
    var told: Double?
  }

  private let oracle: Oracle
  private let oracles: [PricePair: Oracle]
  private let pairsMax: Int
  private let venuesMax: Int
  private let moveMin: Double
  private var entries: [PricePair: Entry] = [:]

  /// - Throws: `invalidInput` where a rule can't be.
  init(
    _ rules: BoardRules, memories: [PricePair: OracleMemory]
  ) throws(SteelyardError) {
    oracle = try Oracle(rules: rules.oracle)
    var own: [PricePair: Oracle] = [:]
    for (pair, rules) in rules.oraclesOfPairs { own[pair] = try Oracle(rules: rules) }
    oracles = own
    pairsMax = rules.pairsMax
    venuesMax = rules.venuesMax
    moveMin = rules.significance.moveRelativeMin
    for (pair, memory) in memories { entries[pair] = Entry(memory: memory) }
  }

  /// What the oracles remember, by pair.
  var memories: [PricePair: OracleMemory] { entries.compactMapValues(\.memory) }

  /// Takes what a venue says; of two prices of one venue the later counts.
  ///
  /// - Returns: Whether it is far enough from what was last told to be worth a look.
  /// - Throws: `limitExceeded` beyond the board's limits; `invalidInput` for a name that is too long.
  mutating func take(_ price: SourcePrice, at time: Timestamp) throws(SteelyardError) -> Bool {
    guard (1...SourcePrice.venueLengthMax).contains(price.venue.utf8.count) else {
      throw SteelyardError(
        .invalidInput, "A venue of \(price.pair) has a name of \(price.venue.utf8.count) bytes.",
        remedy: "Name it with 1 to \(SourcePrice.venueLengthMax) bytes.")
    }
    if entries[price.pair] == nil, entries.count >= pairsMax {
      throw SteelyardError(
        .limitExceeded, "\(price.pair) is one pair more than the \(pairsMax) that are held.",
        remedy: "Raise pairsMax, or leave pairs out.")
    }
    let source = OracleSource(
      venue: price.venue, price: price.price, time: time, confidence: price.confidence)
    var entry = entries[price.pair] ?? Entry()
    // Sorted by venue, so that the oracle's own sort has nothing to do.
    let place = entry.sources.firstIndex { $0.venue >= price.venue } ?? entry.sources.count
    if place < entry.sources.count, entry.sources[place].venue == price.venue {
      guard time >= entry.sources[place].time else { return false }
      entry.sources[place] = source
    } else {
      guard entry.sources.count < venuesMax else {
        throw SteelyardError(
          .limitExceeded,
          "\(price.venue) is one venue of \(price.pair) more than the \(venuesMax) that are held.",
          remedy: "Raise venuesMax, or leave venues out.")
      }
      entry.sources.insert(source, at: place)
    }
    entries[price.pair] = entry
    guard let told = entry.told else { return true }
    return price.price != told && abs(price.price - told) >= moveMin * told
  }

  /// The price of every pair that has sources.
  ///
  /// - Parameter problems: Receives the pairs that have no price yet.
  mutating func evaluate(
    at time: Timestamp, _ problems: inout [SteelyardError]
  ) -> [PricePair: OraclePrice] {
    var prices: [PricePair: OraclePrice] = [:]
    for pair in entries.keys.sorted() {
      guard var entry = entries[pair], !entry.sources.isEmpty || entry.memory != nil else {
        continue
      }
      do throws(SteelyardError) {
        let price = try (oracles[pair] ?? oracle).price(
          of: entry.sources, at: time, memory: entry.memory)
        entry.memory = price.memory
        entry.told = price.price
        entries[pair] = entry
        prices[pair] = price
      } catch {
        problems.append(error.about(.instrument("\(pair)")))
      }
    }
    return prices
  }

  /// The prices of assets in US dollars: those of pairs with USD, and through a quote that has one.
  static func assetPrices(_ prices: [PricePair: OraclePrice]) -> [AssetPrice] {
    let ordered = prices.sorted { $0.key < $1.key }
    var assets: [Currency: AssetPrice] = [:]
    for (pair, price) in ordered where pair.quote == .usd {
      assets[pair.base] = AssetPrice(of: pair.base, oracle: price, source: "oracle of \(pair)")
    }
    for (pair, price) in ordered where pair.quote != .usd && assets[pair.base] == nil {
      guard let quote = assets[pair.quote] else { continue }
      let own = AssetPrice(of: pair.base, oracle: price, source: "oracle of \(pair)")
      assets[pair.base] = AssetPrice(
        asset: pair.base, priceUSD: own.priceUSD * quote.priceUSD,
        source: "\(own.source) times \(quote.source)",
        confidence: [own.confidence, quote.confidence].compactMap(\.self).min(),
        stablePriceUSD: price.stable.value * (quote.stablePriceUSD ?? quote.priceUSD))
    }
    return assets.values.sorted { $0.asset < $1.asset }
  }
}
