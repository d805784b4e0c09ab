public import SteelyardContracts
import SteelyardFormats
public import SteelyardMarket

/// A small market of the tests' own: rows by Deribit's names, built into a snapshot.
public struct SampleMarket: Sendable {
  /// The instant of every row.
  public let time: Timestamp
  private var rows: [InstrumentObservation] = []
  private var prices: [AssetPrice] = []

  /// A market without rows.
  public init(time: Timestamp) { self.time = time }

  /// An instrument by Deribit's name for it.
  public static func instrument(_ name: String) throws(SteelyardError) -> Instrument {
    try InstrumentNaming.deribit.instrument(named: name)
  }

  /// Adds a future or perpetual with its mark, and the index, in quote currency.
  public mutating func add(
    future name: String, mark: Double, index: Double
  ) throws(SteelyardError) {
    var row = try row(name)
    row.markPrice = mark
    row.indexPrice = index
    rows.append(row)
  }

  /// Adds an option with its mark volatility (decimal), the forward it is priced on, and the index.
  public mutating func add(
    option name: String, volatility: Double?, forward: Double, index: Double, mark: Double? = nil
  ) throws(SteelyardError) {
    var row = try row(name)
    row.markVolatility = volatility
    row.markPrice = mark
    row.underlyingPrice = forward
    row.underlyingPriceSource = .synthetic("SYN")
    row.indexPrice = index
    rows.append(row)
  }

  /// Adds the price of an asset in US dollars.
  public mutating func add(asset: Currency, priceUSD: Double) {
    prices.append(AssetPrice(asset: asset, priceUSD: priceUSD, source: "test"))
  }

  /// The snapshot of the rows.
  public func snapshot() throws(SteelyardError) -> MarketSnapshot {
    var builder = MarketSnapshotBuilder(
      time: time, limits: .init(ageSecondsMax: nil, aheadSecondsMax: 0))
    try builder.add(rows)
    try builder.add(prices)
    return try builder.build().snapshot
  }

  private func row(_ name: String) throws(SteelyardError) -> InstrumentObservation {
    InstrumentObservation(
      instrument: try SampleMarket.instrument(name), time: time,
      origin: .init(file: "sample", row: rows.count + 1))
  }
}
