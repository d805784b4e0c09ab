import SteelyardContracts
import SteelyardEngine

/// Follows what is committed, from a position on, in a task of its own.
struct RecordFollower: Sendable {
  let engine: Engine
  let archive: (any RecordArchive)?
  /// The last record that was taken.
  private(set) var position: Int64

  init(_ engine: Engine, _ archive: (any RecordArchive)?, after position: Int64) {
    self.engine = engine
    self.archive = archive
    self.position = position
  }

  /// Records that are taken at once.
  static let pageCount = 500

  /// The records after the last page; empty where there are no more for now.
  ///
  /// - Throws: What reading the journal throws.
  mutating func next() throws(SteelyardError) -> [PublishedRecord] {
    let end = engine.position
    guard position < end else { return [] }
    var page = engine.records(after: position, limit: RecordFollower.pageCount) ?? []
    if page.isEmpty, let archive {
      do throws(SteelyardError) {
        page = try archive.records(after: position, limit: RecordFollower.pageCount)
      } catch {
        // What is in an archive only has been told of long ago, or nobody was there to be told.
        let oldest = try archive.oldestAfter()
        guard oldest > position else { throw error }
        page = try archive.records(after: oldest, limit: RecordFollower.pageCount)
      }
    }
    page.removeAll { $0.position > end }
    position = page.last?.position ?? position
    return page
  }
}
