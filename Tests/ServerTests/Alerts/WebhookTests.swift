import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardServer
import TestSupport
import Testing

@Suite("Webhooks", .serialized)
struct WebhookTests {
  private static let secret = "0123456789abcdef0123456789abcdef"

  /// Waits of 50 to 200 ms, six attempts, leases of half a second.
  private static func rules() throws -> AlertDeliveryRules {
    try AlertDeliveryRules(
      delaySecondsFirst: 0.05, delaySecondsMax: 0.2, jitterShare: 0, attemptsMax: 6,
      leaseSeconds: 0.5, waitingMax: 100)
  }

  private static func configuration(
    _ directory: String, port: UInt16
  ) throws -> WebhookConfiguration {
    let path = directory + "/secret"
    try Data((secret + "\n").utf8).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    return WebhookConfiguration(
      name: "pager", url: "http://127.0.0.1:\(port)/hook", secretFile: path)
  }

  /// Alerts from now on, for the time of `body`.
  private static func withAlerts(
    _ harness: APIHarness, _ directory: String, _ webhook: WebhookConfiguration,
    metrics: Metrics = Metrics(), _ body: () async throws -> Void
  ) async throws {
    let loop = try await Loop.start(name: "test-hooks")
    let service = try AlertService(
      engine: harness.engine, subscribers: [try WebhookSubscriber(webhook)],
      rules: try rules(), directory: directory + "/alerts", archive: nil,
      log: try Log(to: .closure { _ in }), metrics: metrics, on: loop)
    let outcome: Result<Void, any Error>
    do { outcome = .success(try await body()) } catch { outcome = .failure(error) }
    service.stop()
    await loop.stop()
    await service.ended()
    try outcome.get()
  }

  /// Has something happen that people are told of.
  private static func raise(_ harness: APIHarness, _ model: String) async throws {
    _ = try await harness.engine.submit(
      .adoptParameters(model: model, file: try CatalogueModels.embeddedParameters(of: model)),
      by: "test")
  }

