import Glibc

/// What the system says of a call that failed.
package enum SystemMessage {
  /// Its words for a number of `errno`, for the middle of a sentence.
  package static func text(_ number: Int32 = errno) -> String {
    // `strerror` shares its memory among threads.
    var words = [CChar](repeating: 0, count: 256)
    guard strerror_r(number, &words, words.count) == 0 else { return "error \(number)" }
    return String(decoding: words.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
