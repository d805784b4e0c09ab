import CWebSockets
import Glibc

extension ServerCore {
  /// Takes those who knock.
  func accept() {
    var address = [CChar](repeating: 0, count: 64)
    // Bounded, so that a storm of connections does not keep the others waiting.
    for _ in 0..<64 {
      var port: UInt16 = 0
      let descriptor = steelyard_accept(listenDescriptor, &address, 64, &port)
      if descriptor == -EMFILE || descriptor == -ENFILE {
        refuseWithSpare()
        return
      }
      guard descriptor >= 0 else { return }
      let name = String(
        decoding: address.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      adopt(
        descriptor,
        Peer(address: name, port: port, protection: options.tls == nil ? .plain : .encrypted))
    }
  }

  private func refuseWithSpare() {
    if spareDescriptor >= 0 { close(spareDescriptor) }
    var address = [CChar](repeating: 0, count: 64)
    var port: UInt16 = 0
    let descriptor = steelyard_accept(listenDescriptor, &address, 64, &port)
    if descriptor >= 0 { close(descriptor) }
    spareDescriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
  }

  private func adopt(_ descriptor: Int32, _ peer: Peer) {
    guard !isStopping, let host else {
      close(descriptor)
      return
    }
    guard connections.count < options.limits.connectionsMax else {
      return refuse(descriptor, peer, limit: "connections")
    }
    guard connectionsByPeer[peer.address, default: 0] < options.limits.connectionsPerPeerMax else {
      return refuse(descriptor, peer, limit: "connections_per_peer")
    }
    connectionCount += 1
    let connection = ServerConnection(
      number: connectionCount, peer: peer, core: self, now: Monotonic.seconds)
    connections[connection.number] = connection
    connectionsByPeer[peer.address, default: 0] += 1
    metrics.connections.set(Double(connections.count))
    let wire = steelyard_adopt_socket(
      host, descriptor, ServerCore.protocolName,
      UnsafeMutableRawPointer(bitPattern: UInt(connection.number)))
    guard let wire else { return closed(connection.number) }
    connection.wire = wire
  }

  private func refuse(_ descriptor: Int32, _ peer: Peer, limit: String) {
    close(descriptor)
    metrics.refusedConnections.add(1, [limit])
    log?.write(
      .warning, "connection refused", ["peer": .text(peer.address), "limit": .text(limit)])
  }

  /// A connection is gone.
  ///
  /// May come more than once.
  func closed(_ number: UInt64) {
    guard let connection = connections.removeValue(forKey: number) else { return }
    connection.wire = nil
    metrics.connections.set(Double(connections.count))
    if case .webSocket(let webSocket) = connection.state {
      connection.tellClosed(webSocket, .lost)
    }
    if connection.isWebSocket { webSocketCount -= 1 }
    let address = connection.peer.address
    let count = connectionsByPeer[address, default: 1] - 1
    connectionsByPeer[address] = count > 0 ? count : nil
  }
}
