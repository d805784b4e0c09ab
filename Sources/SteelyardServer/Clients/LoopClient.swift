import CWebSockets
import Glibc
import SteelyardContracts

/// A connection to a service of others, on the loop.
protocol LoopClient: AnyObject {
  /// What libwebsockets tells. A negative answer ends the connection.
  func event(
    _ wire: OpaquePointer, _ reason: lws_callback_reasons, _ bytes: UnsafeMutableRawPointer?,
    _ count: Int
  ) -> Int32
  /// Looks whether a deadline has passed, in seconds of the monotonic clock.
  func sweep(_ now: Double)
}

/// Connections to services of others, by the number that libwebsockets carries for us.
final class LoopClients {
  private var clients: [UInt: any LoopClient] = [:]
  private var count: UInt = 0
  private var hosts: [String: OpaquePointer] = [:]
  private let protocols: UnsafeMutablePointer<lws_protocols>
  /// After 20 s without anything that proves the peer alive a ping is sent, after 60 s it is hung up.
  let idle: UnsafeMutablePointer<lws_retry_bo_t>

  static let protocolName = "steelyard-client"

  init() {
    protocols = .allocate(capacity: 2)
    protocols.initialize(repeating: lws_protocols(), count: 2)
    protocols[0].name = UnsafePointer(strdup(LoopClients.protocolName))
    protocols[0].callback = clientEvent
    protocols[0].rx_buffer_size = Loop.transferBytesMax
    idle = .allocate(capacity: 1)
    idle.initialize(to: lws_retry_bo_t())
    idle.pointee.secs_since_valid_ping = 20
    idle.pointee.secs_since_valid_hangup = 60
  }

  deinit {
    free(UnsafeMutableRawPointer(mutating: protocols[0].name))
    protocols.deallocate()
    idle.deallocate()
  }

  /// The host for connections whose certificates are checked by a file, or by the system's authorities.
  func host(
    authorities file: String?, on loop: isolated Loop
  ) throws(SteelyardError) -> OpaquePointer {
    let name = file ?? ""
    if let host = hosts[name] { return host }
    if let file, access(file, R_OK) != 0 {
      throw SteelyardError(
        .unavailable, "The certificates in \(file) cannot be read.",
        remedy: "Give a PEM file that the server may read.")
    }
    var information = lws_context_creation_info()
    information.port = CONTEXT_PORT_NO_LISTEN
    information.protocols = UnsafePointer(protocols)
    let label = strdup("steelyard-client-\(hosts.count)")
    let path = file.map { strdup($0) } ?? nil
    defer {
      free(label)
      free(path)
    }
    information.vhost_name = UnsafePointer(label)
    information.client_ssl_ca_filepath = UnsafePointer(path)
    information.options =
      file == nil ? steelyard_tls_options() : steelyard_only_given_authorities()
    let host = try loop.makeHost(&information)
    hosts[name] = host
    return host
  }

  func add(_ client: any LoopClient) -> UInt {
    count += 1
    clients[count] = client
    return count
  }

  func remove(_ number: UInt) { clients[number] = nil }

  func client(_ number: UInt) -> (any LoopClient)? { clients[number] }

  func sweep() {
    let now = Monotonic.seconds
    for client in clients.values { client.sweep(now) }
  }
}

/// What libwebsockets tells about connections out; on the loop's thread.
private func clientEvent(
  wire: OpaquePointer?, reason: lws_callback_reasons, user: UnsafeMutableRawPointer?,
  bytes: UnsafeMutableRawPointer?, count: Int
) -> Int32 {
  switch reason {
  case LWS_CALLBACK_CLIENT_ESTABLISHED, LWS_CALLBACK_CLIENT_RECEIVE,
    LWS_CALLBACK_CLIENT_WRITEABLE, LWS_CALLBACK_CLIENT_CLOSED,
    LWS_CALLBACK_WS_PEER_INITIATED_CLOSE, LWS_CALLBACK_CLIENT_CONNECTION_ERROR,
    LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER, LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP,
    LWS_CALLBACK_CLIENT_HTTP_WRITEABLE, LWS_CALLBACK_RECEIVE_CLIENT_HTTP,
    LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ, LWS_CALLBACK_COMPLETED_CLIENT_HTTP,
    LWS_CALLBACK_CLOSED_CLIENT_HTTP, LWS_CALLBACK_CLIENT_HTTP_REDIRECT:
    break
  default: return 0
  }
  guard let wire, let context = lws_get_context(wire), let pointer = lws_context_user(context),
    let opaque = lws_get_opaque_user_data(wire)
  else { return 0 }
  let loop = Unmanaged<Loop>.fromOpaque(pointer).takeUnretainedValue()
  let number = UInt(bitPattern: opaque)
  // The pointers do not leave the call, which the compiler cannot see.
  nonisolated(unsafe) let (wirePointer, bytesPointer) = (wire, bytes)
  return loop.assumeIsolated { loop in
    loop.clients.client(number)?.event(wirePointer, reason, bytesPointer, count) ?? -1
  }
}
