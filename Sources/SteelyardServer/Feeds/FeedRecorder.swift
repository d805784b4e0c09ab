import Glibc
import SteelyardCommandLine
public import SteelyardContracts
public import SteelyardFeeds
import Synchronization

/// Writes down what a feed tells, as a recording that can be told again.
///
/// A recording is beside the point of a service: where its file can't be written any more, that is logged once and the
/// service goes on without it.
public final class FeedRecorder: Sendable {
  private struct State {
    var writer = RecordingWriter()
    var descriptor: Int32
  }

  private let path: String
  private let log: Log?
  private let state: Mutex<State>

  /// A recorder on a file, which is made, or gone on with where it ended: what a crash left half written is cut off.
  ///
  /// - Throws: `unavailable` for a file that can't be written; `corruptData` for one that is no recording.
  public init(path: String, log: Log? = nil) throws(SteelyardError) {
    self.path = path
    self.log = log
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FeedRecorder.failure(path) }
    do throws(SteelyardError) {
      try FeedRecorder.goOn(path, descriptor)
    } catch {
      close(descriptor)
      throw error
    }
    state = Mutex(State(descriptor: descriptor))
  }

  deinit {
    let descriptor = state.withLock { $0.descriptor }
    if descriptor >= 0 { close(descriptor) }
  }

  /// Writes updates down.
  public func take(_ updates: [MarketUpdate]) {
    state.withLock { state in
      guard state.descriptor >= 0 else { return }
      var bytes: [UInt8] = []
      for update in updates {
        // An update without a name in our spelling is none that a replay could tell.
        guard let frame = try? state.writer.frame(of: update) else { continue }
        bytes += frame
      }
      guard FeedRecorder.write(bytes, state.descriptor) else {
        log?.write(.error, "recording ended", ["reason": .text(FeedRecorder.failure(path).message)])
        close(state.descriptor)
        state.descriptor = -1
        return
      }
    }
  }

  /// Leaves the file at the end of its last whole update.
  private static func goOn(_ path: String, _ descriptor: Int32) throws(SteelyardError) {
    var reader = RecordingReader()
    var room = [UInt8](repeating: 0, count: 1 << 18)
    var isEmpty = true
    while true {
      let count = room.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      guard count >= 0 else { throw failure(path) }
      if count == 0 { break }
      isEmpty = false
      reader.add(room[..<count])
      do throws(SteelyardError) {
        while try reader.next() != nil {}
      } catch {
        throw error.about(.place(file: path, row: nil, field: nil))
      }
    }
    let length = off_t(reader.validLength)
    guard ftruncate(descriptor, length) == 0, lseek(descriptor, length, SEEK_SET) == length,
      !isEmpty && length > 0 || write(RecordingWriter.header, descriptor)
    else { throw failure(path) }
  }

  private static func write(_ bytes: [UInt8], _ descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { return false }
      rest = rest.dropFirst(max(0, count))
    }
    return true
  }

  private static func failure(_ path: String) -> SteelyardError {
    SteelyardError(
      .unavailable, "The recording \(path) can't be written: \(SystemMessage.text()).",
      remedy: "Name a file in a directory that the server may write to, with room on its disk.")
  }
}
