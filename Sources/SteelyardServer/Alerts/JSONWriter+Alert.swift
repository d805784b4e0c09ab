import SteelyardContracts
import SteelyardEngine
import SteelyardFormats

extension JSONWriter {
  /// An alert as streams and webhooks tell it.
  mutating func alert(_ alert: Alert) throws(SteelyardError) {
    field("id", alert.identifier)
    field("kind", alert.kind.rawValue)
    field("severity", alert.severity.rawValue)
    optional("account", alert.account?.description)
    field("position", Int(alert.position))
    field("time", alert.time)
    field("text", alert.text)
    try object("fields") { writer throws(SteelyardError) in
      for entry in alert.fields {
        writer.key(named: entry.name)
        switch entry.value {
        case .text(let text): writer.string(text)
        case .number(let number): try writer.number(number)
        case .time(let time): writer.string(time.description)
        }
      }
    }
  }
}
