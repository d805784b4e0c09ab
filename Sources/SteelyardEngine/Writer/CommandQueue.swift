import SteelyardContracts
import Synchronization

/// What waits for the writer: from any thread in, from one thread out, and never more than its limit.
final class CommandQueue<Request: Sendable>: Sendable {
  private struct Contents {
    var requests: [Request] = []
    var isClosed = false
  }

  private let contents = Mutex(Contents())
  private let signal = Signal()
  private let countMax: Int

  init(countMax: Int) { self.countMax = countMax }

  /// How many wait.
  var count: Int { contents.withLock { $0.requests.count } }

  /// Puts a request at the end.
  ///
  /// - Throws: `unavailable` where the queue is closed, `limitExceeded` where it is full.
  func add(_ request: Request) throws(SteelyardError) {
    // The lock is generic over untyped errors only, so the reason comes out as a value.
    let refusal = contents.withLock { contents -> SteelyardError? in
      if contents.isClosed {
        return SteelyardError(
          .unavailable, "The engine is stopping.", remedy: "Ask again once it has started.")
      }
      guard contents.requests.count < countMax else {
        return SteelyardError(
          .limitExceeded, "\(countMax) commands wait already.", remedy: "Slow down, then ask again.")
      }
      contents.requests.append(request)
      return nil
    }
    if let refusal { throw refusal }
    signal.raise()
  }

  /// Takes what waits, at most so many, and waits for the first; empty once the queue is closed and
  /// nothing is left.
  func take(upTo limit: Int) -> [Request] {
    while true {
      let (taken, isClosed) = contents.withLock { contents -> ([Request], Bool) in
        guard contents.requests.count > limit else {
          defer { contents.requests = [] }
          return (contents.requests, contents.isClosed)
        }
        let taken = Array(contents.requests.prefix(limit))
        contents.requests.removeFirst(limit)
        return (taken, contents.isClosed)
      }
      if !taken.isEmpty || isClosed { return taken }
      signal.wait()
    }
  }

  /// Takes no more; what waits is still taken.
  func close() {
    contents.withLock { $0.isClosed = true }
    signal.raise()
  }
}