  @Test("who refuses is asked again, signed anew; each alert comes in its order and is taken once")
  func failing() async throws {
    try await withTemporaryDirectory { directory in
      try await APIHarness.with { harness in
        let receiver = HookReceiver([.status(500), .status(302), .status(204)])
        let metrics = Metrics()
        try await receiver.serve { port in
          let webhook = try WebhookTests.configuration(directory, port: port)
          try await WebhookTests.withAlerts(harness, directory, webhook, metrics: metrics) {
            try await WebhookTests.raise(harness, "derive")
            try await WebhookTests.raise(harness, "derive-standard")
            try await receiver.wait(count: 4)
          }
        }
        let deliveries = receiver.deliveries
        #expect(deliveries.map(\.attempt) == ["1", "2", "3", "1"])
        #expect(Set(deliveries.prefix(3).map(\.alert)).count == 1)
        #expect(deliveries[3].alert != deliveries[0].alert)
        for delivery in deliveries {
          try WebhookSignature.check(
            header: delivery.signature, body: delivery.body,
            secret: Array(WebhookTests.secret.utf8), at: WallClock.now, toleranceSeconds: 60)
        }
        let alert = try #require(
          try JSONSerialization.jsonObject(with: Data(deliveries[3].body)) as? [String: Any])
        #expect(alert["id"] as? String == deliveries[3].alert)
        #expect(alert["kind"] as? String == "parameters")
        #expect((alert["fields"] as? [String: Any])?["model"] as? String == "derive-standard")
        let text = metrics.text
        #expect(
          text.contains(
            #"alert_deliveries_total{subscriber="pager",outcome="failed"} 2"#))
        #expect(
          text.contains(
            #"alert_deliveries_total{subscriber="pager",outcome="delivered"} 2"#))
        #expect(text.contains(#"steelyard_alerts_waiting{subscriber="pager"} 0"#))
      }
    }
  }

  @Test("who does not answer in time gets the alert again, under the same name")
  func slow() async throws {
    try await withTemporaryDirectory { directory in
      try await APIHarness.with { harness in
        let receiver = HookReceiver([.after(milliseconds: 1_500)])
        try await receiver.serve { port in
          let webhook = try WebhookTests.configuration(directory, port: port)
          try await WebhookTests.withAlerts(harness, directory, webhook) {
            try await WebhookTests.raise(harness, "derive")
            try await receiver.wait(count: 2)
          }
        }
        #expect(receiver.deliveries.map(\.attempt) == ["1", "2"])
        #expect(Set(receiver.deliveries.map(\.alert)).count == 1)
      }
    }
  }

  @Test(
    "what happens while the receiver is down, or we are, comes after both are back, and only that")
  func restart() async throws {
    try await withTemporaryDirectory { directory in
      try await APIHarness.with { harness in
        // A port on which nobody is for now.
        let port = try await HookReceiver().serve { $0 }
        let webhook = try WebhookTests.configuration(directory, port: port)
        try await WebhookTests.withAlerts(harness, directory, webhook) {
          try await WebhookTests.raise(harness, "derive")
          try await Task.sleep(for: .milliseconds(300))
        }
        try await WebhookTests.raise(harness, "derive-standard")
        let receiver = HookReceiver()
        try await receiver.serve(port: port) { _ in
          try await WebhookTests.withAlerts(harness, directory, webhook) {
            try await receiver.wait(count: 2)
          }
          // Nothing is left, and nothing is told again.
          try await WebhookTests.withAlerts(harness, directory, webhook) {
            try await Task.sleep(for: .milliseconds(400))
          }
        }
        let models = try receiver.deliveries.map { delivery in
          let alert = try JSONSerialization.jsonObject(with: Data(delivery.body)) as? [String: Any]
          return (alert?["fields"] as? [String: Any])?["model"] as? String
        }
        #expect(models == ["derive", "derive-standard"])
        let first = try #require(receiver.deliveries.first)
        #expect(try #require(Int(first.attempt)) > 1)
      }
    }
  }

  @Test("a subscriber is told what it has asked for")
  func filter() async throws {
    try await withTemporaryDirectory { directory in
      try await APIHarness.with { harness in
        let receiver = HookReceiver()
        try await receiver.serve { port in
          var webhook = try WebhookTests.configuration(directory, port: port)
          webhook.severity = .warning
          try await WebhookTests.withAlerts(harness, directory, webhook) {
            try await WebhookTests.raise(harness, "derive")
            try await Task.sleep(for: .milliseconds(400))
          }
        }
        #expect(receiver.deliveries.isEmpty)
      }
    }
  }

  @Test(
    "a webhook in clear to another machine, an open or short secret, a damaged file are refused")
  func refused() async throws {
    try await withTemporaryDirectory { directory in
      func code(_ change: (inout WebhookConfiguration) throws -> Void) throws -> SteelyardError
        .Code?
      {
        var webhook = try WebhookTests.configuration(directory, port: 1)
        try change(&webhook)
        do { _ = try WebhookSubscriber(webhook) } catch { return error.code }
        return nil
      }
      #expect(try code { _ in } == nil)
      #expect(try code { $0.url = "http://desk.example/hook" } == .notAllowed)
      #expect(try code { $0.url = "wss://desk.example/hook" } == .invalidInput)
      #expect(try code { $0.name = "../pager" } == .invalidInput)
      #expect(try code { $0.secretFile = directory + "/none" } == .notFound)
      #expect(
        try code { webhook in
          try FileManager.default.setAttributes(
            [.posixPermissions: 0o644], ofItemAtPath: webhook.secretFile)
        } == .notAllowed)
      #expect(
        try code { try Data("short\n".utf8).write(to: URL(fileURLWithPath: $0.secretFile)) }
          == .invalidInput)
      try await APIHarness.with { harness in
        let webhook = try WebhookTests.configuration(directory, port: 1)
        try await WebhookTests.withAlerts(harness, directory, webhook) {}
        let path = directory + "/alerts/pager.deliveries"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes[bytes.count - 1] ^= 1
        try bytes.write(to: URL(fileURLWithPath: path))
        await #expect {
          try await WebhookTests.withAlerts(harness, directory, webhook) {}
        } throws: {
          ($0 as? SteelyardError)?.code == .corruptData
        }
      }
    }
  }
}
