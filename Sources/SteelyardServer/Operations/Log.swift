import Glibc
import SteelyardCommandLine
public import SteelyardContracts
import SteelyardFormats
import Synchronization

/// Log lines as JSON, one object a line: `time`, `level`, `event`, then the fields.
///
/// A line goes out in one write, so lines of several threads do not mix. An event that repeats is held to some
/// lines a second; how many were left out stands in its next line as `suppressed`.
public final class Log: Sendable {
  /// Where lines go.
  public enum Destination: Sendable {
    /// Standard error.
    case standardError
    /// A file, appended to; made with mode 0600.
    case file(String)
    /// A closure that gets each line without its line end: for tests.
    case closure(@Sendable (String) -> Void)
  }

  private struct Repeats {
    var second: Int64 = 0
    var count = 0
    var suppressed = 0
  }

  private let destination: Destination
  private let descriptor: Int32
  private let levelMin: LogLevel
  private let now: @Sendable () -> Timestamp
  private let repeats = Mutex<[String: Repeats]>([:])

  /// Most lines of one event in a second.
  public static let linesPerSecondMax = 20
  /// Most bytes of a text in a line.
  public static let textBytesMax = 2_048

  /// A log.
  ///
  /// - Parameters:
  ///   - destination: Where lines go.
  ///   - levelMin: What matters less is left out.
  ///   - now: The clock, for tests; the machine's without one.
  /// - Throws: `unavailable` for a file that cannot be opened.
  public init(
    to destination: Destination, levelMin: LogLevel = .info,
    now: @escaping @Sendable () -> Timestamp = { WallClock.now }
  ) throws(SteelyardError) {
    self.destination = destination
    self.levelMin = levelMin
    self.now = now
    switch destination {
    case .standardError: descriptor = STDERR_FILENO
    case .closure: descriptor = -1
    case .file(let path):
      descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else {
        throw SteelyardError(
          .unavailable, "The log \(path) cannot be written: \(SystemMessage.text()).",
          remedy: "Name a file in a directory that the server may write to.")
      }
    }
  }

  deinit { if case .file = destination { close(descriptor) } }

  /// Whether lines of a level are written: for who would otherwise gather fields in vain.
  func takes(_ level: LogLevel) -> Bool { level >= levelMin }

  /// Writes a line.
  ///
  /// - Parameters:
  ///   - event: What happened, in words that do not change from line to line.
  ///   - fields: Its particulars, in their order.
  public func write(
    _ level: LogLevel, _ event: StaticString, _ fields: KeyValuePairs<String, LogValue> = [:]
  ) {
    guard level >= levelMin else { return }
    let time = now()
    guard let suppressed = admit(event.description, time) else { return }
    let line = Log.line(level, event.description, fields, time, suppressed: suppressed)
    switch destination {
    case .closure(let closure): closure(String(decoding: line, as: UTF8.self))
    case .standardError, .file:
      let line = line + [0x0A]
      // A full disk or a closed pipe must not stop the service; there is nowhere left to say it.
      _ = line.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }
  }

  /// How many lines of the event were left out before this one; `nil` if this one is left out too.
  private func admit(_ event: String, _ time: Timestamp) -> Int? {
    let second = time.microseconds / 1_000_000
    return repeats.withLock { repeats -> Int? in
      var entry = repeats[event] ?? Repeats()
      defer { repeats[event] = entry }
      if entry.second != second {
        entry.second = second
        entry.count = 0
      }
      entry.count += 1
      guard entry.count <= Log.linesPerSecondMax else {
        entry.suppressed += 1
        return nil
      }
      let suppressed = entry.suppressed
      entry.suppressed = 0
      return suppressed
    }
  }

  private static func line(
    _ level: LogLevel, _ event: String, _ fields: KeyValuePairs<String, LogValue>,
    _ time: Timestamp, suppressed: Int
  ) -> [UInt8] {
    var writer = JSONWriter(.compact)
    do throws(SteelyardError) {
      try writer.object { writer throws(SteelyardError) in
        writer.key("time")
        writer.string(time.description)
        writer.key("level")
        writer.string(level.rawValue)
        writer.key("event")
        writer.string(event)
        for (name, value) in fields {
          writer.key(named: name)
          switch value {
          case .text(let text): writer.string(cut(text))
          case .integer(let integer): writer.integer(integer)
          case .number(let number) where number.isFinite: try writer.number(number)
          case .number(let number): writer.string("\(number)")
          case .boolean(let boolean): writer.boolean(boolean)
          }
        }
        if suppressed > 0 {
          writer.key("suppressed")
          writer.integer(suppressed)
        }
      }
    } catch {
      preconditionFailure("Only finite numbers are written: \(error)")
    }
    return writer.text
  }

  private static func cut(_ text: String) -> String {
    text.utf8.count <= textBytesMax ? text : String(text.prefix(textBytesMax / 4)) + "…"
  }
}
