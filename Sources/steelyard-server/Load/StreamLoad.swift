import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import SteelyardServer
import Synchronization

/// What clients of the stream measured while commands were done at a steady rate: each hears of each.
struct StreamLoad {
  /// Records that were committed, each a message for every client.
  private(set) var recordCount = 0
  /// Messages that should have come, and those that came in their order.
  private(set) var sentCount = 0
  private(set) var receivedCount = 0
  /// Clients that were closed or told something out of order.
  private(set) var brokenCount = 0
  /// From the first command to the last message.
  private(set) var seconds = 0.0
  /// From asking for a command to its message at a client, in nanoseconds, in ascending order.
  private(set) var latencies: [Int64] = []

  /// The latency that a share of the messages does not exceed, in milliseconds; 0 without messages.
  func milliseconds(atShare share: Double) -> Double {
    guard let last = latencies.indices.last else { return 0 }
    return Double(latencies[min(last, Int(Double(latencies.count) * share))]) * 1e-6
  }

  /// Milliseconds between two bunches of commands.
  private static let stepMilliseconds = 10

  /// Connects clients to the stream on a port, and has commands done.
  ///
  /// - Parameter rate: Commands a second: messages a second to each client.
  init(
    _ loaded: LoadedEngine, port: UInt16, clients count: Int, rate: Int, seconds wanted: Int
  ) async throws(SteelyardError) {
    let clock = LoadClock()
    var loops: [Loop] = []
    for number in 0..<2 { loops.append(try await Loop.start(name: "load-stream-\(number)")) }
    let address = try ServiceAddress("ws://127.0.0.1:\(port)/api/v1/stream")
    var listeners: [StreamLoadListener] = []
    var sockets: [WebSocketClient] = []
    for number in 0..<count {
      let listener = StreamLoadListener(clock)
      listeners.append(listener)
      let socket = try await WebSocketClient.connect(
        to: address, session: listener, on: loops[number % loops.count])
      socket.send(text: #"{"op":"subscribe","channels":["events"]}"#)
      sockets.append(socket)
    }
    guard await StreamLoad.waits(upTo: 10, { listeners.allSatisfy(\.isCurrent) }) else {
      throw SteelyardError(
        .unavailable, "Not every client was subscribed within 10 s.", remedy: "Take fewer clients.")
    }
    let begun = clock.steadyNanoseconds()
    let asked = try await StreamLoad.ask(loaded, rate: rate, seconds: wanted, clock)
    recordCount = asked.count
    sentCount = asked.count * count
    _ = await StreamLoad.waits(upTo: 10) {
      listeners.allSatisfy { $0.receivedCount >= asked.count || $0.isBroken }
    }
    seconds = Double(clock.steadyNanoseconds() - begun) * 1e-9
    for socket in sockets { socket.close() }
    for loop in loops { await loop.stop() }
    for listener in listeners {
      receivedCount += listener.receivedCount
      brokenCount += listener.isBroken ? 1 : 0
      for (position, time) in listener.arrivals {
        if let start = asked[position] { latencies.append(time - start) }
      }
    }
    latencies.sort()
  }

  /// Has deposits done at a rate.
  ///
  /// - Returns: When each was asked for, by its position.
  private static func ask(
    _ loaded: LoadedEngine, rate: Int, seconds: Int, _ clock: LoadClock
  ) async throws(SteelyardError) -> [Int64: Int64] {
    let answers = StreamLoadAnswers()
    let account = try AccountName("load-0")
    let start = clock.steadyNanoseconds()
    let wanted = rate * seconds
    var count = 0
    while count < wanted {
      let elapsed = Double(clock.steadyNanoseconds() - start) * 1e-9
      let due = min(wanted, Int(elapsed * Double(rate)) + 1)
      for _ in count..<max(due, count) {
        let time = clock.steadyNanoseconds()
        let command = LedgerCommand(
          .deposit(account, .btc, Amount(units: Amount.unitsPerOne / 1_000_000)))
        loaded.engine.submit(.ledger(command), by: LoadClient.author) { answers.take($0, time) }
      }
      count = max(due, count)
      try? await Task.sleep(for: .milliseconds(stepMilliseconds))
    }
    _ = await waits(upTo: 10) { answers.count == wanted }
    return try answers.times()
  }

  private static func waits(upTo seconds: Int, _ isDone: () -> Bool) async -> Bool {
    for _ in 0..<(seconds * 100) {
      if isDone() { return true }
      try? await Task.sleep(for: .milliseconds(10))
    }
    return isDone()
  }
}

/// When the commands were asked for, by the positions that they got.
private final class StreamLoadAnswers: Sendable {
  private struct State {
    var times: [Int64: Int64] = [:]
    var count = 0
    var failure: SteelyardError?
  }

  private let state = Mutex(State())

  var count: Int { state.withLock { $0.count } }

  func take(_ result: Result<Answered<EngineOutcome>, SteelyardError>, _ time: Int64) {
    state.withLock { state in
      state.count += 1
      switch result {
      case .success(let answered): state.times[answered.position] = time
      case .failure(let error): state.failure = error
      }
    }
  }

  /// - Throws: Why a command was refused.
  func times() throws(SteelyardError) -> [Int64: Int64] {
    let (times, failure) = state.withLock { ($0.times, $0.failure) }
    if let failure { throw failure }
    return times
  }
}
