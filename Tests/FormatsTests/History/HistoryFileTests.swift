import SteelyardContracts
import SteelyardFormats
import SteelyardMarket
import TestSupport
import Testing

@Suite("HistoryFile")
struct HistoryFileTests {
  private func read(
    _ text: String, name: String = "BTC.csv", naming: HistoryNaming = .ofFile
  ) throws(SteelyardError) -> HistoryFile {
    try HistoryFile.read(InputFile(name: name, bytes: Array(text.utf8)), naming: naming)
  }

  private func time(_ text: String) throws -> Timestamp { try Timestamp(parsing: text) }

  @Test("daily candles in long form: a series for each asset, venue and market, known a day later")
  func dailyCandles() throws {
    let file = try read(
      """
      date,symbol,venue,market,open,high,low,close,volume_base
      2023-01-01,ADA,one,perp,1,4,0.5,2,1e3
      2023-01-01,BTC,one,perp,10,40,5,20,
      2023-01-02,ADA,one,perp,2,5,1,3,2e3
      2023-01-02,ADA,two,perp,2,5,1,3,2e3
      """)
    #expect(file.form == .dailyCandles && file.problems.isEmpty && file.warnings.isEmpty)
    #expect(file.series.map { "\($0.source)" } == ["ADA one perp", "BTC one perp", "ADA two perp"])
    let first = file.series[0]
    #expect(first.times == [try time("2023-01-02"), try time("2023-01-03")])
    #expect(first.values == [2, 3] && first.interval == .daily && first.quantity == .price)
    #expect(first.columns[.high] == [4, 5] && first.columns[.volume] == [1000, 2000])
    #expect(try #require(file.series[1].columns[.volume])[0].isNaN)
  }

  @Test("closes in columns: an empty cell is no row, and names become codes")
  func wide() throws {
    let daily = try read("date,BTC,stETH\n2023-01-01,10,\n2023-01-02,,3\n")
    #expect(daily.form == .dailyCloses)
    #expect(daily.series.map(\.source.asset.code) == ["BTC", "STETH"])
    #expect(daily.series[0].times == [try time("2023-01-02")] && daily.series[0].values == [10])
    #expect(daily.series[1].times == [try time("2023-01-03")] && daily.series[1].values == [3])
    let hourly = try read(
      "timestamp_open_utc,BTC\n2023-01-01T00:00:00Z,1\n2023-01-01T01:00:00Z,2\n"
        + "2023-01-01T03:00:00Z,4\n", name: "hourly_close_binance_spot.csv")
    #expect(hourly.form == .closes && hourly.series[0].interval == .hourly)
    #expect(hourly.series[0].times.first == (try time("2023-01-01T01:00:00Z")))
    #expect("\(hourly.series[0].source)" == "BTC binance spot")
    let tokens = try read("hour_start_utc,WETH\n2023-01-01T00:00:00Z,1\n2023-01-01T01:00:00Z,2\n")
    #expect(tokens.form == .tokenPrices)
    #expect(tokens.series[0].times.first == (try time("2023-01-01")))
  }

  @Test("a volatility index is in percent and a basis in hundredths of a percent")
  func units() throws {
    let index = try read("date,dvol_btc_close_pct\n2022-11-09,114.7\n")
    #expect(index.form == .volatilityIndex && index.series[0].quantity == .volatilityIndex)
    expectClose(expected: 1.147, got: index.series[0].values[0], .relative(1e-15))
    #expect(index.series[0].times == [try time("2022-11-10")])
    let basis = try read(
      "timestamp_open_utc,BTC_basis_bps,ETH_basis_bps\n2023-01-01T00:00:00Z,-1.5,2\n"
        + "2023-01-01T01:00:00Z,1,\n")
    #expect(basis.form == .basis && basis.series.map(\.values.count) == [2, 1])
    expectClose(expected: -0.00015, got: basis.series[0].values[0], .relative(1e-15))
  }

  @Test(
    "candles of one asset: the coin by the caller, else by the file's name",
    arguments: [
      ("data/hourly_ohlcv_BTCUSD_2018.csv", nil as String?, "BTC"),
      ("binance_LUNAUSDT_1h.csv", nil, "LUNA"), ("XBTUSD.csv", nil, "BTC"),
      ("ETH-PERPETUAL.csv", nil, "ETH"), ("candles.csv", "SOL", "SOL"),
      ("BTC_and_ETH.csv", "ETH", "ETH"),
    ])
  func candles(name: String, stated: String?, expected: String) throws {
    let file = try read(
      "timestamp_open_utc,open,high,low,close,volume\n2022-04-01T00:00:00Z,1,2,0.5,1.5,10\n"
        + "2022-04-01T01:00:00Z,1,2,0.5,1.6,10\n", name: name,
      naming: HistoryNaming(
        asset: try stated.map { try Currency($0) }, venue: nil, market: nil, interval: nil))
    #expect(file.series[0].source.asset.code == expected)
    #expect(file.series[0].times[0].description == "2022-04-01T01:00:00Z")
    #expect(file.series[0].columns[.low] == [0.5, 0.5])
  }

