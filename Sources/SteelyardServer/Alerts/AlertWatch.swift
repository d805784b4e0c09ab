import SteelyardContracts
import SteelyardEngine

/// Tells the log of alerts as they come, and counts them.
struct AlertWatch: Sendable {
  let log: Log
  let metrics: AlertMetrics

  /// Takes a record.
  func take(_ record: PublishedRecord) {
    for case .marginCall(let event) in record.events {
      metrics.marginCallEvents.add(1, [event.kind.word])
    }
    for alert in record.alerts {
      metrics.alerts.add(1, [alert.kind.rawValue, alert.severity.rawValue])
      let level: LogLevel =
        switch alert.severity {
        case .info: .info
        case .warning, .critical: .warning
        }
      log.write(
        level, "alert",
        [
          "alert": .text(alert.identifier), "kind": .text(alert.kind.rawValue),
          "severity": .text(alert.severity.rawValue),
          "account": .text(alert.account?.description ?? ""), "text": .text(alert.text),
        ])
    }
  }
}
