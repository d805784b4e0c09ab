import Glibc
package import SteelyardContracts

/// A program that is installed beside this one, to which commands are handed.
package struct SisterProgram: Sendable {
  /// Its name: `steelyard-server`.
  package let name: String

  package init(name: String) { self.name = name }

  /// Becomes the other program, with the same arguments; returns only by throwing.
  ///
  /// - Throws: `unavailable` where it does not stand beside this one or can't be run.
  package func run(_ arguments: [String]) throws(SteelyardError) -> Never {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let size = buffer.count
    let length = buffer.withUnsafeMutableBytes {
      $0.baseAddress.map { readlink("/proc/self/exe", $0, size) } ?? -1
    }
    guard length > 0, length < buffer.count else {
      throw SteelyardError(
        .unavailable, "The path of this program is not known: \(SystemMessage.text()).",
        remedy: "Run \(name) directly.")
    }
    let own = String(decoding: buffer[0..<length], as: UTF8.self)
    let directory = own.lastIndex(of: "/").map { own[..<$0] } ?? "."
    let path = "\(directory)/\(name)"
    // What an alarm of this program would say is of no use to the other one.
    alarm(0)
    signal(SIGPIPE, SIG_DFL)
    var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
    words.append(nil)
    execv(path, words)
    let failure = errno
    for word in words { free(word) }
    throw SteelyardError(
      .unavailable, "\(path) can't be run: \(SystemMessage.text(failure)).",
      remedy: failure == ENOENT
        ? "Build it (swift build -c release --product \(name)) or install it beside this program."
        : "Reinstall both programs.")
  }
}
