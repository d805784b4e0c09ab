import Glibc
import SteelyardContracts
import SteelyardForecasts
import SteelyardFormats
import Testing

/// Recorded order books and trades, where they are at hand: as `SharedMarketDataTests`.
@Suite("Readers on recorded order books") struct SharedLiquidityDataTests {
  private func input(_ name: String) throws -> InputFile? {
    let path = "\(SharedMarketDataTests.directory)/liquidity/\(name)"
    guard access(path, R_OK) == 0 else {
      print("SKIPPED: no \(path); set STEELYARD_DATA")
      return nil
    }
    return try InputFile(path: path)
  }

  private func rows(_ input: InputFile) -> Int {
    input.bytes.count { $0 == UInt8(ascii: "\n") } - 1
  }

  @Test("every row of the trades, bands and ladders is used")
  func everyRow() throws {
    if let input = try input("binance_trades_20240808T2354_2400.csv") {
      let file = try TradeTapeFile.read(input)
      #expect(file.problems.isEmpty, "\(file.problems.first?.description ?? "")")
      #expect(file.trades.values.reduce(0) { $0 + $1.count } == rows(input))
    }
    if let input = try input("binance_depth_bands_10s_20240808.csv") {
      let file = try DepthBandFile.read(input)
      #expect(file.problems.isEmpty, "\(file.problems.first?.description ?? "")")
      let bands = file.samples.values.flatMap { $0 }.reduce(0) { $0 + $1.bands.count }
      #expect(bands == rows(input))
    }
    for name in ["binance_l2_top20_10s_20240808.csv", "binance_l2_full_snapshot_20240808T2359.csv"]
    {
      guard let input = try input(name) else { continue }
      let file = try BookLadderFile.read(input)
      #expect(file.problems.isEmpty, "\(file.problems.first?.description ?? "")")
      let levels = file.ladders.values.flatMap { $0 }.reduce(0) {
        $0 + $1.bids.count + $1.asks.count
      }
      #expect(levels == rows(input))
    }
  }

  @Test("depth counted from the ladders is what the bands state")
  func bandsAgree() throws {
    guard let ladderInput = try input("binance_l2_full_snapshot_20240808T2359.csv"),
      let bandInput = try input("binance_depth_bands_10s_20240808.csv")
    else { return }
    let ladders = try BookLadderFile.read(ladderInput).ladders
    let samples = try DepthBandFile.read(bandInput).samples
    var compared = 0
    for (book, ladder) in ladders {
      for sample in samples[book] ?? [] where sample.time == ladder[0].time {
        for band in sample.bands {
          let depth = ladder[0].depth(within: band.band)
          #expect(abs(depth.bidQuantity - band.bidQuantity) <= 1e-3 * band.bidQuantity, "\(book)")
          #expect(abs(depth.askQuantity - band.askQuantity) <= 1e-3 * band.askQuantity, "\(book)")
          compared += 1
        }
      }
    }
    print("SharedLiquidityDataTests.bandsAgree compared \(compared) bands")
    #expect(compared > 0)
  }
}
