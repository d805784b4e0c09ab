import CWebSockets
import Glibc
import SteelyardCommandLine
import SteelyardContracts

extension ServerCore {
  /// Begins to listen.
  ///
  /// - Returns: The port.
  /// - Throws: `unavailable` where the address cannot be had or libwebsockets refuses.
  func start(on loop: isolated Loop) throws(SteelyardError) -> UInt16 {
    var port: UInt16 = 0
    listenDescriptor = steelyard_listen(options.address.host, options.address.port, &port)
    guard listenDescriptor >= 0 else {
      throw SteelyardError(
        .unavailable,
        "Cannot listen on \(options.address.host):\(options.address.port):"
          + " \(SystemMessage.text(-listenDescriptor)).",
        remedy: "Choose an address of this machine and a port that is free.")
    }
    spareDescriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
    let host: OpaquePointer
    do throws(SteelyardError) {
      host = try makeHost(on: loop)
    } catch {
      close(listenDescriptor)
      throw error
    }
    self.host = host
    listener = steelyard_adopt_listener(host, listenDescriptor, ServerCore.protocolName, nil)
    guard listener != nil else {
      throw SteelyardError(
        .unavailable, "libwebsockets refuses the listening socket.",
        remedy: "Most often descriptors have run out; allow more.")
    }
    loop.addSweeper { [unowned self] in self.sweep() }
    return port
  }

  static let protocolName = "steelyard"

  private func makeHost(on loop: isolated Loop) throws(SteelyardError) -> OpaquePointer {
    if let tls = options.tls {
      for file in [tls.certificateFile, tls.keyFile] where access(file, R_OK) != 0 {
        throw SteelyardError(
          .unavailable, "The file \(file) cannot be read: \(SystemMessage.text()).",
          remedy: "Give certificate and key as PEM files that the server may read.")
      }
    }
    let protocols = UnsafeMutablePointer<lws_protocols>.allocate(capacity: 2)
    protocols.initialize(repeating: lws_protocols(), count: 2)
    protocols[0].name = UnsafePointer(strdup(ServerCore.protocolName))
    protocols[0].callback = serverEvent
    protocols[0].rx_buffer_size = Loop.transferBytesMax
    protocols[0].tx_packet_size = Loop.transferBytesMax
    self.protocols = protocols
    var information = lws_context_creation_info()
    information.port = CONTEXT_PORT_NO_LISTEN_SERVER
    information.protocols = UnsafePointer(protocols)
    information.user = Unmanaged.passUnretained(self).toOpaque()
    if options.tls != nil { information.options = steelyard_tls_options() }
    let name = strdup("steelyard-\(ObjectIdentifier(self).hashValue)")
    let alpn = strdup("http/1.1")
    let certificate = options.tls.map { strdup($0.certificateFile) } ?? nil
    let key = options.tls.map { strdup($0.keyFile) } ?? nil
    defer { for text in [name, certificate, key] { free(text) } }
    information.vhost_name = UnsafePointer(name)
    // libwebsockets keeps the pointer; a few bytes per server stay for good.
    information.alpn = UnsafePointer(alpn)
    information.ssl_cert_filepath = UnsafePointer(certificate)
    information.ssl_private_key_filepath = UnsafePointer(key)
    return try loop.makeHost(&information)
  }

  /// Takes no new connections, lets requests end, and cuts what is left after `seconds`.
  func stop(graceSeconds seconds: Double, _ waiter: CheckedContinuation<Void, Never>) {
    stopWaiters.append(waiter)
    guard !isStopping else { return }
    isStopping = true
    stopDeadline = Monotonic.seconds + seconds
    if let listener { steelyard_kill(listener) }
    listener = nil
    for connection in connections.values { connection.finish() }
  }

  private func sweep() {
    let now = Monotonic.seconds
    for connection in connections.values { connection.sweep(now) }
    guard isStopping, !stopWaiters.isEmpty else { return }
    if now > stopDeadline {
      stopDeadline = .infinity
      for connection in connections.values { connection.cut() }
    }
    guard connections.isEmpty else { return }
    if spareDescriptor >= 0 { close(spareDescriptor) }
    spareDescriptor = -1
    for waiter in stopWaiters { waiter.resume() }
    stopWaiters = []
  }
}
