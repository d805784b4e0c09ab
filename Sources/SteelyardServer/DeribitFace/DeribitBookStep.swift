package import SteelyardFeeds

/// A level of a book, and what happens to it.
package struct DeribitBookStep: Sendable, Hashable {
  /// What happens, in Deribit's words.
  package enum Action: String, Sendable, Hashable {
    case new, change, delete
  }

  /// What happens to it.
  package let action: Action
  /// Where it stands.
  package let price: Double
  /// What stands there from now on; 0 where it is gone.
  package let amount: Double

  /// A step from its parts.
  package init(_ action: Action, price: Double, amount: Double) {
    self.action = action
    self.price = price
    self.amount = amount
  }

  /// Levels that are new, have another amount, or are gone.
  package static func steps(
    from old: [BookLevel], to new: [BookLevel]
  ) -> [DeribitBookStep] {
    let before = Dictionary(old.map { ($0.price, $0.amount) }) { first, _ in first }
    let after = Set(new.map(\.price))
    let changed = new.compactMap { level -> DeribitBookStep? in
      guard let amount = before[level.price] else {
        return DeribitBookStep(.new, price: level.price, amount: level.amount)
      }
      guard amount != level.amount else { return nil }
      return DeribitBookStep(.change, price: level.price, amount: level.amount)
    }
    let gone = old.filter { !after.contains($0.price) }
    return changed + gone.map { DeribitBookStep(.delete, price: $0.price, amount: 0) }
  }
}
