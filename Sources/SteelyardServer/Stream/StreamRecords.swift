import SteelyardContracts
import SteelyardEngine

/// The journal as the stream follows it: each record is brought to the audiences that may see it.
struct StreamRecords {
  private let engine: Engine
  private let source: StreamRecordSource
  private var audiences: [StreamAudience.Key: StreamAudience] = [:]
  /// The last record that was brought to the audiences; nil while there are none.
  private var followed: Int64?

  init(_ engine: Engine, _ source: StreamRecordSource) {
    self.engine = engine
    self.source = source
  }

  /// Records that are taken at once.
  private static let pageCount = 1_000

  /// The position that audiences have, or begin at.
  var position: Int64 { followed ?? source.through }

  /// The audience of a key; one that is new begins at `position`.
  mutating func audience(_ key: StreamAudience.Key) -> StreamAudience {
    if let audience = audiences[key] { return audience }
    followed = position
    let audience = StreamAudience(key)
    audiences[key] = audience
    return audience
  }

  /// Ends an audience that nobody belongs to any more.
  mutating func end(_ key: StreamAudience.Key) {
    audiences[key] = nil
    if audiences.isEmpty { followed = nil }
  }

  /// Takes what was committed.
  ///
  /// - Throws: Where records can't be read: then nobody can be told the next one.
  mutating func follow() throws(SteelyardError) {
    guard var position = followed else { return }
    while position < source.through {
      let page = try source.page(after: position, limit: StreamRecords.pageCount)
      guard let last = page.last else { return }
      let directory = engine.directory
      for record in page { bring(record, directory) }
      position = last.position
      followed = position
    }
  }

  private func bring(_ record: PublishedRecord, _ directory: LedgerDirectory) {
    let concern = EventConcern(record, directory)
    for (key, audience) in audiences {
      switch key.tenant {
      case .house: audience.take(record, directory)
      case .account(let name) where concern.includes(name): audience.take(record, directory)
      case .account: break
      }
    }
  }
}
