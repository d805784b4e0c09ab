import Glibc

/// Writes answers as they go over the wire.
struct ResponseWriter {
  private var dateText = ""
  private var dateSecond = 0

  /// The bytes of an answer.
  ///
  /// - Parameters:
  ///   - isKeepAlive: Whether the connection stays open behind it.
  ///   - isBodyLeftOut: `HEAD`: the length is told, the body is not sent.
  mutating func bytes(
    of response: Response, identifier: String, isKeepAlive: Bool, isBodyLeftOut: Bool
  ) -> [UInt8] {
    let isBodySent = !isBodyLeftOut && !response.status.isWithoutBody
    var bytes: [UInt8] = []
    bytes.reserveCapacity(
      ResponseWriter.headBytesUsual + (isBodySent ? response.body.count : 0))
    func write(_ text: String) {
      var text = text
      text.withUTF8 { bytes.append(contentsOf: $0) }
    }
    func write(_ name: String, _ value: String) {
      write(name)
      write(": ")
      write(value)
      write("\r\n")
    }
    write("HTTP/1.1 ")
    write(String(response.status.code))
    write(" ")
    write(response.status.reason)
    write("\r\n")
    write("date", date())
    if !response.status.isWithoutBody { write("content-length", String(response.body.count)) }
    if !isKeepAlive { write("connection: close\r\n") }
    write("x-request-id", identifier)
    write("x-content-type-options: nosniff\r\n")
    if response.headers["cache-control"] == nil { write("cache-control: no-store\r\n") }
    for field in response.headers.fields {
      write(field.name, ResponseWriter.line(field.value))
    }
    write("\r\n")
    if isBodySent { bytes.append(contentsOf: response.body) }
    return bytes
  }

  /// Bytes before the body that hardly an answer passes.
  private static let headBytesUsual = 320

  /// A value that cannot end its line, whatever a handler put into it.
  private static func line(_ value: String) -> String {
    guard value.utf8.contains(where: { $0 == 0x0D || $0 == 0x0A || $0 == 0 }) else { return value }
    return String(
      decoding: value.utf8.map { $0 == 0x0D || $0 == 0x0A || $0 == 0 ? 0x20 : $0 }, as: UTF8.self)
  }

  private mutating func date() -> String {
    let now = time(nil)
    guard now != dateSecond || dateText.isEmpty else { return dateText }
    dateSecond = now
    dateText = HTTPDate.text(now)
    return dateText
  }
}
