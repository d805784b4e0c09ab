import SteelyardContracts

/// The incidents that have begun and not ended: what the journal says of them.
///
/// At most one a subject, so no more than there are accounts and limits, underlyings, and feeds.
public struct IncidentBook: Sendable, Hashable {
  /// How each began.
  public private(set) var open: [IncidentEvent.Subject: IncidentEvent] = [:]

  /// No incidents.
  public init() {}

  /// Whether an event changes anything: a repetition does not.
  func isNews(_ event: IncidentEvent) -> Bool {
    switch event.kind {
    case .began: open[event.subject] == nil
    case .ended: open[event.subject] != nil
    }
  }

  /// Takes over an event.
  mutating func apply(_ event: IncidentEvent) {
    open[event.subject] = event.kind == .began ? event : nil
  }

  /// Writes the open ones in the order of their subjects' bytes.
  func write(to writer: inout ByteWriter) {
    let sorted = open.values.sorted { $0.subject.bytes.lexicographicallyPrecedes($1.subject.bytes) }
    writer.write(list: sorted) { $1.write(to: &$0) }
  }

  /// Reads what `write(to:)` wrote.
  init(reading reader: inout ByteReader) throws(SteelyardError) {
    let events = try reader.readList { reader throws(SteelyardError) in
      try IncidentEvent(reading: &reader)
    }
    for event in events {
      guard event.kind == .began, isNews(event) else {
        throw reader.corrupt("an incident is open that did not begin, or began twice")
      }
      apply(event)
    }
  }
}
