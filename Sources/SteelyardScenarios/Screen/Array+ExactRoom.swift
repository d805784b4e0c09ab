// Room of lists of which there are many and which are long-lived: a list that grows by itself takes as much room again.
extension Array {
  /// Gives back the room for more.
  package mutating func trim() {
    guard capacity > count else { return }
    self = withUnsafeBufferPointer { Array($0) }
  }

  /// Makes room for more elements where there is none: for a sixteenth of those that are there at the least.
  package mutating func makeRoom(for more: Int) {
    guard count + more > capacity else { return }
    reserveCapacity(count + Swift.max(more, count / 16))
  }
}
