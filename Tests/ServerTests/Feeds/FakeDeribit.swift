import SteelyardContracts
import SteelyardFormats
import SteelyardServer
import Synchronization

/// A venue with one perpetual that says what Deribit says, and goes wrong on command.
final class FakeDeribit: Sendable {
  private struct State {
    var sockets: [WebSocket] = []
    var change: Int64 = 100
    var best = 70_000.0
    var refused: Set<String> = []
    var requests: [String] = []
    var isSilent = false
  }

  static let book = "book.BTC-PERPETUAL.100ms"
  static let ticker = "ticker.BTC-PERPETUAL.100ms"
  private let state = Mutex(State())

  /// Channels without which a request must do.
  func refuse(_ channels: Set<String>) { state.withLock { $0.refused = channels } }
  /// From here on nothing is answered or told.
  func fallSilent() { state.withLock { $0.isSilent = true } }
  func speakAgain() { state.withLock { $0.isSilent = false } }
  /// The methods that were called.
  var requests: [String] { state.withLock { $0.requests } }
  /// The best bid as the venue has it.
  var best: Double { state.withLock { $0.best } }

  var router: Router {
    Router(
      webSockets: [
        WebSocketEndpoint("/ws/api/v2", access: .open) { [self] _ in FakeSession(venue: self) }
      ])
  }

  /// Moves the best bid and tells it; the change before it can be kept back.
  func move(to price: Double, dropping isDropped: Bool = false) {
    let (old, number) = state.withLock { state in
      if isDropped { state.change += 1 }
      state.change += 1
      defer { state.best = price }
      return (state.best, state.change)
    }
    tell(
      FakeDeribit.book,
      #"{"type":"change","timestamp":\#(FakeDeribit.now),"instrument_name":"BTC-PERPETUAL","change_id":\#(number),"prev_change_id":\#(number - 1),"bids":[["delete",\#(old),0],["new",\#(price),10]],"asks":[]}"#
    )
  }

  func tellTicker(mark: Double) {
    tell(
      FakeDeribit.ticker,
      #"{"timestamp":\#(FakeDeribit.now),"state":"open","instrument_name":"BTC-PERPETUAL","mark_price":\#(mark),"best_bid_price":\#(mark - 1),"best_bid_amount":10,"best_ask_price":\#(mark + 1),"best_ask_amount":10,"index_price":\#(mark),"current_funding":0.0}"#
    )
  }

  func send(_ text: String) {
    for socket in state.withLock({ $0.isSilent ? [] : $0.sockets }) {
      socket.send(WebSocketFrame(text: text))
    }
  }

  func closeAll() {
    for socket in state.withLock({ $0.sockets }) { socket.close(WebSocketClose(1001, "restart")) }
  }

  fileprivate func joined(_ socket: WebSocket) { state.withLock { $0.sockets.append(socket) } }
  fileprivate func left(_ socket: WebSocket) {
    state.withLock { $0.sockets.removeAll { $0 == socket } }
  }

  fileprivate func answer(_ text: String, _ socket: WebSocket) throws {
    let call = try JSONDocument(InputFile(name: "call", bytes: Array(text.utf8))).root
    let number = try call.required("id").integer()
    let method = try call.required("method").string()
    let isSilent = state.withLock { state in
      state.requests.append(method)
      return state.isSilent
    }
    guard !isSilent else { return }
    func send(_ text: String) { socket.send(WebSocketFrame(text: text)) }
    switch method {
    case "public/get_instruments":
      send(
        #"{"jsonrpc":"2.0","id":\#(number),"result":[{"instrument_name":"BTC-PERPETUAL","kind":"future","base_currency":"BTC","quote_currency":"USD","settlement_currency":"BTC","settlement_period":"perpetual","expiration_timestamp":32503708800000,"is_active":true,"tick_size":0.5,"contract_size":10,"min_trade_amount":10,"price_index":"btc_usd"}]}"#
      )
    case "public/subscribe":
      let channels = try call.required("params").required("channels").elements().map {
        try $0.string()
      }
      guard state.withLock({ $0.refused.isDisjoint(with: channels) }) else {
        return send(
          #"{"jsonrpc":"2.0","id":\#(number),"error":{"code":11050,"message":"bad_request"}}"#)
      }
      let list = channels.map { "\"\($0)\"" }.joined(separator: ",")
      send(#"{"jsonrpc":"2.0","id":\#(number),"result":[\#(list)]}"#)
      if channels.contains(FakeDeribit.book) {
        let (change, best) = state.withLock { ($0.change, $0.best) }
        send(
          FakeDeribit.notification(
            FakeDeribit.book,
            #"{"type":"snapshot","timestamp":\#(FakeDeribit.now),"instrument_name":"BTC-PERPETUAL","change_id":\#(change),"bids":[["new",\#(best),10]],"asks":[["new",90000,10]]}"#
          ))
      }
    case "public/unsubscribe":
      send(#"{"jsonrpc":"2.0","id":\#(number),"result":[]}"#)
    default: send(#"{"jsonrpc":"2.0","id":\#(number),"result":"ok"}"#)
    }
  }

  private func tell(_ channel: String, _ data: String) {
    send(FakeDeribit.notification(channel, data))
  }

  private static func notification(_ channel: String, _ data: String) -> String {
    #"{"jsonrpc":"2.0","method":"subscription","params":{"channel":"\#(channel)","data":\#(data)}}"#
  }

  private static var now: Int64 { WallClock.now.microseconds / 1000 }
}

private final class FakeSession: WebSocketSession {
  private let venue: FakeDeribit
  init(venue: FakeDeribit) { self.venue = venue }
  func opened(_ socket: WebSocket) { venue.joined(socket) }
  func received(_ message: WebSocketMessage, on socket: WebSocket) {
    guard case .text(let text) = message else { return }
    do { try venue.answer(text, socket) } catch { socket.close(WebSocketClose(1008, "\(error)")) }
  }
  func closed(_ close: WebSocketClose, on socket: WebSocket) { venue.left(socket) }
}
