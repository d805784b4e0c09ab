import Foundation
import SteelyardContracts
import SteelyardFeeds
import Testing

/// Plays a venue by hand: answers a session's requests and sends it messages, against a clock of its own.
struct DeribitScript {
  static let start: Timestamp = Timestamp(milliseconds: 1_773_480_000_000)
  var session: DeribitFeedSession
  var time: Timestamp = DeribitScript.start
  private(set) var updates: [MarketUpdate] = []
  private(set) var problems: [SteelyardError] = []
  private(set) var sent: [String] = []
  private(set) var connection: FeedStep.Connection = .unchanged

  static let perpetual: String = """
    {"instrument_name":"BTC-PERPETUAL","kind":"future","base_currency":"BTC","quote_currency":"USD",\
    "settlement_currency":"BTC","price_index":"btc_usd","contract_size":10,"tick_size":0.5,\
    "tick_size_steps":[],"min_trade_amount":10,"is_active":true,"expiration_timestamp":32503708800000}
    """
  static let call: String = """
    {"instrument_name":"BTC-27MAR26-70000-C","kind":"option","price_index":"btc_usd",\
    "contract_size":1,"tick_size":0.0001,"tick_size_steps":[{"above_price":0.005,"tick_size":0.0005}],\
    "min_trade_amount":0.1,"is_active":true,"strike":70000,"option_type":"call"}
    """
  static let combo: String = """
    {"instrument_name":"BTC-CS-27MAR26-70000_75000","kind":"option_combo","price_index":"btc_usd",\
    "contract_size":1,"tick_size":0.0001,"min_trade_amount":0.1}
    """

  static let listed: [String] = [perpetual, call, combo]

  init(_ change: (inout DeribitFeedSettings) -> Void = { (_: inout DeribitFeedSettings) in }) throws
  {
    var settings = DeribitFeedSettings(currencies: [.btc])
    settings.requestSpacingMilliseconds = 0
    change(&settings)
    session = try DeribitFeedSession(settings: settings, seed: 1)
  }

  mutating func take(_ step: FeedStep) {
    updates += step.updates
    problems += step.problems
    sent += step.outgoing
    if step.connection != .unchanged { connection = step.connection }
  }

  mutating func start() { take(session.start(at: time)) }

  mutating func receive(_ text: String) { take(session.receive(Array(text.utf8), at: time)) }

  mutating func tick(after seconds: Double) {
    time = Timestamp(microseconds: time.microseconds + Int64(seconds * 1e6))
    take(session.tick(at: time))
  }

  /// Answers every request that was sent and not answered: instruments, subscriptions, anything else with `ok`.
  mutating func answerAll(
    instruments: [String] = DeribitScript.listed
  ) {
    for _ in 0..<50 {
      guard !sent.isEmpty else { return }
      let requests = sent
      sent = []
      for request in requests { answer(request, instruments) }
    }
  }

  mutating func takeSent() -> [String] {
    defer { sent = [] }
    return sent
  }

  mutating func takeUpdates() -> [MarketUpdate] {
    defer { updates = [] }
    return updates
  }

  mutating func answer(_ request: String, _ instruments: [String]) {
    guard let identifier = Self.identifier(of: request), identifier != 0 else { return }
    let result: String
    if request.contains("get_instruments") {
      result = "[\(instruments.joined(separator: ","))]"
    } else if request.contains("get_instrument\"") {
      result = instruments.last ?? "null"
    } else if let channels = request.range(of: "\"channels\":") {
      result = String(request[channels.upperBound...].dropLast(2))
    } else {
      result = "\"ok\""
    }
    receive(
      #"{"jsonrpc":"2.0","id":\#(identifier),"result":\#(result),"usDiff":5,"testnet":false}"#)
  }

  static func identifier(of request: String) -> Int? {
    request.split(separator: "\"id\":").last?.split(separator: ",").first.flatMap { Int($0) }
  }

  static func notification(_ channel: String, _ data: String) -> String {
    #"{"jsonrpc":"2.0","method":"subscription","params":{"channel":"\#(channel)","data":\#(data)}}"#
  }

  static func book(change: Int, previous: Int?, bids: String, asks: String = "[]") -> String {
    let type = previous == nil ? "snapshot" : "change"
    let before = previous.map { "\"prev_change_id\":\($0)," } ?? ""
    return notification(
      "book.BTC-PERPETUAL.100ms",
      #"{"type":"\#(type)","timestamp":1773480001000,"instrument_name":"BTC-PERPETUAL","#
        + #"\#(before)"change_id":\#(change),"bids":\#(bids),"asks":\#(asks)}"#)
  }

  static let ticker: String = notification(
    "ticker.BTC-27MAR26-70000-C.100ms",
    #"{"timestamp":1773480001234,"state":"open","stats":{"volume":12.5,"low":0.03,"high":0.05,"#
      + #""price_change":-1.0},"instrument_name":"BTC-27MAR26-70000-C","index_price":70010.5,"#
      + #""underlying_price":70100.25,"underlying_index":"BTC-27MAR26","mark_price":0.0401,"#
      + #""mark_iv":61.27,"bid_iv":60.1,"ask_iv":62.4,"best_bid_price":0.0395,"#
      + #""best_bid_amount":12.0,"best_ask_price":0.041,"best_ask_amount":3.5,"interest_rate":0.0,"#
      + #""open_interest":345.6,"estimated_delivery_price":70010.5,"last_price":null,"#
      + #""greeks":{"delta":0.5,"gamma":1e-5,"vega":40.1,"theta":-50.0,"rho":9.9}}"#)
}
