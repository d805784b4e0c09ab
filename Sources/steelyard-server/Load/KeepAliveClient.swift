import Glibc
import SteelyardCommandLine
import SteelyardContracts

/// One connection of a load generator: requests one after another over HTTP/1.1, kept open.
///
/// Blocking, so that a thread of its own measures the time to the last byte and nothing of a scheduler.
final class KeepAliveClient {
  private let socket: Int32
  private var buffer: [UInt8] = []
  private var chunk = [UInt8](repeating: 0, count: 1 << 16)

  /// Connects to a port of this machine.
  ///
  /// - Throws: `unavailable` where nothing listens.
  init(port: UInt16) throws(SteelyardError) {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr = in_addr(s_addr: UInt32(0x7f00_0001).bigEndian)
    var isOn: Int32 = 1
    setsockopt(
      socket, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else {
      close(socket)
      throw KeepAliveClient.failure("connected to")
    }
  }

  deinit { close(socket) }

  /// A request as bytes.
  static func bytes(
    _ method: String, _ path: String, bearer: String, headers: String = "", body: String
  ) -> [UInt8] {
    Array(
      ("\(method) \(path) HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer \(bearer)\r\n"
        + "content-type: application/json\r\ncontent-length: \(body.utf8.count)\r\n\(headers)\r\n"
        + body).utf8)
  }

  /// Sends a request and waits for the whole answer.
  ///
  /// - Returns: The answer's status and body.
  /// - Throws: `unavailable` where the connection ends.
  func send(_ request: [UInt8]) throws(SteelyardError) -> (status: Int, body: ArraySlice<UInt8>) {
    var sent = 0
    while sent < request.count {
      let count = request.withUnsafeBytes {
        Glibc.send(
          socket, $0.baseAddress.map { $0 + sent }, request.count - sent,
          Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw KeepAliveClient.failure("written to") }
      sent += count
    }
    buffer.removeAll(keepingCapacity: true)
    while true {
      if let end = headEnd(), let length = contentLength(before: end) {
        while buffer.count < end + length { try read() }
        return (status, buffer[end..<end + length])
      }
      try read()
    }
  }

  private func read() throws(SteelyardError) {
    let count = chunk.withUnsafeMutableBytes { recv(socket, $0.baseAddress, $0.count, 0) }
    guard count > 0 else { throw KeepAliveClient.failure("read from") }
    buffer += chunk[..<count]
  }

  private var status: Int {
    Int(String(decoding: buffer.dropFirst(9).prefix(3), as: UTF8.self)) ?? 0
  }

  /// Where the body begins; nil before all of the head is there.
  private func headEnd() -> Int? {
    var place = 3
    while place < buffer.count {
      if buffer[place] == 10, buffer[place - 1] == 13, buffer[place - 2] == 10 { return place + 1 }
      place += 1
    }
    return nil
  }

  private func contentLength(before end: Int) -> Int? {
    let head = String(decoding: buffer[..<end], as: UTF8.self).lowercased()
    guard
      let field = head.split(separator: "\r\n").first(where: { $0.hasPrefix("content-length:") })
    else { return 0 }
    return Int(field.dropFirst("content-length:".count).filter { !$0.isWhitespace })
  }

  private static func failure(_ what: String) -> SteelyardError {
    SteelyardError(
      .unavailable, "The service can't be \(what): \(SystemMessage.text()).",
      remedy: "Look at its log.")
  }
}
