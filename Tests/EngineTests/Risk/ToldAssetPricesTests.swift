import SteelyardContracts
import SteelyardEngine
import SteelyardMarket
import Testing

@Suite("Prices of assets that accounts were evaluated at")
struct ToldAssetPricesTests {
  private func market(_ pricesUSD: [Currency: Double]) throws -> MarketSnapshot {
    var builder = MarketSnapshotBuilder(
      time: Timestamp(milliseconds: 0), limits: .init(ageSecondsMax: nil, aheadSecondsMax: 0))
    try builder.add(
      pricesUSD.sorted { $0.key < $1.key }.map {
        AssetPrice(asset: $0.key, priceUSD: $0.value, source: "test")
      })
    return try builder.build().snapshot
  }

  @Test("a price that is new has moved, one that stands still has not")
  func still() throws {
    var told = ToldAssetPrices()
    let market = try market([.usdc: 1, .btc: 70_000])
    #expect(told.moved(among: [.usdc, .btc], in: market, everything: false) == [.usdc, .btc])
    #expect(told.moved(among: [.usdc, .btc], in: market, everything: false).isEmpty)
  }

  @Test("a depeg touches holders though no underlying moved, and small steps add up")
  func depeg() throws {
    var told = ToldAssetPrices()
    _ = told.moved(among: [.usdc], in: try market([.usdc: 1]), everything: true)
    #expect(
      told.moved(among: [.usdc], in: try market([.usdc: 0.9996]), everything: false).isEmpty)
    #expect(
      told.moved(among: [.usdc], in: try market([.usdc: 0.9993]), everything: false) == [.usdc])
    // Measured from what was told last.
    #expect(
      told.moved(among: [.usdc], in: try market([.usdc: 0.9990]), everything: false).isEmpty)
  }

  @Test("a price that goes away has moved once")
  func gone() throws {
    var told = ToldAssetPrices()
    _ = told.moved(among: [.usdc], in: try market([.usdc: 1]), everything: true)
    let empty = try market([.btc: 70_000])
    #expect(told.moved(among: [.usdc], in: empty, everything: false) == [.usdc])
    #expect(told.moved(among: [.usdc], in: empty, everything: false).isEmpty)
  }
}
