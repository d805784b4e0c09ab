import SteelyardDigests
import SteelyardContracts

/// What the command identifiers of one account stand for, for a while.
struct CommandMemory: Sendable, Hashable {
  /// Most identifiers remembered per account; beyond, the oldest is forgotten first.
  static let entriesMax = 1000
  /// How long one is remembered.
  static let window: Int64 = Timestamp.microsecondsPerDay

  /// One identifier.
  struct Entry: Sendable, Hashable {
    let identifier: ClientIdentifier
    let digest: SHA256Digest
    /// The number of the command's first event, from 1.
    let position: UInt64
    let time: Timestamp
  }

  /// In the order of the commands.
  private(set) var entries: [Entry] = []
  /// How many of the first entries are forgotten; they are taken out together.
  private var forgotten = 0
  private var places: [ClientIdentifier: Int] = [:]
  /// What to take off a place in `places` to get one in `entries`.
  private var removed = 0

  /// What an identifier stands for at a time.
  func entry(_ identifier: ClientIdentifier, at time: Timestamp) -> Entry? {
    guard let place = places[identifier] else { return nil }
    let entry = entries[place - removed]
    return time.microseconds - entry.time.microseconds <= CommandMemory.window ? entry : nil
  }

  /// The entries that are remembered, oldest first.
  var remembered: ArraySlice<Entry> { entries[forgotten...] }

  /// Remembers one more, and forgets what is too old or too many.
  mutating func remember(_ entry: Entry) {
    let oldest = entry.time.microseconds - CommandMemory.window
    while forgotten < entries.count,
      entries[forgotten].time.microseconds < oldest
        || entries.count - forgotten >= CommandMemory.entriesMax
    {
      let place = forgotten + removed
      if places[entries[forgotten].identifier] == place {
        places[entries[forgotten].identifier] = nil
      }
      forgotten += 1
    }
    if forgotten > CommandMemory.entriesMax {
      entries.removeFirst(forgotten)
      removed += forgotten
      forgotten = 0
    }
    places[entry.identifier] = entries.count + removed
    entries.append(entry)
  }

  /// The same entries remembered, whatever was forgotten before.
  static func == (left: CommandMemory, right: CommandMemory) -> Bool {
    left.remembered == right.remembered
  }

  /// Hashes what `==` compares.
  func hash(into hasher: inout Hasher) { hasher.combine(remembered) }
}
