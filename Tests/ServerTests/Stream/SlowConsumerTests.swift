import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import SteelyardServer
import Synchronization
import Testing

@Suite("Clients of the stream that read slowly, or are many", .serialized)
struct SlowConsumerTests {
  /// Deposits as fast as the writer takes them, and waits for the last.
  private static func deposit(_ harness: APIHarness, count: Int) async throws {
    let desk = try AccountName("desk")
    await withCheckedContinuation { continuation in
      let left = Mutex(count)
      for _ in 0..<count {
        harness.engine.submit(
          .ledger(LedgerCommand(.deposit(desk, .btc, .one))), by: "test"
        ) { _ in
          let isLast = left.withLock { left in
            left -= 1
            return left == 0
          }
          if isLast { continuation.resume() }
        }
      }
    }
  }

  @Test("who does not read events is closed with 1013 and the reason, and others lose nothing")
  func slow() async throws {
    var limits = StreamLimits()
    limits.recordsBehindMax = 2_000
    try await APIHarness.with(stream: limits) { harness in
      let slow = RawWebSocket(
        port: harness.port, path: "/api/v1/stream",
        headers: ["authorization: \(try harness.bearer(.house))"])
      #expect(slow.opening.hasPrefix("HTTP/1.1 101 "))
      slow.send(text: #"{"op":"subscribe","channels":["events"]}"#)
      try await StreamListener.with(harness, as: .house) { listener in
        try await listener.subscribe(#""events""#)
        let start = Int(harness.engine.position)
        var count = 0
        while !harness.metrics.text.contains(#"stream_dropped_total{reason="slow_consumer"} 1"#),
          count < 200_000
        {
          try await SlowConsumerTests.deposit(harness, count: 1_000)
          count += 1_000
          // The other one keeps up, so that it is not dropped for the speed of the machine.
          try await listener.wait { try $0.texts(ofType: "data") >= count }
        }
        let close = await withCheckedContinuation { continuation in
          DispatchQueue.global().async { continuation.resume(returning: slow.receiveClose()) }
        }
        #expect(close?.code == 1013)
        #expect(close?.reason == "slow consumer: over 2000 messages wait")
        #expect(try listener.texts(ofType: "data") == count)
        #expect(Int(harness.engine.position) == start + count)
        #expect(listener.close == nil)
      }
    }
  }

  @Test("figures that change while nobody reads are told as they are at last")
  func coalesced() async throws {
    try await APIHarness.with { harness in
      try await StreamListener.with(harness, as: .house) { listener in
        try await listener.subscribe(#""risk","accounts""#, subscriptions: 1...2)
        try await SlowConsumerTests.deposit(harness, count: 5_000)
        try await listener.wait { listener in
          let account =
            try listener.data(2).last { message in
              (message["account"] as? [String: Any])?["account"] as? String == "desk"
            }?["account"] as? [String: Any]
          let balances = account?["balances"] as? [[String: Any]]
          return balances?.first?["amount"] as? String == "5001"
        }
        #expect(try listener.data(2).count < 5_000)
      }
    }
  }
}

extension StreamListener {
  /// How many messages of a type have come, without taking them apart.
  func texts(ofType type: String) throws -> Int { count(prefix: #"{"type":"\#(type)""#) }
}
