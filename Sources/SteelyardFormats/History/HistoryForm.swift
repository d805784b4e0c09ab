/// The forms of history files that Steelyard reads, all of them CSV with a header.
public enum HistoryForm: String, Sendable, Hashable, CaseIterable {
  /// `date,symbol,venue,market,open,high,low,close,volume_base`: daily candles of many assets.
  case dailyCandles = "daily_candles"
  /// `date,BTC,ETH,...`: daily closes, a column an asset.
  case dailyCloses = "daily_closes"
  /// `timestamp_open_utc,BTC,ETH,...`: closes by the opening time of their candle.
  case closes
  /// `timestamp_open_utc,open,high,low,close,volume`: candles of one asset.
  case candles
  /// `funding_time_utc,funding_rate_8h`: funding of one perpetual, each rate for eight hours.
  case fundingEightHours = "funding_8h"
  /// `funding_time_utc,symbol,funding_interval_h,funding_rate`: funding with its own interval.
  case fundingIntervals = "funding_intervals"
  /// `time_utc,index_price,interest_1h,interest_8h`: hourly funding of one perpetual.
  case fundingHourly = "funding_hourly"
  /// `date,dvol_btc_close_pct`: daily closes of a volatility index, a column an asset.
  case volatilityIndex = "volatility_index"
  /// `timestamp_open_utc,BTC_basis_bps,...`: perpetual over spot, a column an asset.
  case basis
  /// `hour_start_utc,WETH,stETH,...`: prices near the start of the hour, a column a token.
  case tokenPrices = "token_prices"
  /// `time,close`, and perhaps more columns: the general form.
  case plain

  /// The header of this form, for people.
  var header: String {
    switch self {
    case .dailyCandles: "date,symbol,venue,market,open,high,low,close,volume_base"
    case .dailyCloses: "date,BTC,ETH,..."
    case .closes: "timestamp_open_utc,BTC,ETH,..."
    case .candles: "timestamp_open_utc,open,high,low,close,volume"
    case .fundingEightHours: "funding_time_utc,funding_rate_8h"
    case .fundingIntervals: "funding_time_utc,symbol,funding_interval_h,funding_rate"
    case .fundingHourly: "time_utc,index_price,interest_1h,interest_8h"
    case .volatilityIndex: "date,dvol_btc_close_pct"
    case .basis: "timestamp_open_utc,BTC_basis_bps,..."
    case .tokenPrices: "hour_start_utc,WETH,stETH,..."
    case .plain: "time,close[,asset,venue,market,open,high,low,volume]"
    }
  }

  /// The known forms, for messages.
  static let accepted =
    "Known headers: " + allCases.map(\.header).joined(separator: "; ")
    + ". Write time,close where none fits."

  /// The form that a header shows, or nil.
  static func recognised(_ header: [String]) -> HistoryForm? {
    let names = Set(header)
    func has(_ wanted: String...) -> Bool { wanted.allSatisfy(names.contains) }
    if has("time", "close") { return .plain }
    if has("date", "symbol", "close") { return .dailyCandles }
    if has("timestamp_open_utc", "close") { return .candles }
    if has("funding_time_utc", "funding_rate_8h") { return .fundingEightHours }
    if has("funding_time_utc", "funding_interval_h", "funding_rate") { return .fundingIntervals }
    if has("time_utc", "interest_1h") { return .fundingHourly }
    guard let first = header.first, header.count > 1 else { return nil }
    return WideLayout.layouts(keyedBy: first).first { layout in
      header.dropFirst().allSatisfy { layout.assetText($0) != nil }
    }?.form
  }
}
