public import SteelyardContracts

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The bytes of a file or of standard input, with the name that errors call it by.
public struct InputFile: Sendable {
  /// Most bytes read from one file: a day of a venue's option chain fits, a mistake does not.
  public static let bytesMax = 1 << 30

  /// The path as the caller gave it; `standard input` for `-`.
  public let name: String
  /// The content.
  public let bytes: [UInt8]

  /// Content that is at hand already, under a name for errors.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  /// Reads the file at `path`, or standard input where the path is `-`.
  ///
  /// - Throws: `invalidInput` where there is no such file, it is a directory or cannot be read;
  ///   `limitExceeded` beyond `bytesMax`.
  public init(path: String) throws(SteelyardError) {
    if path == "-" {
      name = "standard input"
      bytes = try InputFile.content(of: STDIN_FILENO, name: "standard input")
      return
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw InputFile.unreadable(path, errno) }
    defer { close(descriptor) }
    name = path
    bytes = try InputFile.content(of: descriptor, name: path)
  }

  /// The error about a place in this file.
  func error(
    code: SteelyardError.Code = .invalidInput, _ message: String, remedy: String, row: Int? = nil,
    field: String? = nil, cause: String? = nil
  ) -> SteelyardError {
    SteelyardError(
      code, message, remedy: remedy, subject: .place(file: name, row: row, field: field),
      cause: cause)
  }

  private static func content(
    of descriptor: Int32, name: String
  ) throws(SteelyardError) -> [UInt8] {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable(name, errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw unreadable(name, EISDIR) }
    guard status.st_size <= bytesMax else { throw tooLarge(name) }
    var bytes: [UInt8] = []
    // One more than the size, so that the read that finds the end needs no second buffer.
    var room = max(Int(status.st_size) + 1, 1 << 16)
    while true {
      let start = bytes.count
      var count = 0
      var failure: Int32 = 0
      bytes.append(
        contentsOf: [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
          repeat {
            count = read(descriptor, buffer.baseAddress, room)
            failure = errno
          } while count < 0 && failure == EINTR
          filled = max(count, 0)
        })
      guard count >= 0 else { throw unreadable(name, failure) }
      guard bytes.count <= bytesMax else { throw tooLarge(name) }
      if bytes.count == start { return bytes }
      room = 1 << 16
    }
  }

  private static func tooLarge(_ name: String) -> SteelyardError {
    SteelyardError(
      .limitExceeded, "The file is larger than \(bytesMax >> 20) MiB.",
      remedy: "Split it, or keep only the rows that are needed.",
      subject: .place(file: name, row: nil, field: nil))
  }

  private static func unreadable(_ name: String, _ failure: Int32) -> SteelyardError {
    let (message, remedy) =
      switch failure {
      case ENOENT, ENOTDIR: ("There is no such file.", "Check the path.")
      case EACCES, EPERM: ("The file may not be read.", "Check its permissions.")
      case EISDIR: ("This is a directory.", "Name a file in it.")
      default: ("The file cannot be read (error \(failure)).", "Check the disk and the path.")
      }
    return SteelyardError(
      .invalidInput, message, remedy: remedy, subject: .place(file: name, row: nil, field: nil))
  }
}
