import SteelyardContracts
import SteelyardEngine
import SteelyardFormats

/// Everybody who may see the same of the journal: their messages are written once.
final class StreamAudience {
  /// Who sees, and which of the channels that tell every message.
  struct Key: Hashable {
    let tenant: Principal.Tenant
    let channel: StreamChannel
  }

  /// One message, and where it comes from.
  struct Entry {
    /// The record's position.
    let position: Int64
    let tail: [UInt8]
    /// Bytes of all messages before it, since the audience began.
    let bytesBefore: Int
  }

  let key: Key
  private var entries: [Entry] = []
  /// Messages that are no longer kept.
  private var dropped = 0
  private var byteCount = 0

  init(_ key: Key) { self.key = key }

  /// The number of the next message.
  var end: Int { dropped + entries.count }

  /// A message by number; nil where it is not there yet.
  ///
  /// - Precondition: It is still kept.
  func entry(_ number: Int) -> Entry? {
    number < end ? entries[number - dropped] : nil
  }

  /// Messages and bytes from a number on.
  func waiting(from number: Int) -> (count: Int, bytes: Int) {
    guard let first = entry(number) else { return (0, 0) }
    return (end - number, byteCount - first.bytesBefore)
  }

  /// Forgets what everybody has had.
  func forget(before number: Int) {
    // The array is moved only when half of it is old.
    guard number - dropped > entries.count / 2, number > dropped else { return }
    entries.removeFirst(number - dropped)
    dropped = number
  }

  /// Takes a record, as far as the audience may see it.
  func take(_ record: PublishedRecord, _ directory: LedgerDirectory) {
    for tail in StreamAudience.tails(of: record, for: key, directory) {
      entries.append(Entry(position: record.position, tail: tail, bytesBefore: byteCount))
      byteCount += tail.count
    }
  }

  /// What is told of a record.
  static func tails(
    of record: PublishedRecord, for key: Key, _ directory: LedgerDirectory
  ) -> [[UInt8]] {
    let principal = Principal(key: "", tenant: key.tenant, scopes: [.read])
    switch key.channel {
    case .alerts:
      return record.alerts.filter { alert in
        principal.isTold(alert)
      }.map { alert in
        StreamMessage.tail(.alerts) { writer throws(SteelyardError) in
          try writer.object("alert") { writer throws(SteelyardError) in try writer.alert(alert) }
        }
      }
    case .events:
      let sight = EventSight(directory: directory, principal: principal)
      let events = sight.seen(record.outcome)
      guard !events.isEmpty else { return [] }
      return [
        StreamMessage.tail(.events) { writer throws(SteelyardError) in
          try writer.object("record") { writer throws(SteelyardError) in
            try writer.record(record, events, sight)
          }
        }
      ]
    case .accounts, .risk, .market: preconditionFailure("\(key.channel) tells no records.")
    }
  }
}
