/// Request line and header fields of an HTTP/1.1 request (RFC 9112), checked.
///
/// Strict where servers and proxies have been played off against each other: bare line feeds, folded lines,
/// blanks before colons, two lengths, a length beside an encoding, and fields given twice that may come once are
/// refused.
struct RequestHead: Sendable {
  let method: Method
  /// Path and query, as sent.
  let target: String
  let headers: Headers
  /// Whether the connection stays open behind the answer.
  let isKeepAlive: Bool
  let body: Framing
  let expectsContinue: Bool

  /// How the length of the body is told.
  enum Framing: Sendable, Hashable {
    case length(Int)
    case chunked
  }

  /// The end of the header in a buffer: just behind the empty line; `nil` if it has not come yet.
  static func end(of bytes: ArraySlice<UInt8>, from start: Int) -> Int? {
    var place = max(bytes.startIndex, start - 3)
    while place + 3 < bytes.endIndex {
      // Four apart, because a match contains one of its own bytes at every fourth place.
      if bytes[place + 3] > 0x0D {
        place += 4
      } else if bytes[place] == 0x0D, bytes[place + 1] == 0x0A, bytes[place + 2] == 0x0D,
        bytes[place + 3] == 0x0A
      {
        return place + 4
      } else {
        place += 1
      }
    }
    return nil
  }

  /// Reads a header that is complete.
  ///
  /// - Parameter bytes: From the first byte of the request line to the empty line, inclusive.
  /// - Throws: The problem to answer with; the connection is then closed, because nobody knows where the next
  ///   request would begin.
  init(_ bytes: ArraySlice<UInt8>, limits: RequestLimits) throws(Problem) {
    var lines = bytes.dropLast(2).split(separator: 0x0A, omittingEmptySubsequences: false)
    // The last line feed ends the last line; behind it stands nothing.
    lines.removeLast()
    guard let first = lines.first, !first.isEmpty else {
      throw RequestHead.malformed("The request has no request line.")
    }
    guard first.count <= limits.lineBytesMax else { throw RequestHead.lineTooLong(limits) }
    guard bytes.count - first.count <= limits.headerBytesMax,
      lines.count - 1 <= limits.headerCountMax
    else { throw RequestHead.headersTooLarge(limits) }
    let (method, target, isVersion11) = try RequestHead.line(first)
    self.method = method
    self.target = target
    headers = try RequestHead.fields(lines.dropFirst())
    for name in headers.repeatedNames where RequestHead.singleFields.contains(name) {
      throw RequestHead.malformed("The header field \"\(name)\" comes twice.")
    }
    if isVersion11, headers["host"] == nil {
      throw RequestHead.malformed("The header field \"host\" is missing.")
    }
    body = try RequestHead.framing(headers)
    let connection =
      headers["connection"] == nil ? [] : headers.list("connection").map { $0.lowercased() }
    isKeepAlive =
      isVersion11 ? !connection.contains("close") : connection.contains("keep-alive")
    expectsContinue = try RequestHead.expectsContinue(headers)
  }

  private static let singleFields = [
    "host", "content-length", "content-type", "authorization", "transfer-encoding", "origin",
    "idempotency-key", "if-none-match", "expect", "sec-websocket-key", "sec-websocket-version",
  ]

