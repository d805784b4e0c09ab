import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardFormats
import SteelyardMarket
import Synchronization

/// Who listens to which channel, and the task that tells them.
///
/// A message is written once for all who listen. The task lives as long as somebody does.
final class DeribitChannels: Sendable {
  /// A channel as it was asked for: two tenants' portfolios have one name and are two channels.
  fileprivate struct Key: Hashable {
    let name: String
    let subscription: DeribitSubscription
  }

  /// What was told last.
  enum Told: Equatable {
    case nothing
    case ticker(InstrumentObservation, index: Double?)
    case book(bids: [BookLevel], asks: [BookLevel], change: Int)
    case index(Double)
    case portfolio(AccountRisk)
  }

  fileprivate struct Channel {
    var sockets: [WebSocket] = []
    /// Sockets that have come since the channel was last told, and want it whole.
    var fresh: [WebSocket] = []
    var told = Told.nothing
    var lastRound = Int.min / 2
  }

  fileprivate struct State {
    var channels: [Key: Channel] = [:]
    var task: Task<Void, Never>?
    var round = 0
  }

  private let engine: Engine
  private let state = Mutex(State())

  init(_ engine: Engine) { self.engine = engine }

  /// How often frames are looked at, in milliseconds.
  static let roundMilliseconds = 100

  /// Begins to tell a socket.
  func add(_ name: String, _ subscription: DeribitSubscription, _ socket: WebSocket) {
    state.withLock { state in
      let key = Key(name: name, subscription: subscription)
      state.channels[key, default: Channel()].fresh.append(socket)
      guard state.task == nil else { return }
      state.task = Task { [weak self] in await self?.run() }
    }
  }

  /// Ends a socket's channel.
  func remove(_ name: String, _ subscription: DeribitSubscription, _ socket: WebSocket) {
    state.withLock { state in
      let key = Key(name: name, subscription: subscription)
      state.channels[key]?.sockets.removeAll { $0 == socket }
      state.channels[key]?.fresh.removeAll { $0 == socket }
      state.endIfQuiet(key)
    }
  }

  /// Ends all of a socket's channels.
  func remove(_ socket: WebSocket) {
    state.withLock { state in
      for key in Array(state.channels.keys) {
        state.channels[key]?.sockets.removeAll { $0 == socket }
        state.channels[key]?.fresh.removeAll { $0 == socket }
        state.endIfQuiet(key)
      }
    }
  }

  private func run() async {
    while !Task.isCancelled {
      if let market = try? DeribitMarket(engine) { tellAll(market) }
      try? await Task.sleep(for: .milliseconds(DeribitChannels.roundMilliseconds))
    }
  }

  private func tellAll(_ market: DeribitMarket) {
    let due = state.withLock { state -> [(key: Key, channel: Channel)] in
      state.round += 1
      var due: [(key: Key, channel: Channel)] = []
      for (key, channel) in state.channels {
        let rounds = key.subscription.everyMilliseconds / DeribitChannels.roundMilliseconds
        guard !channel.fresh.isEmpty || state.round - channel.lastRound >= rounds else { continue }
        due.append((key, channel))
        // From here on they are told with the others; who leaves meanwhile is told of nothing more.
        state.channels[key]?.sockets += channel.fresh
        state.channels[key]?.fresh = []
      }
      return due
    }
    for (key, channel) in due {
      let (told, change, whole) = message(
        key.name, key.subscription, channel.told, wantsWhole: !channel.fresh.isEmpty, market)
      state.withLock { state in
        guard state.channels[key] != nil else { return }
        state.channels[key]?.told = told
        if change != nil || whole != nil { state.channels[key]?.lastRound = state.round }
      }
      if let change {
        for socket in channel.sockets { socket.send(change) }
      }
      if let whole {
        for socket in channel.fresh { socket.send(whole) }
      }
    }
  }

  /// What is told: to those who listen already where it has changed, and to those who have just come.
  private func message(
    _ name: String, _ subscription: DeribitSubscription, _ told: Told, wantsWhole: Bool,
    _ market: DeribitMarket
  ) -> (told: Told, change: WebSocketFrame?, whole: WebSocketFrame?) {
    func same(
      _ now: Told, _ body: DeribitEnvelope.Body
    ) -> (told: Told, change: WebSocketFrame?, whole: WebSocketFrame?) {
      guard now != told || wantsWhole,
        let bytes = try? DeribitEnvelope.notification(name, body)
      else { return (now, nil, nil) }
      let frame = WebSocketFrame(text: bytes)
      return (now, now == told ? nil : frame, wantsWhole ? frame : nil)
    }
    switch subscription {
    case .ticker(let instrument, _):
      guard let entry = try? market.entry(named: instrument) else { return (told, nil, nil) }
      let index = market.index(of: entry.instrument.underlying)
      return same(.ticker(entry.observation, index: index)) { writer throws(SteelyardError) in
        try market.writeTicker(entry, &writer)
      }
    case .book(let instrument, let depth, _):
      guard let entry = try? market.entry(named: instrument) else { return (told, nil, nil) }
      return DeribitBookChange(name: name, entry: entry, depth: depth, market: market)
        .message(after: told, wantsWhole: wantsWhole)
    case .index(let index):
      guard let price = market.index(named: index) else { return (told, nil, nil) }
      return same(.index(price)) { writer throws(SteelyardError) in
        try writer.object { writer throws(SteelyardError) in
          writer.field("index_name", index)
          try writer.field("price", price)
          writer.field("timestamp", Int(market.market.time.microseconds / 1000))
        }
      }
    case .portfolio(let account, let currency):
      guard let view = try? engine.account(account), let risk = engine.risk(of: view) else {
        return (told, nil, nil)
      }
      // The figures of a frame are made once it has told of something.
      guard .portfolio(risk) != told || wantsWhole,
        let figures = try? DeribitAccount(account, engine, market)
      else { return (told, nil, nil) }
      return same(.portfolio(risk)) { writer throws(SteelyardError) in
        if let currency { return try figures.writeSummary(of: currency, &writer) }
        try writer.array { writer throws(SteelyardError) in
          for currency in figures.currencies { try figures.writeSummary(of: currency, &writer) }
        }
      }
    }
  }
}

extension DeribitChannels.State {
  /// Forgets a channel that nobody listens to, and ends the task with the last.
  fileprivate mutating func endIfQuiet(_ key: DeribitChannels.Key) {
    if let channel = channels[key], channel.sockets.isEmpty, channel.fresh.isEmpty {
      channels[key] = nil
    }
    if channels.isEmpty {
      task?.cancel()
      task = nil
    }
  }
}
