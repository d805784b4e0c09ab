package import SteelyardMargin

/// What is asked of the book: which accounts, in which order.
package struct BookQuestion: Sendable, Hashable {
  /// What accounts are put in order by.
  package enum Sort: String, Sendable, Hashable, CaseIterable {
    case account, owner, status, equity
    case initialMargin = "initial_margin"
    case maintenanceMargin = "maintenance_margin"
    case initialExcess = "initial_excess"
    case maintenanceExcess = "maintenance_excess"
    case use, distance, delta, gamma, vega, theta
    case equityChange = "equity_change"
    case useChange = "use_change"
  }

  /// Which way.
  package enum Order: String, Sendable, Hashable, CaseIterable {
    case ascending = "asc"
    case descending = "desc"
  }

  /// By what.
  package var sort: Sort
  /// Which way; accounts without a value are last either way.
  package var order: Order
  /// Only accounts of this level.
  package var level: HealthLevel?
  /// Only accounts in this state of a margin call.
  package var call: MarginCallState.Name?
  /// Only accounts with this in their name or their owner's.
  package var search: String
  /// Only accounts whose level has changed in the last minute.
  package var isChangedOnly: Bool
  /// Only this account with its subaccounts: what somebody else's key sees.
  package var tenant: String?

  /// A question from its parts.
  package init(
    sort: Sort = .use, order: Order = .descending, level: HealthLevel? = nil,
    call: MarginCallState.Name? = nil, search: String = "", isChangedOnly: Bool = false,
    tenant: String? = nil
  ) {
    self.sort = sort
    self.order = order
    self.level = level
    self.call = call
    self.search = search
    self.isChangedOnly = isChangedOnly
    self.tenant = tenant
  }
}

/// The accounts that were asked for, in their order.
package struct BookAnswer: Sendable {
  /// Sums over accounts in US dollars; what is not known counts as nothing.
  package struct Totals: Sendable, Hashable {
    package var equity = 0.0
    package var initialMargin = 0.0
    package var maintenanceMargin = 0.0
    package var delta = 0.0
    package var gamma = 0.0
    package var vega = 0.0
    package var theta = 0.0
  }

  /// The accounts it stands on.
  package let reading: BookReading
  /// What changes are told against; nil where nothing is kept yet.
  package let reference: BookMoment?
  /// The rows that were asked for, in order.
  package let rows: [Int32]
  /// Accounts that the asker sees.
  package let seenCount: Int
  /// How many of them stand at each level; nil is before the first cycle.
  package let levels: [HealthLevel?: Int]
  /// Sums over them.
  package let totals: Totals
  /// How many of them had another level then.
  package let changedCount: Int

  /// The level that an account had then; nil where it is the same, or not known.
  package func formerLevel(of row: Int) -> HealthLevel? {
    guard let reference, row < reference.level.count, let was = reference.level[row],
      let now = reading.level[row], was != now
    else { return nil }
    return was
  }

  /// How much equity an account has more than then; NaN where that is not known.
  package func equityChange(of row: Int) -> Double {
    guard let reference, row < reference.equity.count else { return .nan }
    return reading.equity[row] - reference.equity[row]
  }

  /// The change of its use.
  package func useChange(of row: Int) -> Double {
    guard let reference, row < reference.use.count else { return .nan }
    return reading.use[row] - reference.use[row]
  }
}
