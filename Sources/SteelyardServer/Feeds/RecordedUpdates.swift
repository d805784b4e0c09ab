import Glibc
import SteelyardCommandLine
import SteelyardContracts
import SteelyardFeeds
import SteelyardFormats

/// The updates of a recording or of Tardis files, read as they are asked for.
final class RecordedUpdates {
  private enum Content {
    case recording(RecordingReader)
    case tardis(TardisFeed)
  }

  private var content: Content
  private let path: String
  private var descriptor: Int32 = -1
  private var isAtEnd = false
  /// What was left out.
  private(set) var problems: [SteelyardError] = []

  /// - Throws: `invalidInput` where a file can't be read or is of no accepted kind.
  init(_ source: RecordedFeed.Source, name: String) throws(SteelyardError) {
    path = source.path
    switch source {
    case .recording(let path):
      content = .recording(RecordingReader())
      descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else {
        throw SteelyardError(
          .invalidInput, "The recording can't be read: \(SystemMessage.text()).",
          remedy: "Check the path and its permissions.",
          subject: .place(file: path, row: nil, field: nil))
      }
    case .tardis(let paths):
      var files: [InputFile] = []
      for path in paths { files.append(try InputFile(path: path)) }
      content = .tardis(try TardisFeed(files, feed: name))
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// The next update; nil at the end.
  ///
  /// - Throws: `corruptData`, or what `TardisFeed.next` throws.
  func next() throws(SteelyardError) -> MarketUpdate? {
    switch content {
    case .tardis(var feed):
      let update = try feed.next()
      if update == nil { problems = feed.problems }
      content = .tardis(feed)
      return update
    case .recording(var reader):
      while true {
        do throws(SteelyardError) {
          if let update = try reader.next() {
            content = .recording(reader)
            return update
          }
        } catch {
          throw error.about(.place(file: path, row: nil, field: nil))
        }
        if isAtEnd {
          if let notice = reader.finish() {
            problems = [notice.about(.place(file: path, row: nil, field: nil))]
          }
          content = .recording(reader)
          return nil
        }
        var room = [UInt8](repeating: 0, count: RecordedUpdates.readBytes)
        let count = room.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        guard count >= 0 || errno == EINTR else {
          throw SteelyardError(
            .unavailable, "The recording can't be read on: \(SystemMessage.text()).",
            remedy: "Check the disk.")
        }
        if count == 0 { isAtEnd = true }
        if count > 0 { reader.add(room[..<count]) }
      }
    }
  }

  private static let readBytes = 1 << 18
}
