public import SteelyardContracts

/// What the options of one expiry need together, in US dollars, and which rule says so.
public struct ExpiryExplanation: Sendable {
  /// Which of the two rules binds: the smaller one.
  public enum Rule: String, Sendable, Hashable, Codable, CaseIterable {
    /// The sum of the positions' own requirements.
    case isolated
    /// The largest loss at settlement.
    case maxLoss = "max_loss"
  }

  /// The underlying.
  public let underlying: Underlying
  /// The expiry.
  public let expiry: Timestamp
  /// Initial margin of the options.
  public let initialUSD: Double
  /// Maintenance margin of the options.
  public let maintenanceUSD: Double
  /// Sum of the positions' own initial margins.
  public let isolatedInitialUSD: Double
  /// Sum of the positions' own maintenance margins.
  public let isolatedMaintenanceUSD: Double
  /// Which rule gives initial margin.
  public let initialRule: Rule
  /// Which rule gives maintenance margin.
  public let maintenanceRule: Rule
  /// The settlement price of the largest loss, in quote currency.
  public let worstSettlementPrice: Double
  /// The rules with their numbers.
  public let why: String
}

extension ExpiryExplanation {
  init(_ requirement: ExpiryRequirement, slot: Int, in columns: BlockColumns) {
    let usd = columns.usdPerSettlement
    let unit = columns.underlying.settlement
    underlying = columns.underlying
    guard let time = columns.expiryTimes[slot] else {
      preconditionFailure("options have an expiry")
    }
    expiry = time
    initialUSD = requirement.initial * usd
    maintenanceUSD = requirement.maintenance * usd
    isolatedInitialUSD = requirement.isolatedInitial * usd
    isolatedMaintenanceUSD = requirement.isolatedMaintenance * usd
    initialRule = requirement.maxLossInitial < requirement.isolatedInitial ? .maxLoss : .isolated
    maintenanceRule =
      requirement.maxLossMaintenance < requirement.isolatedMaintenance ? .maxLoss : .isolated
    worstSettlementPrice = requirement.lossMaxPrice
    let unpaired =
      requirement.unpairedCalls > 0
      ? ", with \(requirement.unpairedCalls.rounded(to: 9)) calls sold beyond those bought at a "
        + "forward of \(requirement.forward.rounded(to: 9)): "
        + "\(requirement.maxLossInitial.rounded(to: 2)) initially, "
        + "\(requirement.maxLossMaintenance.rounded(to: 2)) for maintenance"
      : ""
    why =
      "largest loss \(requirement.lossMax.rounded(to: 2)) \(unit) at a settlement price of "
      + "\(requirement.lossMaxPrice.rounded(to: 9))" + unpaired
      + "; own requirements \(requirement.isolatedInitial.rounded(to: 2)) initially, "
      + "\(requirement.isolatedMaintenance.rounded(to: 2)) for maintenance; the smaller binds"
  }
}

extension ChargeExplanation {
  /// A charge on a family of a position-by-position model.
  init(_ applied: AppliedCharge, _ outcome: ChargeOutcome, in columns: BlockColumns) {
    let underlying = columns.underlying
    self.init(
      name: applied.charge.name,
      bucket: "\(underlying.settlement)_\(underlying.base)".lowercased(),
      amountUSD: outcome.amount * columns.usdPerUnit, appliesTo: applied.appliesTo,
      why: applied.charge.why(
        outcome, base: underlying.base,
        unit: columns.isCountedInUSD ? .usd : underlying.settlement))
  }
}
