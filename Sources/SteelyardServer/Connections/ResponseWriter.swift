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
    var head = "HTTP/1.1 \(response.status.code) \(response.status.reason)\r\n"
    head += "date: \(date())\r\n"
    if !response.status.isWithoutBody { head += "content-length: \(response.body.count)\r\n" }
    if !isKeepAlive { head += "connection: close\r\n" }
    head += "x-request-id: \(identifier)\r\nx-content-type-options: nosniff\r\n"
    if response.headers["cache-control"] == nil { head += "cache-control: no-store\r\n" }
    for field in response.headers.fields {
      head += "\(field.name): \(ResponseWriter.line(field.value))\r\n"
    }
    head += "\r\n"
    let isBodySent = !isBodyLeftOut && !response.status.isWithoutBody
    var bytes: [UInt8] = []
    bytes.reserveCapacity(head.utf8.count + (isBodySent ? response.body.count : 0))
    bytes.append(contentsOf: head.utf8)
    if isBodySent { bytes.append(contentsOf: response.body) }
    return bytes
  }

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
