import SteelyardContracts

/// What cycles say of every account, for any thread to read.
struct RiskTable: Sendable {
  private(set) var risks: [AccountRisk?] = []

  /// The risk of an account, by the ledger's number; nil before its first cycle.
  subscript(index: Int) -> AccountRisk? {
    index < risks.count ? risks[index] : nil
  }

  mutating func set(_ risk: AccountRisk, at index: Int) {
    if index >= risks.count {
      risks.append(contentsOf: [AccountRisk?](repeating: nil, count: index + 1 - risks.count))
    }
    risks[index] = risk
  }
}
