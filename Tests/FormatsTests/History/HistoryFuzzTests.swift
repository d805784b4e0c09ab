import SteelyardContracts
import SteelyardFormats
import SteelyardMarket
import TestSupport
import Testing

@Suite("History readers on damaged input")
struct HistoryFuzzTests {
  static let seeds = [
    "date,symbol,venue,market,open,high,low,close,volume_base\n2023-01-01,ADA,one,perp,1,4,0.5,2,1e3\n2023-01-02,BTC,\"two\",,2,5,1,3,\n",
    "date,BTC,stETH\n2023-01-01,10,\n2023-01-02,,3\n",
    "timestamp_open_utc,BTC,ETH\n2023-01-01T00:00:00Z,1,2\n2023-01-01T01:00:00Z,2,3\n",
    "timestamp_open_utc,open,high,low,close,volume\n2022-04-01T00:00:00Z,1,2,0.5,1.5,10\n2022-04-01T01:00:00Z,1,2,0.5,1.6,10\n",
    "funding_time_utc,funding_rate_8h\n2019-09-10T08:00:00Z,0.0001\n",
    "funding_time_utc,symbol,funding_interval_h,funding_rate\n2016-05-14T12:00:00Z,XBTUSD,24,-6e-4\n2016-05-15T12:00:00Z,XBTUSD,8,0.0005\n",
    "time_utc,index_price,interest_1h,interest_8h\n2019-04-30T10:00:00Z,5150.94,1e-5,-4e-4\n",
    "date,dvol_btc_close_pct\n2022-11-09,114.7\n",
    "timestamp_open_utc,BTC_basis_bps\n2023-01-01T00:00:00Z,-1.5\n2023-01-01T01:00:00Z,1\n",
    "hour_start_utc,WETH\n2023-01-01T00:00:00Z,1\n2023-01-01T01:00:00Z,2\n",
    "time,close,asset,volume\n1704070800,2,BTC,1\n1704074400000,3,BTC,\n",
  ]

  @Test("every prefix and thousands of mutations end in a history or an error", arguments: seeds)
  func mutations(text: String) {
    let seed = UInt64(0x5EED_4400 + text.utf8.count)
    print("HistoryFuzzTests.mutations seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    let original = Array(text.utf8)
    for length in 0..<original.count { read(Array(original[..<length])) }
    for _ in 0..<3000 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...6, using: &generator) where !bytes.isEmpty {
        let position = Int.random(in: 0..<bytes.count, using: &generator)
        let interesting = Array("\",-+:TZ0123456789.eEinfnaBTC_ \n\r\u{0}".utf8)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes[position] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes[position] = interesting.randomElement(using: &generator) ?? 0
        case 2: bytes.remove(at: position)
        case 3: bytes.insert(interesting.randomElement(using: &generator) ?? 0, at: position)
        default:
          let end = Int.random(in: position...bytes.count, using: &generator)
          bytes.insert(contentsOf: bytes[position..<end], at: position)
        }
      }
      read(bytes)
    }
  }

  /// Reads and checks; whatever passes the check must make a history.
  private func read(_ bytes: [UInt8]) {
    do throws(SteelyardError) {
      let file = try HistoryFile.read(
        InputFile(name: "fuzz_BTC", bytes: bytes), naming: .ofFile)
      for error in file.problems + file.warnings where !error.description.hasPrefix("fuzz_BTC") {
        Issue.record("\(error)")
      }
      for rows in file.series {
        let check = try HistoryCheck(rows, rules: .standard(rows.quantity), peers: [])
        switch rows.quantity {
        case .price: _ = try PriceHistory(check.rows)
        case .fundingRate: _ = try FundingHistory(check.rows)
        case .volatilityIndex: _ = try VolatilityIndexHistory(check.rows)
        case .basis: _ = try BasisHistory(check.rows)
        }
      }
    } catch {
      if !error.description.hasPrefix("fuzz_BTC") || error.remedy.isEmpty {
        Issue.record("\(error)")
      }
    }
  }
}
