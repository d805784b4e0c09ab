import SteelyardContracts
import SteelyardMargin
import TestSupport

/// A property that one would like a margin model to have.
enum CoherenceProperty: String, CaseIterable, Sendable {
  case hedge = "a perfect hedge never raises the core"
  case splitting = "splitting a book never lowers the sum"
  case scaling = "scaling is linear"
  case longOnly = "bought options never need more than their value"
  case permuting = "permuting changes nothing to the bit"
  case closing = "closing what nets with nothing never raises the requirement"

  /// Accounts that belong together: what is judged, then what it is compared with.
  func accounts(_ books: inout GeneratedBooks) throws -> [Portfolio] {
    switch self {
    case .hedge:
      let book = try books.positionsForReplication()
      let opposite = try book.scaled(-books.number(in: 1...10), over: 10)
      let synthetic = try book.syntheticOpposite()
      return [book, try book.joined(opposite), try book.joined(synthetic)]
    case .splitting:
      let whole = try books.positionsAndBalances()
      let cut = books.number(in: 0...whole.positions.count)
      let first = try Portfolio(
        positions: Array(whole.positions.prefix(cut)), balances: whole.balances)
      let second = try Portfolio(positions: Array(whole.positions.dropFirst(cut)), balances: [])
      let half = try whole.scaled(1, over: 2)
      return [whole, first, second, half, half]
    case .scaling:
      let book = try books.positionsAndBalances()
      return [book, try book.scaled(3), try book.scaled(1, over: 4)]
    case .longOnly:
      return [try books.boughtOptions()]
    case .permuting:
      let book = try books.positionsAndBalances()
      return [book, try books.shuffled(book), try books.shuffled(book)]
    case .closing:
      let (whole, without) = try books.onePositionApart()
      return [whole, without]
    }
  }

  /// How far the accounts break the property, in US dollars; rounding alone gives up to
  /// `tolerance(_:)`.
  ///
  /// - Parameter exempt: Components that are not meant to be linear.
  func breach(_ accounts: [MeasuredMargin], exempt: Set<String>) -> Double {
    let whole = accounts[0]
    switch self {
    case .hedge:
      return accounts.dropFirst().map { $0.core - whole.core }.max() ?? 0
    case .splitting:
      // Two by two: each pair is the whole, cut in two.
      return stride(from: 1, to: accounts.count - 1, by: 2).map { first in
        let parts = accounts[first...(first + 1)]
        return max(
          whole.tiedUp - parts.reduce(0) { $0 + $1.tiedUp },
          whole.maintenanceTiedUp - parts.reduce(0) { $0 + $1.maintenanceTiedUp })
      }.max() ?? 0
    case .scaling:
      return zip([3, 0.25], accounts.dropFirst()).map { factor, scaled in
        Self.nonlinearity(whole, scaled, factor, exempt: exempt)
      }.max() ?? 0
    case .longOnly:
      return accounts.map { max($0.tiedUp, $0.maintenanceTiedUp) - $0.optionValue }.max() ?? 0
    case .permuting:
      return accounts.allSatisfy {
        $0.figures == whole.figures && $0.components == whole.components
      }
        ? 0 : .infinity
    case .closing:
      return max(
        accounts[1].tiedUp - whole.tiedUp, accounts[1].maintenanceTiedUp - whole.maintenanceTiedUp)
    }
  }

  /// What rounding may do: prices are rounded to nine decimals of a coin, sums to a bit each.
  func tolerance(_ accounts: [MeasuredMargin]) -> Double {
    let notional = accounts.map { $0.notional + abs($0.figures.equity) }.max() ?? 0
    return self == .permuting ? 0 : 2e-3 + 1e-11 * notional
  }

  /// Components are compared one by one; where none is exempt, so is what they add up to.
  private static func nonlinearity(
    _ one: MeasuredMargin, _ scaled: MeasuredMargin, _ factor: Double, exempt: Set<String>
  ) -> Double {
    let names = Set(one.components.keys).union(scaled.components.keys).subtracting(exempt)
    let parts = names.map { name in
      abs((scaled.components[name] ?? 0) - factor * (one.components[name] ?? 0))
    }
    let whole =
      exempt.isEmpty
      ? [
        abs(scaled.tiedUp - factor * one.tiedUp),
        abs(scaled.maintenanceTiedUp - factor * one.maintenanceTiedUp),
      ] : []
    return (parts + whole).max() ?? 0
  }
}
