import SteelyardContracts
import SteelyardEngine
import SteelyardFormats

/// Accounts by the ledger's number, and what was last written of them.
struct StreamAccounts {
  private let engine: Engine
  private var names: [Int: AccountName] = [:]
  private var places: [AccountName: Int] = [:]
  private var next = 0
  private var holdings: [Int: [UInt8]] = [:]
  private var figures: [Int: [UInt8]] = [:]

  /// Written messages that are kept for others who want the same.
  private static let keptMax = 20_000
  /// Accounts that are learnt at once.
  private static let stepCount = 1_000

  init(_ engine: Engine) { self.engine = engine }

  /// Looks for accounts that were opened.
  ///
  /// - Returns: Their numbers.
  mutating func learn() -> [Int] {
    guard engine.accountCount != names.count else { return [] }
    var learnt: [Int] = []
    while true {
      let views = engine.accounts(from: next, limit: StreamAccounts.stepCount)
      for view in views {
        names[view.index] = view.name
        places[view.name] = view.index
        learnt.append(view.index)
        next = view.index + 1
      }
      if views.count < StreamAccounts.stepCount { return learnt }
    }
  }

  /// Every known number.
  var all: some Sequence<Int> { names.keys }

  /// The name of a number.
  func name(_ place: Int) -> AccountName? { names[place] }

  /// The number of a name.
  func place(_ name: AccountName) -> Int? { places[name] }

  /// Forgets what was written of accounts that have changed.
  mutating func forget(holdings changed: PlaceSet) {
    guard !changed.isEmpty else { return }
    holdings = holdings.filter { !changed.contains($0.key) }
  }

  /// Forgets the figures that were written of accounts that were evaluated anew.
  mutating func forget(figures changed: PlaceSet) {
    guard !changed.isEmpty else { return }
    figures = figures.filter { !changed.contains($0.key) }
  }

  /// What is told of an account's holdings; nil where it is gone.
  mutating func holdings(of place: Int) -> [UInt8]? {
    if let kept = holdings[place] { return kept }
    guard let view = view(place) else { return nil }
    let tail = StreamMessage.tail(.accounts) { writer throws(SteelyardError) in
      try writer.object("account") { writer throws(SteelyardError) in try writer.holdings(view) }
    }
    if holdings.count >= StreamAccounts.keptMax { holdings = [:] }
    holdings[place] = tail
    return tail
  }

  /// What is told of an account's figures; nil before its first cycle.
  mutating func figures(of place: Int) -> [UInt8]? {
    if let kept = figures[place] { return kept }
    guard let view = view(place), let risk = engine.risk(of: view) else { return nil }
    let tail = StreamMessage.tail(.risk) { writer throws(SteelyardError) in
      writer.field("account", view.name.description)
      try writer.object("risk") { writer throws(SteelyardError) in try writer.risk(risk) }
    }
    if figures.count >= StreamAccounts.keptMax { figures = [:] }
    figures[place] = tail
    return tail
  }

  private func view(_ place: Int) -> AccountView? {
    engine.accounts(from: place, limit: 1).first.flatMap { $0.index == place ? $0 : nil }
  }
}
