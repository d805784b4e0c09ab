import Glibc
package import SteelyardContracts

/// Writes the answer to standard output.
package enum StandardOutput {
  /// Writes a text.
  ///
  /// A reader that has closed the pipe has seen enough: that is no failure.
  ///
  /// - Throws: `invalidInput` where the output cannot take it, such as a full disk.
  package static func write(_ text: String) throws(SteelyardError) { try write(Array(text.utf8)) }

  /// Writes bytes in the same way.
  ///
  /// - Throws: `invalidInput` where the output cannot take them.
  package static func write(_ bytes: [UInt8]) throws(SteelyardError) {
    let failure = FileDescriptor(number: STDOUT_FILENO).write(bytes)
    guard failure == 0 || failure == EPIPE else {
      throw SteelyardError(
        .invalidInput, "The answer cannot be written: \(FileDescriptor.reason(failure)).",
        remedy: "Send it elsewhere.",
        subject: .place(file: "standard output", row: nil, field: nil))
    }
  }
}

/// Writes what goes wrong to standard error, a line each.
package enum StandardError {
  /// Whether a person watches it.
  package static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Writes one line; control characters, which names of files may have, become question marks.
  package static func line(_ text: String) {
    let line = text.unicodeScalars.map { scalar -> Character in
      scalar.properties.generalCategory == .control ? "?" : Character(scalar)
    }
    // Nobody can be told that standard error is closed.
    _ = FileDescriptor(number: STDERR_FILENO).write(String(line) + "\n")
  }
}

/// An open file.
package struct FileDescriptor {
  package let number: Int32

  package init(number: Int32) { self.number = number }

  /// Writes a text whole; the error number, or 0.
  package func write(_ text: String) -> Int32 {
    var text = text
    return text.withUTF8(write)
  }

  /// Writes bytes whole; the error number, or 0.
  package func write(_ bytes: [UInt8]) -> Int32 { bytes.withUnsafeBufferPointer(write) }

  private func write(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
    var done = 0
    while done < bytes.count {
      let count = Glibc.write(number, bytes.baseAddress.map { $0 + done }, bytes.count - done)
      if count < 0 {
        if errno == EINTR { continue }
        return errno
      }
      done += count
    }
    return 0
  }

  /// An error number for people.
  package static func reason(_ number: Int32) -> String {
    switch number {
    case ENOENT, ENOTDIR: "there is no such directory"
    case EACCES, EPERM, EROFS: "it may not be written"
    case EISDIR: "it is a directory"
    case ENOSPC, EDQUOT: "the disk is full"
    case EBADF: "it is closed"
    default: SystemMessage.text(number)
    }
  }
}
