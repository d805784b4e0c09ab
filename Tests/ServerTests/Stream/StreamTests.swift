import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import SteelyardServer
import TestSupport
import Testing

@Suite("The stream", .serialized)
struct StreamTests {
  private static func deposit(_ harness: APIHarness, _ account: String = "desk") async throws {
    let command = LedgerCommand(.deposit(try AccountName(account), .btc, .one))
    _ = try await harness.engine.submit(.ledger(command), by: "test")
  }

  /// Data messages of a subscription are numbered without a gap.
  private static func expectNumbered(_ messages: [[String: Any]]) {
    let numbers = messages.compactMap { $0["sequence"] as? Int }
    #expect(numbers == Array(1...numbers.count))
  }

  @Test("a signed first message says who it is; nothing is told before")
  func authentication() async throws {
    try await APIHarness.with { harness in
      try await StreamListener.with(harness, as: nil) { listener in
        listener.send(#"{"op":"subscribe","id":"a","channels":["risk"]}"#)
        try await listener.wait { try $0.messages("error").count == 1 }
        let refusal = try #require(try listener.messages("error").first)
        #expect(refusal["code"] as? String == "unauthenticated")
        #expect(refusal["id"] as? String == "a")
        listener.send(#"{"op":"auth","id":2,"authorization":"Bearer sk-nobody.secret"}"#)
        try await listener.wait { try $0.messages("error").count == 2 }
        listener.send(#"{"op":"auth","id":3,"authorization":"\#(try harness.bearer(.desk))"}"#)
        try await listener.wait { try $0.messages("authenticated").count == 1 }
        let told = try #require(try listener.messages("authenticated").first)
        #expect(told["sees"] as? String == "desk")
        listener.send(#"{"op":"auth","authorization":"\#(try harness.bearer(.house))"}"#)
        try await listener.wait { try $0.messages("error").count == 3 }
        #expect(try listener.messages("error").last?["code"] as? String == "conflict")
      }
    }
  }

  @Test("who never says who it is is closed with a reason")
  func silent() async throws {
    var limits = StreamLimits()
    limits.authenticationSeconds = 0.3
    try await APIHarness.with(stream: limits) { harness in
      try await StreamListener.with(harness, as: nil) { listener in
        try await listener.wait { $0.close != nil }
        #expect(listener.close?.code == 1008)
        #expect(listener.close?.reason.contains("nobody said who it is") == true)
        #expect(harness.metrics.text.contains(#"stream_dropped_total{reason="unauthenticated"} 1"#))
      }
    }
  }

  @Test("accounts and risk come as they are, then as they change, numbered without a gap")
  func accountsAndRisk() async throws {
    try await APIHarness.with { harness in
      try await StreamListener.with(harness, as: .desk) { listener in
        try await listener.subscribe(
          #""risk",{"channel":"accounts","accounts":["desk"]}"#, subscriptions: 1...2)
        let accounts = try listener.data(1).compactMap { $0["account"] as? String }
        #expect(Set(accounts) == ["desk", "desk/hedges"])
        let before = try #require(try listener.data(2).first?["account"] as? [String: Any])
        let balances = try #require(before["balances"] as? [[String: Any]])
        #expect(balances.first?["amount"] as? String == "1")
        try await StreamTests.deposit(harness)
        try await listener.wait { listener in
          let account = try listener.data(2).last?["account"] as? [String: Any]
          let balances = account?["balances"] as? [[String: Any]]
          return balances?.first?["amount"] as? String == "2"
        }
        try await listener.wait { listener in
          try listener.data(1).contains { message in
            let risk = message["risk"] as? [String: Any]
            return (risk?["position"] as? Int).map { $0 >= Int(harness.engine.position) } ?? false
          }
        }
        for subscription in 1...2 {
          StreamTests.expectNumbered(
            try listener.messages().filter {
              $0["subscription"] as? Int == subscription && $0["sequence"] != nil
            })
        }
      }
    }
  }

  @Test(
    "the market tells underlyings and the instruments that are asked for, whole and then what moved"
  )
  func market() async throws {
    try await APIHarness.with { harness in
      try await StreamListener.with(harness, as: .desk) { listener in
        try await listener.subscribe(
          #"{"channel":"market","underlyings":["BTC/USD:BTC"],"instruments":["BTC-PERPETUAL"]}"#)
        let first = try listener.data(1)
        #expect(Set(first.compactMap { $0["underlying"] as? String }) == ["BTC/USD:BTC"])
        #expect(first.compactMap { $0["instrument"] as? String }.count == 1)
        #expect(first.first { $0["underlying"] != nil }?["state"] as? String == "fresh")
        let count = first.count
        try await listener.wait { listener in
          try harness.advance(seconds: 60)
          return try listener.data(1).count >= count + 2
        }
        #expect(try listener.data(1).contains { $0["mark_price"] is Double })
      }
    }
  }

  @Test("events come from now on, or from a position on, each once and in order")
  func events() async throws {
    try await APIHarness.with { harness in
      let start = harness.engine.position
      try await StreamTests.deposit(harness)
      try await StreamTests.deposit(harness, "other")
      try await StreamListener.with(harness, as: .house) { listener in
        try await listener.subscribe(
          #""events",{"channel":"events","after":\#(start)}"#, subscriptions: 1...2)
        #expect(try listener.data(1).isEmpty)
        try await StreamTests.deposit(harness)
        try await listener.wait { try $0.data(1).count == 1 && $0.data(2).count == 3 }
        let positions = try listener.data(2).compactMap { message in
          (message["record"] as? [String: Any])?["position"] as? Int
        }
        #expect(positions == (1...3).map { Int(start) + $0 })
        let record = try #require(try listener.data(1).first?["record"] as? [String: Any])
        #expect(record["author"] as? String == "test")
      }
    }
  }

  @Test("what is no longer in memory is read from the journal's file")
  func resumeFromFile() async throws {
    try await APIHarness.with(records: .latestAndFile(10)) { harness in
      for _ in 0..<60 { try await StreamTests.deposit(harness) }
      let end = Int(harness.engine.position)
      #expect(harness.engine.records(after: 0, limit: 1) == nil)
      try await StreamListener.with(harness, as: .house) { listener in
        try await listener.subscribe(#"{"channel":"events","after":0}"#)
        try await StreamTests.deposit(harness)
        try await listener.wait { try $0.data(1).count >= end + 1 }
        let positions = try listener.data(1).compactMap { message in
          (message["record"] as? [String: Any])?["position"] as? Int
        }
        #expect(positions == Array(1...(end + 1)))
      }
    }
  }

  @Test(
    "a position that nobody has any more is told as gone, with the oldest; one that is not yet there is refused"
  )
  func gone() async throws {
    try await APIHarness.with { harness in
      try await StreamListener.with(harness, as: .house) { listener in
        listener.send(
          #"{"op":"subscribe","id":1,"channels":[{"channel":"events","after":999999}]}"#)
        try await listener.wait { try $0.messages("error").count == 1 }
        #expect(try listener.messages("error").first?["field"] as? String == "after")
      }
    }
  }

  @Test("a key of an account sees its own accounts, figures, records and orders, and nobody else's")
  func isolation() async throws {
    try await APIHarness.with { harness in
      try await StreamListener.with(harness, as: .stranger) { listener in
        listener.send(
          #"{"op":"subscribe","id":1,"channels":[{"channel":"risk","accounts":["desk"]}]}"#)
        try await listener.wait { try $0.messages("error").count == 1 }
        #expect(try listener.messages("error").first?["code"] as? String == "not_found")
        try await listener.subscribe(
          #""accounts","risk",{"channel":"events","after":0},{"channel":"alerts","after":0}"#,
          subscriptions: 1...4)
        try await StreamTests.deposit(harness)
        try await StreamTests.deposit(harness, "other")
        try await listener.wait {
          try $0.data(3).last.map { "\($0)".contains("deposited") } ?? false
        }
        let text = try listener.messages("data").map { "\($0)" }.joined()
        #expect(!text.contains("desk"))
        #expect(text.contains("other"))
      }
    }
  }

  @Test("changes of an order are told to whose it is, by the stream and by the list of events")
  func orderChanges() async throws {
    try await APIHarness.with { harness in
      let placed = try await harness.call(
        "POST", "/accounts/desk/orders",
        #"{"instrument":"BTC-PERPETUAL","quantity":"1000","price":"60000"}"#)
      #expect(placed.status == 201)
      let events = try #require(try placed.json()["events"] as? [[String: Any]])
      let number = try #require(events.first?["order"] as? Int)
      for caller in [APIHarness.Caller.desk, .stranger] {
        try await StreamListener.with(harness, as: caller) { listener in
          try await listener.subscribe(#""events""#)
          _ = try await harness.engine.submit(
            .ledger(
              LedgerCommand(
                .reportAnswer(
                  OrderIdentifier(rawValue: UInt64(number)),
                  caller == .desk ? .accepted : .cancelled))), by: "venue")
          try await StreamTests.deposit(harness, caller == .desk ? "desk" : "other")
          try await listener.wait { try !$0.data(1).isEmpty }
          let text = try listener.data(1).map { "\($0)" }.joined()
          #expect(text.contains("order_accepted") == (caller == .desk))
          #expect(!text.contains("order_cancelled"))
        }
      }
      let own = try await harness.call("GET", "/events")
      let kinds = try #require(try own.json()["records"] as? [[String: Any]])
        .flatMap { $0["events"] as? [[String: Any]] ?? [] }
      let accepted = try #require(kinds.first { $0["kind"] as? String == "order_accepted" })
      #expect(accepted["account"] as? String == "desk")
      let others = try await harness.call("GET", "/events", as: .stranger)
      #expect(!others.text.contains("order_accepted"))
    }
  }

  @Test("what is asked wrongly is answered with what is wrong; too much of it ends the stream")
  func malformed() async throws {
    var limits = StreamLimits()
    limits.malformedMax = 5
    try await APIHarness.with(stream: limits) { harness in
      try await StreamListener.with(harness, as: .desk) { listener in
        let wrong = [
          "not json", "[]", #"{"op":"dance"}"#, #"{"op":"subscribe","channels":["weather"]}"#,
          #"{"op":"subscribe","channels":[{"channel":"risk","after":3}]}"#,
        ]
        for text in wrong { listener.send(text) }
        try await listener.wait { try $0.messages("error").count == wrong.count }
        for message in try listener.messages("error") {
          #expect(message["code"] as? String == "invalid_input")
          #expect((message["remedy"] as? String)?.isEmpty == false)
        }
        listener.send(#"{"op":"unsubscribe","id":7,"subscriptions":[4]}"#)
        try await listener.wait { try $0.messages("error").last?["code"] as? String == "not_found" }
        listener.send("again")
        try await listener.wait { $0.close != nil }
        #expect(listener.close?.code == 1008)
        #expect(harness.metrics.text.contains("steelyard_stream_malformed_messages_total 6"))
      }
    }
  }

  @Test("a path that is no WebSocket's opening is answered 426 with a problem document")
  func withoutUpgrade() async throws {
    try await APIHarness.with { harness in
      let answer = try await harness.call("GET", "/stream")
      #expect(answer.status == 426)
      #expect(answer.headers["content-type"] == "application/problem+json")
      #expect(try answer.json()["code"] as? String == "upgrade_required")
      let foreign = RawWebSocket(
        port: harness.port, path: "/api/v1/stream", headers: ["origin: https://evil.example"])
      #expect(foreign.opening.hasPrefix("HTTP/1.1 403 "))
    }
  }

  @Test("signs of life come, and end with the key")
  func heartbeat() async throws {
    var limits = StreamLimits()
    limits.heartbeatSeconds = 0.2
    try await APIHarness.with(stream: limits) { harness in
      try await StreamListener.with(harness, as: .desk) { listener in
        try await listener.wait { try $0.messages("heartbeat").count >= 2 }
        let beat = try #require(try listener.messages("heartbeat").first)
        #expect(beat["position"] as? Int == Int(harness.engine.position))
        let key = try #require(harness.keys[.desk])
        try harness.store.revoke(key.key.identifier, at: harness.clock.now())
        try await listener.wait { $0.close != nil }
        #expect(listener.close?.reason == "the key is no longer valid")
      }
    }
  }

  @Test("alerts tell what happened to margin, and are told again from a position")
  func alerts() async throws {
    try await APIHarness.with { harness in
      try await StreamListener.with(harness, as: .house) { listener in
        try await listener.subscribe(#"{"channel":"alerts","after":0}"#)
        let first = try #require(try listener.data(1).first?["alert"] as? [String: Any])
        #expect(first["kind"] as? String == "parameters")
        #expect(first["severity"] as? String == "info")
        #expect((first["text"] as? String)?.isEmpty == false)
      }
    }
  }
}
