import SteelyardServer
import Synchronization

/// A client of the stream that reads no more of its messages than their numbers: the server is what is measured.
final class StreamLoadListener: WebSocketClientSession {
  private struct State {
    var isCurrent = false
    var isBroken = false
    var sequence = 0
    var arrivals: [(position: Int64, time: Int64)] = []
  }

  private let clock: LoadClock
  private let state = Mutex(State())

  init(_ clock: LoadClock) { self.clock = clock }

  /// Whether it is subscribed and has what was there before.
  var isCurrent: Bool { state.withLock { $0.isCurrent } }
  /// Whether it was closed, or a number was missing.
  var isBroken: Bool { state.withLock { $0.isBroken } }
  /// Records that have come.
  var receivedCount: Int { state.withLock { $0.arrivals.count } }
  /// Positions of records, and when they came.
  var arrivals: [(position: Int64, time: Int64)] { state.withLock { $0.arrivals } }

  func received(_ message: WebSocketMessage) {
    let time = clock.steadyNanoseconds()
    guard case .text(var text) = message else { return }
    text.withUTF8 { bytes in
      let isData = StreamLoadListener.starts(bytes, with: #"{"type":"data""#)
      let isCurrent = !isData && StreamLoadListener.starts(bytes, with: #"{"type":"current""#)
      guard isData || isCurrent,
        let sequence = StreamLoadListener.number(behind: #""sequence":"#, bytes)
      else { return }
      let position = StreamLoadListener.number(behind: #""position":"#, bytes)
      state.withLock { state in
        if sequence != state.sequence + 1 { state.isBroken = true }
        state.sequence = sequence
        if isCurrent {
          state.isCurrent = true
        } else if let position {
          state.arrivals.append((Int64(position), time))
        }
      }
    }
  }

  func closed(_ close: WebSocketClose) {
    // The client's own close is answered with 1000.
    state.withLock { if close.code != 1000 { $0.isBroken = true } }
  }

  private static func starts(
    _ bytes: UnsafeBufferPointer<UInt8>, with prefix: StaticString
  ) -> Bool {
    prefix.withUTF8Buffer { bytes.starts(with: $0) }
  }

  /// The number behind a key's first appearance.
  private static func number(
    behind key: StaticString, _ bytes: UnsafeBufferPointer<UInt8>
  ) -> Int? {
    key.withUTF8Buffer { key in
      guard bytes.count > key.count, let first = key.first else { return nil }
      for start in 0..<(bytes.count - key.count)
      where bytes[start] == first && bytes[start..<(start + key.count)].elementsEqual(key) {
        var number: Int?
        for digit in bytes[(start + key.count)...] {
          guard (0x30...0x39).contains(digit) else { break }
          number = (number ?? 0) * 10 + Int(digit - 0x30)
        }
        return number
      }
      return nil
    }
  }
}
