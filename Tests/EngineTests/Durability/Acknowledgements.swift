/// What the clients of a killed engine know, over all of its runs.
struct Acknowledgements {
  /// Numbers that a client goes back before the first that is not answered, so that commands which were
  /// answered are sent again as well.
  private static let overlap = 10

  /// Where commands were done, as the program said.
  private(set) var positions: [String: Int64] = [:]
  /// Answers that a command had been done before.
  private(set) var repetitions: [(identifier: String, position: Int64)] = []
  /// Runs that began with a snapshot.
  private(set) var startsFromSnapshot = 0
  private var answered: [Set<Int>]
  private var lowest: [Int]

  init(clients: Int) {
    answered = [Set<Int>](repeating: [], count: clients)
    lowest = [Int](repeating: 0, count: clients)
  }

  /// The last position that was acknowledged.
  var position: Int64 { positions.values.max() ?? 0 }

  /// The number that each client begins with when it goes on.
  var firsts: [Int] { lowest.map { max(0, $0 - Acknowledgements.overlap) } }

  /// Takes what a run printed.
  mutating func take(_ lines: [HammerRun.Line]) {
    for line in lines {
      switch line {
      case .open(position: _, let snapshot): startsFromSnapshot += snapshot > 0 ? 1 : 0
      case .done(let identifier, let position):
        positions[identifier] = position
        answer(identifier)
      case .repeated(let identifier, let position):
        repetitions.append((identifier, position))
        answer(identifier)
      case .refused(let identifier): answer(identifier)
      case .error, .end: break
      }
    }
    for client in answered.indices {
      while answered[client].remove(lowest[client]) != nil { lowest[client] += 1 }
    }
  }

  private mutating func answer(_ identifier: String) {
    let parts = identifier.split(separator: "-").map { Int($0) }
    guard parts.count == 2, let client = parts[0], let number = parts[1],
      number >= lowest[client]
    else { return }
    answered[client].insert(number)
  }
}
