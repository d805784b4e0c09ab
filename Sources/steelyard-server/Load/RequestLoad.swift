import Foundation
import SteelyardContracts
import Synchronization

/// What clients measured that sent requests for some seconds over connections of their own: at a constant rate,
/// or each the next one once the last is answered.
///
/// At a constant rate the time of an answer counts from when its request was due, not from when it could be sent, so
/// that a server that stalls does not look fast.
struct RequestLoad {
  /// Answers below 300.
  private(set) var doneCount = 0
  /// Other answers, and the first of them.
  private(set) var refusedCount = 0
  private(set) var firstRefusal = ""
  private(set) var seconds = 0.0
  /// In nanoseconds, in ascending order.
  private(set) var latencies: [Int64] = []

  var ratePerSecond: Double { Double(doneCount) / seconds }

  /// The latency that a share of the answers does not exceed, in milliseconds; 0 without answers.
  func milliseconds(atShare share: Double) -> Double {
    guard let last = latencies.indices.last else { return 0 }
    return Double(latencies[min(last, Int(Double(latencies.count) * share))]) * 1e-6
  }

  private struct Part: Sendable {
    var latencies: [Int64] = []
    var refusedCount = 0
    var firstRefusal = ""
    var failure: SteelyardError?
  }

  /// Runs clients against a port of this machine.
  ///
  /// - Parameters:
  ///   - rate: Requests a second of all clients together; nil for as fast as they are answered.
  ///   - request: The request of a client, by its number and the number of the request.
  init(
    port: UInt16, clients: Int, seconds wanted: Double, rate: Double?,
    _ request: @escaping @Sendable (_ client: Int, _ number: Int) -> [UInt8]
  ) throws(SteelyardError) {
    let isDone = DispatchGroup()
    let clock = LoadClock()
    let start = clock.steadyNanoseconds() + 50_000_000
    let end = start + Int64(wanted * 1e9)
    let collected = Collected()
    for client in 0..<clients {
      isDone.enter()
      let thread = Thread {
        let part = RequestLoad.run(
          client, of: clients, port: port, from: start, until: end, rate: rate, request)
        collected.parts.withLock { $0.append(part) }
        isDone.leave()
      }
      thread.stackSize = 1 << 20
      thread.start()
    }
    isDone.wait()
    seconds = Double(clock.steadyNanoseconds() - start) * 1e-9
    for part in collected.parts.withLock({ $0 }) {
      if let failure = part.failure { throw failure }
      doneCount += part.latencies.count
      refusedCount += part.refusedCount
      if firstRefusal.isEmpty { firstRefusal = part.firstRefusal }
      latencies += part.latencies
    }
    latencies.sort()
  }

  private final class Collected: Sendable {
    let parts = Mutex<[Part]>([])
  }

  private static func run(
    _ client: Int, of clients: Int, port: UInt16, from start: Int64, until end: Int64,
    rate: Double?, _ request: (Int, Int) -> [UInt8]
  ) -> Part {
    let clock = LoadClock()
    var part = Part()
    do throws(SteelyardError) {
      let connection = try KeepAliveClient(port: port)
      var number = 0
      while true {
        var due = clock.steadyNanoseconds()
        if let rate {
          // Clients take turns, so that requests are due evenly.
          due = start + Int64(Double(number * clients + client) / rate * 1e9)
          let early = due - clock.steadyNanoseconds()
          if early > 0 { usleep(UInt32(early / 1000)) }
        }
        guard due < end else { return part }
        let (status, body) = try connection.send(request(client, number))
        if status < 300 {
          part.latencies.append(clock.steadyNanoseconds() - due)
        } else {
          part.refusedCount += 1
          if part.firstRefusal.isEmpty {
            part.firstRefusal = "\(status) \(String(decoding: body.prefix(200), as: UTF8.self))"
          }
        }
        number += 1
      }
    } catch {
      part.failure = error
      return part
    }
  }
}
