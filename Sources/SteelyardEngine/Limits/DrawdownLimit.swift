public import SteelyardContracts

/// Most that an account may lose within a day or a week, counted from its highest equity in it.
public struct DrawdownLimit: Sendable, Hashable {
  /// The spans; each begins with the highest equity anew.
  public enum Epoch: String, Sendable, Hashable, Codable, CaseIterable {
    /// From 00:00 to 24:00 UTC.
    case day
    /// From Monday 00:00 UTC on.
    case week

    /// When the epoch of an instant began.
    public func start(of instant: Timestamp) -> Timestamp {
      let length: Int64
      let offset: Int64
      switch self {
      case .day:
        length = Timestamp.microsecondsPerDay
        offset = 0
      case .week:
        length = 7 * Timestamp.microsecondsPerDay
        // 1970-01-01 was a Thursday: the first Monday came four days later.
        offset = 4 * Timestamp.microsecondsPerDay
      }
      let shifted = instant.microseconds - offset
      let within = shifted % length
      return Timestamp(microseconds: shifted - (within < 0 ? within + length : within) + offset)
    }
  }

  /// How much may be lost.
  public enum Budget: Sendable, Hashable {
    /// An amount in US dollars, above zero.
    case usd(Double)
    /// A share of the highest equity of the epoch, above 0, at most 1.
    case shareOfHighWater(Double)
  }

  /// The span.
  public let epoch: Epoch
  /// How much.
  public let budget: Budget

  /// A limit from its parts.
  ///
  /// - Throws: `invalidInput` for a budget out of range.
  public init(epoch: Epoch, budget: Budget) throws(SteelyardError) {
    let isValid =
      switch budget {
      case .usd(let amount): amount > 0 && amount.isFinite
      case .shareOfHighWater(let share): share > 0 && share <= 1
      }
    guard isValid else {
      throw SteelyardError(
        .invalidInput, "A drawdown budget of \(budget) is out of range.",
        remedy: "Give an amount above 0 USD, or a share above 0 and at most 1.")
    }
    self.epoch = epoch
    self.budget = budget
  }

  /// The budget in US dollars, under a highest equity.
  public func budgetUSD(highWaterUSD: Double) -> Double {
    switch budget {
    case .usd(let amount): amount
    case .shareOfHighWater(let share): share * max(highWaterUSD, 0)
    }
  }
}

// The files write snake case, whose conversion knows no "USD".

extension DrawdownLimit: Codable {
  private enum CodingKeys: String, CodingKey {
    case epoch, budgetShare
    case budgetUSD = "budgetUsd"
  }

  /// Reads the epoch and the budget: one of `budgetUsd` and `budgetShare`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let amount = try container.decodeIfPresent(Double.self, forKey: .budgetUSD)
    let share = try container.decodeIfPresent(Double.self, forKey: .budgetShare)
    let budget: Budget
    switch (amount, share) {
    case (let amount?, nil): budget = .usd(amount)
    case (nil, let share?): budget = .shareOfHighWater(share)
    case (nil, nil), (.some, .some):
      throw DecodingError.dataCorruptedError(
        forKey: .budgetUSD, in: container,
        debugDescription: "a drawdown limit has either an amount or a share as its budget")
    }
    self = try DrawdownLimit(
      epoch: try container.decode(Epoch.self, forKey: .epoch), budget: budget)
  }

  /// Writes what `init(from:)` reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(epoch, forKey: .epoch)
    switch budget {
    case .usd(let amount): try container.encode(amount, forKey: .budgetUSD)
    case .shareOfHighWater(let share): try container.encode(share, forKey: .budgetShare)
    }
  }
}
