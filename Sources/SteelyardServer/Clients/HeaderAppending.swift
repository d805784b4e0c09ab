import CWebSockets

/// Adds header fields where libwebsockets asks for them.
enum HeaderAppending {
  /// - Parameters:
  ///   - place: A pointer to the place to write at, which is moved on.
  ///   - count: The room there.
  /// - Returns: 0, or -1 where the fields do not fit.
  static func append(
    _ headers: Headers, to wire: OpaquePointer, _ place: UnsafeMutableRawPointer?, _ count: Int
  ) -> Int32 {
    guard let place else { return 0 }
    let pointer = place.assumingMemoryBound(to: UnsafeMutablePointer<UInt8>?.self)
    guard let start = pointer.pointee else { return 0 }
    for field in headers.fields {
      let value = Array(field.value.utf8)
      guard value.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }), !value.isEmpty,
        lws_add_http_header_by_name(
          wire, field.name + ":", value, Int32(value.count), pointer, start + count) == 0
      else { return -1 }
    }
    return 0
  }
}
