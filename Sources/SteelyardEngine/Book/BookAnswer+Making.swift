import SteelyardContracts
import SteelyardLedger
import SteelyardMargin

extension BookAnswer {
  /// Answers a question.
  ///
  /// - Complexity: A walk over the accounts, and a sort of those that were asked for.
  package init(_ question: BookQuestion, _ reading: BookReading, since reference: BookMoment?) {
    let asked = BookAnswer(
      reading: reading, reference: reference, rows: [], seenCount: 0, levels: [:], totals: Totals(),
      changedCount: 0)
    var rows: [Int32] = []
    var levels: [HealthLevel?: Int] = [:]
    var totals = Totals()
    var (seen, changed) = (0, 0)
    let named = question.search.isEmpty ? nil : reading.names.rows(containing: question.search)
    for row in 0..<reading.count {
      if let tenant = question.tenant, !reading.names.accounts[row].belongs(to: tenant) { continue }
      seen += 1
      let level = reading.level[row]
      levels[level, default: 0] += 1
      totals.add(reading, row)
      let hasChanged = asked.formerLevel(of: row) != nil
      if hasChanged { changed += 1 }
      guard question.level == nil || level == question.level,
        question.call == nil || reading.call[row] == question.call,
        !question.isChangedOnly || hasChanged, named.map({ $0[row] }) ?? true
      else { continue }
      rows.append(Int32(row))
    }
    self.init(
      reading: reading, reference: reference, rows: asked.sorted(rows, question), seenCount: seen,
      levels: levels, totals: totals, changedCount: changed)
  }

  /// Rows in the order that was asked for.
  private func sorted(_ rows: [Int32], _ question: BookQuestion) -> [Int32] {
    struct Key {
      let value: Double
      let row: Int32
    }
    let ranks: [Int32]? =
      switch question.sort {
      case .account: reading.names.alphabetical.accounts
      case .owner: reading.names.alphabetical.owners
      default: nil
      }
    let sign = question.order == .ascending ? 1.0 : -1.0
    var keys: [Key] = []
    var rest: [Int32] = []
    keys.reserveCapacity(rows.count)
    for row in rows {
      let value = ranks.map { Double($0[Int(row)]) } ?? value(of: question.sort, Int(row))
      if value.isNaN { rest.append(row) } else { keys.append(Key(value: sign * value, row: row)) }
    }
    keys.sort { $0.value < $1.value || ($0.value == $1.value && $0.row < $1.row) }
    return keys.map(\.row) + rest
  }

  private func value(of sort: BookQuestion.Sort, _ row: Int) -> Double {
    switch sort {
    case .account, .owner: Double(row)
    case .status: reading.level[row].map { Double($0.severity) } ?? .nan
    case .equity: reading.equity[row]
    case .initialMargin: reading.initialMargin[row]
    case .maintenanceMargin: reading.maintenanceMargin[row]
    case .initialExcess: reading.initialExcess[row]
    case .maintenanceExcess: reading.maintenanceExcess[row]
    case .use: reading.use[row]
    case .distance: reading.distance(of: row).nearest ?? .nan
    case .delta: reading.delta[row]
    case .gamma: reading.gamma[row]
    case .vega: reading.vega[row]
    case .theta: reading.theta[row]
    case .equityChange: equityChange(of: row)
    case .useChange: useChange(of: row)
    }
  }
}

extension BookAnswer.Totals {
  fileprivate mutating func add(_ reading: BookReading, _ row: Int) {
    func known(_ value: Double) -> Double { value.isNaN ? 0 : value }
    equity += known(reading.equity[row])
    initialMargin += known(reading.initialMargin[row])
    maintenanceMargin += known(reading.maintenanceMargin[row])
    delta += known(reading.delta[row])
    gamma += known(reading.gamma[row])
    vega += known(reading.vega[row])
    theta += known(reading.theta[row])
  }
}

extension HealthLevel {
  /// The nearer to being closed, the more.
  fileprivate var severity: Int {
    switch self {
    case .healthy: 0
    case .warning: 1
    case .marginCall: 2
    case .liquidation: 3
    case .bankrupt: 4
    }
  }
}

extension AccountName {
  /// Whether it is an account or one of its subaccounts.
  fileprivate func belongs(to tenant: String) -> Bool {
    let name = description.utf8
    let count = tenant.utf8.count
    guard name.count == count || name.dropFirst(count).first == UInt8(ascii: "/") else {
      return false
    }
    return name.starts(with: tenant.utf8)
  }
}
