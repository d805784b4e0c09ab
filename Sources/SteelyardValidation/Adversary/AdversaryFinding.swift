/// The worst that an attack did to a requirement, and what it cost.
public struct AdversaryFinding: Sendable, Hashable {
  /// What an attacker does.
  public enum Attack: String, Sendable, Hashable, CaseIterable {
    /// One of five price sources says any value.
    case oneSource = "one_source"
    /// Volume is traded with oneself on some days.
    case washedVolume = "washed_volume"
    /// The book is divided over accounts of one owner.
    case splitAccounts = "split_accounts"
    /// Sold options are placed where the scenarios see least.
    case gridCorners = "grid_corners"
    /// The attacker's own trades push the mark of what it holds.
    case pushedMarks = "pushed_marks"
  }

  /// What the attacker does.
  public let attack: Attack
  /// The worst case found, for people.
  public let action: String
  /// Cases that were tried.
  public let triedCount: Int
  /// Requirement before, in US dollars.
  public let requirementBefore: Double
  /// Requirement in the worst case, in US dollars.
  public let requirementAfter: Double
  /// Counted equity before, in US dollars.
  public let creditBefore: Double
  /// Counted equity in the worst case, in US dollars.
  public let creditAfter: Double
  /// What the attack costs, in US dollars.
  public let costUSD: Double
  /// What the cost is made of, or why there is none, for people.
  public let costTold: String
  /// The most that the requirement may fall or the credit rise, as a share of the requirement before.
  public let bound: Double

  /// What a finding says, from its parts.
  init(
    _ attack: Attack, action: String, triedCount: Int, before: AdversaryView, after: AdversaryView,
    costUSD: Double, costTold: String, bound: Double
  ) {
    self.attack = attack
    self.action = action
    self.triedCount = triedCount
    requirementBefore = before.requirement
    requirementAfter = after.requirement
    creditBefore = before.credit
    creditAfter = after.credit
    self.costUSD = costUSD
    self.costTold = costTold
    self.bound = bound
  }

  /// By how much the requirement fell, as a share of it; negative where it rose.
  public var relief: Double {
    requirementBefore > 0 ? (requirementBefore - requirementAfter) / requirementBefore : 0
  }

  /// By how much the credit rose, as a share of the requirement before; negative where it fell.
  public var creditShare: Double {
    requirementBefore > 0 ? (creditAfter - creditBefore) / requirementBefore : 0
  }

  /// Whether neither is above the bound, rounding apart.
  public var isHeld: Bool { max(relief, creditShare) <= bound + AdversaryFinding.rounding }

  /// Sums of the same numbers in another order differ by so much.
  static let rounding = 1e-9
}

/// What an attacker looks at: one requirement and what counts against it.
struct AdversaryView {
  var requirement: Double
  var credit: Double

  /// What is to be pushed down: requirement less credit.
  var need: Double { requirement - credit }
}