  @Test("a file that nobody says the asset of", arguments: ["prices.csv", "BTC_and_ETH.csv", ""])
  func noAsset(name: String) {
    expectError(.invalidInput, ["which asset", "State the asset"]) { () throws(SteelyardError) in
      _ = try read("time,close\n2022-04-01,1\n2022-04-02,1\n", name: name)
    }
  }

  @Test("funding: eight hours, its own hours, and hourly with an index")
  func funding() throws {
    let eight = try read(
      "funding_time_utc,funding_rate_8h\n2019-09-10T08:00:00Z,0.0001\n",
      name: "binance_BTCUSDT_funding_8h.csv")
    #expect(eight.form == .fundingEightHours && "\(eight.series[0].source)" == "BTC binance")
    #expect(try FundingHistory(eight.series[0]).intervalSeconds == [28_800])
    let own = try read(
      "funding_time_utc,symbol,funding_interval_h,funding_rate\n2016-05-14T12:00:00Z,XBTUSD,24,"
        + "0.0006\n2016-05-15T12:00:00Z,XBTUSD,8,0.0005\n")
    #expect(own.series[0].source.asset == .btc)
    #expect(try FundingHistory(own.series[0]).intervalSeconds == [86_400, 28_800])
    let hourly = try read(
      "time_utc,index_price,interest_1h,interest_8h\n2019-04-30T10:00:00Z,5150.94,1e-5,-4e-4\n",
      name: "deribit_BTC_PERPETUAL.csv")
    #expect(hourly.series[0].values == [1e-5] && hourly.series[0].interval == .hourly)
    #expect(try FundingHistory(hourly.series[0]).indexPrices == [5150.94])
  }

  @Test("the general form: times in ISO 8601 or as integers since 1970, known at that time")
  func plain() throws {
    let file = try read(
      "time,close,asset,venue\n2024-01-01T00:00:00Z,1,BTC,x\n1704070800,2,BTC,x\n"
        + "1704074400000,3,BTC,x\n1704078000000000,4,BTC,x\n")
    #expect(file.form == .plain && file.series.count == 1 && file.series[0].interval == .hourly)
    #expect(file.series[0].times.first == (try time("2024-01-01")))
    #expect(file.series[0].times.last == (try time("2024-01-01T03:00:00Z")))
    let one = try read(
      "time,close\n2024-01-01,1\n",
      naming: HistoryNaming(asset: .eth, venue: "desk", market: "otc", interval: .daily))
    #expect("\(one.series[0].source)" == "ETH desk otc" && one.series[0].interval == .daily)
  }

  @Test("a bad row is left out and named with row, field and remedy; a bad cell only itself")
  func badRows() throws {
    let file = try read(
      "time,close\n2024-01-01,1\nyesterday,2\n2024-01-03,abc\n2024-01-04,\n,5\n2024-01-05,nan\n"
        + "2024-01-02,-6\n")
    #expect(file.series[0].values == [1, -6])
    let parts = [
      ["BTC.csv, row 3, field time", "yesterday"], ["row 6, field time", "missing"],
      ["row 4, field close", "abc"], ["row 5, field close", "missing"], ["row 7", "nan"],
    ]
    #expect(file.problems.count == parts.count)
    for (problem, parts) in zip(file.problems, parts) { expect(problem, .invalidInput, parts) }
    let wide = try read("date,BTC,ETH\n2024-01-01,x,7\n2024-01-02,8,9\n")
    #expect(wide.series.map(\.values) == [[8], [7, 9]] && wide.problems.count == 1)
  }

  @Test(
    "an unknown header is told the known forms",
    arguments: ["a,b\n1,2\n", "date,btc\n2024-01-01,1\n", "date\n2024-01-01\n", "time,open\n1,2\n"])
  func unknownHeader(text: String) {
    expectError(.invalidInput, ["row 1", "no known history", "date,BTC,ETH", "time,close"]) {
      () throws(SteelyardError) in _ = try read(text)
    }
  }

  @Test("what is no history at all")
  func refused() {
    expectError(.invalidInput, ["JSON"]) { () throws(SteelyardError) in _ = try read("{}") }
    expectError(.invalidInput, ["empty"]) { () throws(SteelyardError) in _ = try read("") }
    expectError(.invalidInput, ["No row"]) { () throws(SteelyardError) in
      _ = try read("date,BTC\nx,1\n")
    }
    expectError(.invalidInput, ["second time", "field stETH"]) { () throws(SteelyardError) in
      _ = try read("date,STETH,stETH\n2024-01-01,1,2\n")
    }
    expectError(.invalidInput, ["how far apart"]) { () throws(SteelyardError) in
      _ = try read("time,close\n2024-01-01,1\n")
    }
    let bad = "time,close\n" + String(repeating: "x,1\n", count: 1001)
    expectError(.invalidInput, ["row 1002"]) { () throws(SteelyardError) in _ = try read(bad) }
    let long = "time,close\n" + String(repeating: "\n", count: 2_000_001)
    expectError(.limitExceeded, ["more than 2000000"]) { () throws(SteelyardError) in
      _ = try read(long)
    }
  }

  @Test("a column that is not read is told")
  func unknownColumn() throws {
    let file = try read("time,close,trades\n2024-01-01,1,7\n2024-01-02,1,7\n")
    expect(file.warnings.first, .invalidInput, ["row 1, field trades", "not read"])
  }
}
