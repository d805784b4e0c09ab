import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import Synchronization

/// When things happened in a liquidation, seen from outside: frames, commits, orders at the port.
final class LiquidationSightings: Sendable {
  /// Latencies of one repetition, in nanoseconds.
  struct Outcome {
    var handOver: [Int64] = []
    var order: [Int64] = []
    var fall: [Int64] = []
    var look: [Int64] = []
  }

  private struct Contents {
    var frames: [UInt64: Int64] = [:]
    var commits: [(position: Int64, at: Int64)] = []
    var fallen: [AccountName: Int64] = [:]
    var ordered: [AccountName: Int64] = [:]
    var owners: [OrderIdentifier: AccountName] = [:]
  }

  private let contents = Mutex(Contents())
  private let clock = LoadClock()

  func sawFrame(_ number: UInt64) {
    let now = clock.steadyNanoseconds()
    contents.withLock { if $0.frames[number] == nil { $0.frames[number] = now } }
  }

  func sawCommit(_ position: Int64) {
    let now = clock.steadyNanoseconds()
    contents.withLock { $0.commits.append((position, now)) }
  }

  func sawFall(_ account: AccountName) {
    let now = clock.steadyNanoseconds()
    contents.withLock { $0.fallen[account] = now }
  }

  func sawOrder(_ order: VenueOrder) {
    let now = clock.steadyNanoseconds()
    contents.withLock {
      $0.owners[order.identifier] = order.account
      if $0.ordered[order.account] == nil { $0.ordered[order.account] = now }
    }
  }

  /// What the records of a repetition say, and a fresh start.
  func finish(_ records: [PublishedRecord]) -> Outcome {
    let seen = contents.withLock { contents in
      // A frame may be older than the repetition that an account falls in.
      defer {
        let frames = contents.frames
        contents = Contents()
        contents.frames = frames
      }
      return contents
    }
    var outcome = Outcome()
    var unlooked: [AccountName: Int64] = [:]
    var handedOver: Set<AccountName> = []
    for record in records {
      guard let committed = seen.commits.first(where: { $0.position >= record.position })?.at else {
        continue
      }
      for event in record.events {
        switch event {
        case .marginCall(let call) where call.state.name == .handedOver:
          guard let fallen = seen.fallen[call.account], let frame = seen.frames[call.frame],
            handedOver.insert(call.account).inserted
          else { continue }
          // A frame may be older than the fact that the account was evaluated with on it.
          let known = max(frame, fallen)
          outcome.handOver.append(committed - known)
          if let ordered = seen.ordered[call.account] {
            outcome.order.append(ordered - known)
            outcome.fall.append(ordered - fallen)
          }
        case .ledger(.orderFilled(let order, _, _, _)):
          if let owner = seen.owners[order], unlooked[owner] == nil { unlooked[owner] = committed }
        case .liquidation(let step):
          if let filled = unlooked.removeValue(forKey: step.account) {
            outcome.look.append(committed - filled)
          }
        default: continue
        }
      }
    }
    return outcome
  }
}

/// A port that sees when orders come.
struct SightedPort: ExecutionPort {
  let venue: SimulatedVenuePort
  let sightings: LiquidationSightings

  func submit(_ order: VenueOrder) throws(SteelyardError) {
    sightings.sawOrder(order)
    try venue.submit(order)
  }

  func amend(
    _ order: OrderIdentifier, quantity: Amount, price: Amount?
  ) throws(SteelyardError) {
    try venue.amend(order, quantity: quantity, price: price)
  }

  func cancel(_ order: OrderIdentifier) throws(SteelyardError) { try venue.cancel(order) }

  func restore(_ order: VenueOrder, filled: Amount) throws(SteelyardError) {
    venue.restore(order, filled: filled)
  }
}
