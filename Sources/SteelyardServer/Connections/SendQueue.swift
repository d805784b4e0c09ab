/// What is still to be sent on a connection, in order.
///
/// Entries are shared, not copied.
struct SendQueue {
  private var entries: [[UInt8]] = []
  private var firstIndex = 0
  private var offset = 0
  /// Bytes that wait.
  private(set) var byteCount = 0

  var isEmpty: Bool { byteCount == 0 }

  /// Appends bytes.
  mutating func append(_ bytes: [UInt8]) {
    guard !bytes.isEmpty else { return }
    entries.append(bytes)
    byteCount += bytes.count
  }

  /// Leaves out what has not begun to be sent.
  ///
  /// What has begun stays, or the peer could not find the end of the frame it is reading.
  mutating func dropUnsent() {
    guard offset > 0 else {
      self = SendQueue()
      return
    }
    entries = [entries[firstIndex]]
    firstIndex = 0
    byteCount = entries[0].count - offset
  }

  /// Hands the next bytes to `send`, small entries gathered in `scratch`, and takes off what it sent.
  ///
  /// - Parameter send: Gets a pointer and a count and returns how many bytes it has taken, or a negative number.
  /// - Returns: What `send` returned.
  mutating func next(
    scratch: UnsafeMutableBufferPointer<UInt8>,
    _ send: (UnsafePointer<UInt8>, Int) -> Int
  ) -> Int {
    guard !isEmpty, let room = scratch.baseAddress else { return 0 }
    let taken: Int
    if entries[firstIndex].count - offset >= scratch.count / 4 {
      let start = offset
      taken = entries[firstIndex].withUnsafeBufferPointer { bytes in
        guard let base = bytes.baseAddress else { return 0 }
        return send(base + start, min(bytes.count - start, scratch.count))
      }
    } else {
      var count = 0
      var index = firstIndex
      var start = offset
      while index < entries.count, count < scratch.count {
        let part = min(entries[index].count - start, scratch.count - count)
        entries[index].withUnsafeBufferPointer { bytes in
          guard let base = bytes.baseAddress else { return }
          (room + count).update(from: base + start, count: part)
        }
        count += part
        start = 0
        index += 1
      }
      taken = send(room, count)
    }
    if taken > 0 { remove(taken) }
    return taken
  }

  private mutating func remove(_ count: Int) {
    byteCount -= count
    var rest = count
    while rest > 0 {
      let here = entries[firstIndex].count - offset
      guard rest >= here else {
        offset += rest
        break
      }
      rest -= here
      entries[firstIndex] = []
      firstIndex += 1
      offset = 0
    }
    // The front is given back now and then, not at every entry.
    if firstIndex > 64, firstIndex * 2 > entries.count {
      entries.removeFirst(firstIndex)
      firstIndex = 0
    }
    if byteCount == 0 {
      entries.removeAll(keepingCapacity: entries.capacity <= 256)
      firstIndex = 0
    }
  }
}
