package import SteelyardContracts
package import SteelyardLedger

/// Every account as it was last released, by number, by name and by owner.
package struct AccountDirectory: Sendable {
  /// By the ledger's number; nil for one of the house.
  package private(set) var views: [AccountView?] = []
  private var names = NumberTable()
  /// The last account of each owner.
  private var owners = NumberTable()
  /// The next account of the same owner, in the order in which they were released first; the first behind the last.
  private var next: [Int32] = []

  /// No accounts.
  package init() {}

  /// How many accounts there are.
  package var count: Int { names.count }

  /// Takes an account.
  package mutating func take(_ view: AccountView) {
    let index = view.index
    if index >= views.count {
      let more = index + 1 - views.count
      views.append(contentsOf: [AccountView?](repeating: nil, count: more))
      next.append(contentsOf: [Int32](repeating: -1, count: more))
    }
    let isNew = views[index] == nil
    views[index] = view
    guard isNew else { return }
    names.insert(index) { views[$0]?.name.hashValue ?? 0 }
    if let last = last(of: view.owner) {
      next[index] = next[last]
      next[last] = Int32(index)
      owners.replace(last, by: index, hash: view.owner.hashValue)
    } else {
      next[index] = Int32(index)
      owners.insert(index) { views[$0]?.owner.hashValue ?? 0 }
    }
  }

  /// An account; nil where there is none of that name.
  package subscript(name: AccountName) -> AccountView? {
    names.number(hash: name.hashValue) { views[$0]?.name == name }.flatMap { views[$0] }
  }

  /// The accounts of an owner, in the order in which they were released first.
  package func views(of owner: OwnerName) -> [AccountView] {
    guard let last = last(of: owner) else { return [] }
    var all: [AccountView] = []
    var index = last
    repeat {
      index = Int(next[index])
      if let view = views[index] { all.append(view) }
    } while index != last
    return all
  }

  private func last(of owner: OwnerName) -> Int? {
    owners.number(hash: owner.hashValue) { views[$0]?.owner == owner }
  }
}
