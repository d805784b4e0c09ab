import CWebSockets
import Glibc

/// The opening of a WebSocket (RFC 6455, section 4.2).
struct WebSocketHandshake {
  /// What the header of the answer says besides the status.
  let headers: Headers

  /// Checks a request for a socket.
  ///
  /// - Throws: A problem of status 400 or 426.
  init(_ head: RequestHead, _ endpoint: WebSocketEndpoint) throws(Problem) {
    let upgrades = head.headers.list("upgrade").map { $0.lowercased() }
    let connection = head.headers.list("connection").map { $0.lowercased() }
    guard head.method == .get, upgrades.contains("websocket"), connection.contains("upgrade"),
      head.headers["sec-websocket-version"] == "13"
    else {
      throw Problem(
        .upgradeRequired, code: "upgrade_required", "This path speaks WebSocket, version 13.",
        remedy: "Open it with a WebSocket client.",
        headers: Headers(["upgrade": "websocket", "sec-websocket-version": "13"]))
    }
    guard let key = head.headers["sec-websocket-key"], key.utf8.count == 24, key.hasSuffix("==")
    else {
      throw RequestHead.malformed("The field \"sec-websocket-key\" is not 16 bytes in base64.")
    }
    var headers = Headers([
      "upgrade": "websocket", "connection": "upgrade",
      "sec-websocket-accept": WebSocketHandshake.accept(key),
    ])
    let offered = head.headers.list("sec-websocket-protocol")
    if let chosen = endpoint.subprotocols.first(where: offered.contains) {
      headers.set("sec-websocket-protocol", chosen)
    }
    self.headers = headers
  }

  /// The proof that the server has read the key: SHA-1 over key and a constant, in base64.
  static func accept(_ key: String) -> String {
    let bytes = Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)
    var digest = [UInt8](repeating: 0, count: 20)
    lws_SHA1(bytes, bytes.count, &digest)
    var text = [CChar](repeating: 0, count: 64)
    let count = digest.withUnsafeBytes { digest in
      lws_b64_encode_string(
        digest.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(digest.count), &text, 64)
    }
    return String(
      decoding: text.prefix(Int(max(count, 0))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The bytes of the answer.
  var bytes: [UInt8] {
    var text = "HTTP/1.1 101 Switching Protocols\r\n"
    for field in headers.fields { text += "\(field.name): \(field.value)\r\n" }
    return Array((text + "\r\n").utf8)
  }
}