  private static func line(
    _ line: ArraySlice<UInt8>
  ) throws(Problem) -> (Method, String, isVersion11: Bool) {
    guard line.last == 0x0D else { throw malformed("A line does not end in CR LF.") }
    let text = line.dropLast()
    guard let first = text.firstIndex(of: 0x20), let last = text.lastIndex(of: 0x20), first < last,
      !text[(first + 1)..<last].contains(0x20), case let name = text[..<first], !name.isEmpty,
      name.allSatisfy(isTokenByte), name.count <= 32
    else { throw malformed("The request line is not \"METHOD target HTTP/1.1\".") }
    let (sent, version) = (text[(first + 1)..<last], text[(last + 1)...])
    let isVersion11: Bool
    switch String(decoding: version, as: UTF8.self) {
    case "HTTP/1.1": isVersion11 = true
    case "HTTP/1.0": isVersion11 = false
    case let version where version.hasPrefix("HTTP/"):
      throw Problem(
        .versionNotSupported, code: "version_not_supported",
        "The request is in \(version.prefix(16)).", remedy: "Speak HTTP/1.1.")
    default: throw malformed("The request line is not \"METHOD target HTTP/1.1\".")
    }
    guard sent.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }) else {
      throw malformed("The target has bytes that must be percent encoded.")
    }
    let method = Method(String(decoding: name, as: UTF8.self))
    return (method, try target(String(decoding: sent, as: UTF8.self), method), isVersion11)
  }

  /// The target without scheme and host: proxies' form means the same resource (RFC 9112, section 3.2.2).
  private static func target(_ text: String, _ method: Method) throws(Problem) -> String {
    if text.hasPrefix("/") { return text }
    for scheme in ["http://", "https://"] where text.lowercased().hasPrefix(scheme) {
      let rest = text.dropFirst(scheme.count)
      return rest.firstIndex(of: "/").map { String(rest[$0...]) } ?? "/"
    }
    if text == "*", method == .options { return text }
    if method.description == "CONNECT" { return "*" }
    throw malformed("The target does not begin with a stroke.")
  }

  private static func fields(
    _ lines: ArraySlice<ArraySlice<UInt8>>
  ) throws(Problem) -> Headers {
    var headers = Headers()
    for line in lines {
      guard line.last == 0x0D else { throw malformed("A line does not end in CR LF.") }
      let line = line.dropLast()
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
        line[..<colon].allSatisfy(isTokenByte)
      else { throw malformed("A header line is not \"name: value\".") }
      var value = line[(colon + 1)...]
      // One blank stands before nearly every value.
      if value.first == 0x20 { value.removeFirst() }
      guard value.allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }),
        let text = String(validating: value, as: UTF8.self)
      else { throw malformed("A header value has control characters or is not UTF-8.") }
      headers.add(
        Headers.Field(
          name: name(line[..<colon]), value: isTrimmed(value) ? text : Headers.trimmed(text)))
    }
    return headers
  }

  /// A field's name in lower case; its bytes are those of a token, which are ASCII.
  private static func name(_ bytes: ArraySlice<UInt8>) -> String {
    String(unsafeUninitializedCapacity: bytes.count) { room in
      for (place, byte) in bytes.enumerated() {
        room[place] =
          (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
      }
      return bytes.count
    }
  }

  private static func isTrimmed(_ value: ArraySlice<UInt8>) -> Bool {
    guard let first = value.first, let last = value.last else { return true }
    return first != 0x20 && first != 0x09 && last != 0x20 && last != 0x09
  }

  private static func framing(_ headers: Headers) throws(Problem) -> Framing {
    let length = headers["content-length"]
    if let encoding = headers["transfer-encoding"] {
      guard length == nil else {
        throw malformed("The request has a content-length and a transfer-encoding.")
      }
      guard encoding.lowercased() == "chunked" else {
        throw Problem(
          .notImplemented, code: "unsupported",
          "The transfer-encoding \"\(encoding.prefix(40))\" is not known here.",
          remedy: "Send the body chunked or with its length.")
      }
      return .chunked
    }
    guard let length else { return .length(0) }
    guard !length.isEmpty, length.utf8.count <= 18,
      length.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let count = Int(length)
    else { throw malformed("The content-length is not a whole number.") }
    return .length(count)
  }

  private static func expectsContinue(_ headers: Headers) throws(Problem) -> Bool {
    guard let expectation = headers["expect"] else { return false }
    guard expectation.lowercased() == "100-continue" else {
      throw Problem(
        .expectationFailed, code: "expectation_failed",
        "The expectation \"\(expectation.prefix(40))\" is not known here.",
        remedy: "Leave the field \"expect\" out.")
    }
    return true
  }

  /// Bytes of a token (RFC 9110, section 5.6.2).
  static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: tokenMarks.contains(byte)
    }
  }

  private static let tokenMarks = Array("!#$%&'*+-.^_`|~".utf8)

  static func malformed(_ detail: String) -> Problem {
    Problem(
      .badRequest, code: "malformed_request", detail,
      remedy: "Send the request as RFC 9112 says.")
  }

  static func lineTooLong(_ limits: RequestLimits) -> Problem {
    Problem(
      .targetTooLong, code: "limit_exceeded",
      "The request line has more than \(limits.lineBytesMax) bytes.",
      remedy: "Send what is long in the body.")
  }

  static func headersTooLarge(_ limits: RequestLimits) -> Problem {
    Problem(
      .headersTooLarge, code: "limit_exceeded",
      "The header has more than \(limits.headerBytesMax) bytes or \(limits.headerCountMax) fields.",
      remedy: "Send fewer and shorter fields.")
  }
}
