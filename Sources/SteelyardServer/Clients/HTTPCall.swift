import CWebSockets
import Glibc
import SteelyardContracts

/// One request to a service of others and its answer, on the loop.
final class HTTPCall: LoopClient {
  let options: HTTPClient.Options
  var number: UInt = 0
  weak var clients: LoopClients?
  private let method: Method
  private let address: ServiceAddress
  private let headers: Headers
  private let body: [UInt8]
  private var waiter: CheckedContinuation<Result<Response, SteelyardError>, Never>?
  private var wire: OpaquePointer?
  private var deadline = Double.infinity
  private var status: Status?
  private var answerHeaders = Headers()
  private var answer: [UInt8] = []

  init(
    method: Method, address: ServiceAddress, headers: Headers, body: [UInt8],
    options: HTTPClient.Options
  ) {
    self.method = method
    self.address = address
    self.body = body
    self.options = options
    var headers = headers
    if !body.isEmpty || method == .post || method == .put {
      headers.set("content-length", "\(body.count)")
    }
    self.headers = headers
  }

  func begin(
    _ context: OpaquePointer, _ host: OpaquePointer,
    _ waiter: CheckedContinuation<Result<Response, SteelyardError>, Never>
  ) {
    self.waiter = waiter
    deadline = Monotonic.seconds + options.seconds
    let wire = address.host.withCString { name in
      address.target.withCString { path in
        address.hostField.withCString { field in
          LoopClients.protocolName.withCString { local in
            method.description.withCString { method in
              steelyard_connect(
                context, host, name, Int32(address.port), address.scheme.isEncrypted ? 1 : 0, path,
                field, nil, method, local, nil, UnsafeMutableRawPointer(bitPattern: number))
            }
          }
        }
      }
    }
    if wire == nil { fail("the connection could not be begun") }
    if self.waiter != nil { self.wire = wire }
  }

  private func finish(_ result: Result<Response, SteelyardError>) {
    guard let waiter else { return }
    self.waiter = nil
    deadline = .infinity
    clients?.remove(number)
    waiter.resume(returning: result)
  }

  private func fail(_ cause: String) {
    finish(
      .failure(
        SteelyardError(
          .unavailable, "No answer from \(address.scheme.rawValue)://\(address.hostField).",
          remedy: "Check address, network and certificate, and try again later.", cause: cause)))
  }

  func event(
    _ wire: OpaquePointer, _ reason: lws_callback_reasons, _ bytes: UnsafeMutableRawPointer?,
    _ count: Int
  ) -> Int32 {
    let input = UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count)
    switch reason {
    case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
      guard HeaderAppending.append(headers, to: wire, bytes, count) == 0 else { return -1 }
      if !body.isEmpty {
        lws_client_http_body_pending(wire, 1)
        lws_callback_on_writable(wire)
      }
    case LWS_CALLBACK_CLIENT_HTTP_WRITEABLE: return writeBody(wire)
    case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
      status = Status(Int(lws_http_client_http_response(wire)))
    case LWS_CALLBACK_CLIENT_HTTP_REDIRECT:
      // Where a service sends us is not where its owner has allowed us to go.
      finish(.success(Response(Status(count), headers: Headers(), body: [])))
      return -1
    case LWS_CALLBACK_RECEIVE_CLIENT_HTTP: return read(wire)
    case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ: return take(input)
    case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
      if let status { finish(.success(Response(status, headers: answerHeaders, body: answer))) }
      return -1
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR: fail(String(decoding: input, as: UTF8.self))
    case LWS_CALLBACK_CLOSED_CLIENT_HTTP: fail("the connection ended before the answer did")
    default: break
    }
    return 0
  }

  private func writeBody(_ wire: OpaquePointer) -> Int32 {
    guard !body.isEmpty else { return 0 }
    lws_client_http_body_pending(wire, 0)
    var framed = [UInt8](repeating: 0, count: steelyard_room()) + body
    return framed.withUnsafeMutableBufferPointer { room -> Int32 in
      guard let base = room.baseAddress else { return -1 }
      return steelyard_write_body(wire, base + steelyard_room(), body.count) < 0 ? -1 : 0
    }
  }

  private func read(_ wire: OpaquePointer) -> Int32 {
    var room = [CChar](repeating: 0, count: steelyard_room() + 16_384)
    return room.withUnsafeMutableBufferPointer { room -> Int32 in
      guard let base = room.baseAddress else { return -1 }
      var place: UnsafeMutablePointer<CChar>? = base + steelyard_room()
      var count: Int32 = 16_384
      return lws_http_client_read(wire, &place, &count) < 0 ? -1 : 0
    }
  }

  private func take(_ input: UnsafeRawBufferPointer) -> Int32 {
    guard answer.count + input.count <= options.bodyBytesMax else {
      finish(
        .failure(
          SteelyardError(
            .limitExceeded, "The answer has more than \(options.bodyBytesMax) bytes.",
            remedy: "Ask for less, or allow more.")))
      return -1
    }
    answer.append(contentsOf: input)
    return 0
  }

  func sweep(_ now: Double) {
    guard now > deadline else { return }
    fail("not answered within \(options.seconds) s")
    if let wire { steelyard_kill(wire) }
    wire = nil
  }
}
