import CWebSockets

/// What libwebsockets tells about the server's sockets; on the loop's thread.
func serverEvent(
  wire: OpaquePointer?, reason: lws_callback_reasons, user: UnsafeMutableRawPointer?,
  bytes: UnsafeMutableRawPointer?, count: Int
) -> Int32 {
  switch reason {
  case LWS_CALLBACK_RAW_RX, LWS_CALLBACK_RAW_WRITEABLE, LWS_CALLBACK_RAW_CLOSE,
    LWS_CALLBACK_RAW_RX_FILE, LWS_CALLBACK_WSI_DESTROY:
    break
  default: return 0
  }
  guard let wire, let host = lws_get_vhost(wire), let pointer = lws_vhost_user(host) else {
    return 0
  }
  let core = Unmanaged<ServerCore>.fromOpaque(pointer).takeUnretainedValue()
  if reason == LWS_CALLBACK_RAW_RX_FILE {
    core.accept()
    return 0
  }
  guard let opaque = lws_get_opaque_user_data(wire) else { return 0 }
  let number = UInt64(UInt(bitPattern: opaque))
  switch reason {
  case LWS_CALLBACK_RAW_RX:
    guard let connection = core.connections[number] else { return -1 }
    connection.receive(
      UnsafeBufferPointer(start: bytes?.assumingMemoryBound(to: UInt8.self), count: count))
    return 0
  case LWS_CALLBACK_RAW_WRITEABLE:
    guard let connection = core.connections[number] else { return -1 }
    return connection.writable() ? 0 : -1
  default:
    core.closed(number)
    return 0
  }
}
