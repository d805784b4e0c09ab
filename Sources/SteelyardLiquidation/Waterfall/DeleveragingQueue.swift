public import SteelyardContracts

/// Who is deleveraged, in which order, and why.
///
/// Only accounts that hold the opposite of the closed position and are worth more than nothing stand in it: one that is
/// bankrupt itself has no profit to give up. Of equal scores the account whose name comes first in byte order is first, so
/// the order in which accounts are given makes no difference.
public struct DeleveragingQueue: Sendable, Hashable {
  /// One account's place.
  public struct Place: Sendable, Hashable {
    /// The account and its position.
    public let candidate: DeleveragingCandidate
    /// From 1, the first to be closed.
    public let rank: Int
    /// By the rule; higher is earlier.
    public let score: Double
    /// Profit over cost at entry, as a decimal.
    public let profitShare: Double
    /// The position's worth over the account's.
    public let leverage: Double
    /// Why it stands there, in a sentence.
    public let reason: String
  }

  /// An account that is left out.
  public struct Exclusion: Sendable, Hashable {
    /// Whose.
    public let account: AccountName
    /// Why, in a sentence.
    public let reason: String
  }

  /// The rule that ranks them.
  public let rule: DeleveragingRule
  /// The position that is to be closed, in `Instrument.quantityCurrency`, with its sign.
  public let closing: Amount
  /// By rank.
  public let places: [Place]
  /// By name.
  public let exclusions: [Exclusion]

  /// Ranks accounts.
  ///
  /// - Parameters:
  ///   - instrument: Anything but spot.
  ///   - closing: The position that is to be closed, not zero.
  ///   - mark: Of the instrument, in `Instrument.priceCurrency`, > 0.
  ///   - candidates: Accounts that hold the instrument, each once.
  ///   - rule: How they are ranked.
  /// - Throws: `notApplicable` for spot; `invalidInput`.
  public init(
    closing: Amount, of instrument: Instrument, mark: Double,
    candidates: [DeleveragingCandidate], rule: DeleveragingRule
  ) throws(SteelyardError) {
    guard instrument.product != .spot else {
      throw SteelyardError(
        .notApplicable, "Spot balances are not deleveraged.", remedy: "Name a contract.",
        subject: .instrument(instrument.description))
    }
    guard !closing.isZero, mark > 0, mark.isFinite else {
      throw SteelyardError(
        .invalidInput, "A position of \(closing) at a mark of \(mark) can't be closed.",
        remedy: "Give a quantity other than zero and a mark above zero.",
        subject: .instrument(instrument.description))
    }
    guard Set(candidates.map(\.account)).count == candidates.count else {
      throw SteelyardError(
        .invalidInput, "An account stands twice among the candidates.",
        remedy: "Name each account once.")
    }
    var scored: [Place] = []
    var exclusions: [Exclusion] = []
    for candidate in candidates {
      try candidate.check()
      if let reason = DeleveragingQueue.objection(to: candidate, closing) {
        exclusions.append(Exclusion(account: candidate.account, reason: reason))
      } else {
        scored.append(rule.place(of: candidate, instrument, mark))
      }
    }
    scored.sort {
      ($1.score, $0.candidate.account) < ($0.score, $1.candidate.account)
    }
    places = scored.enumerated().map { $1.ranked($0 + 1) }
    self.exclusions = exclusions.sorted { $0.account < $1.account }
    self.rule = rule
    self.closing = closing
  }

  private static func objection(
    to candidate: DeleveragingCandidate, _ closing: Amount
  ) -> String? {
    if candidate.quantity.isZero || candidate.quantity.isNegative == closing.isNegative {
      return "It holds \(candidate.quantity), which is not the opposite of \(closing)."
    }
    if candidate.accountValue <= 0 {
      return "It is worth \(candidate.accountValue) USD and is to be liquidated itself."
    }
    return nil
  }
}

extension DeleveragingRule {
  /// Where a candidate stands, before ranks are known.
  fileprivate func place(
    of candidate: DeleveragingCandidate, _ instrument: Instrument, _ mark: Double
  ) -> DeleveragingQueue.Place {
    let isLong = !candidate.quantity.isNegative
    let rise = mark / candidate.entryPrice
    // An inverse contract's profit is in coin: over its cost in coin it is 1 - entry / mark of a long.
    let gain = instrument.isInverseFuture ? 1 - 1 / rise : rise - 1
    let profitShare = isLong ? gain : -gain
    let leverage = candidate.notional / candidate.accountValue
    return DeleveragingQueue.Place(
      candidate: candidate, rank: 0,
      score: score(
        profitShare: profitShare, favourableMove: isLong ? rise : 1 / rise, leverage: leverage),
      profitShare: profitShare, leverage: leverage, reason: "")
  }
}

extension DeleveragingQueue.Place {
  fileprivate func ranked(_ rank: Int) -> Self {
    let percent = (1000 * profitShare).rounded() / 10
    let times = (100 * leverage).rounded() / 100
    let scored = (10_000 * score).rounded() / 10_000
    return Self(
      candidate: candidate, rank: rank, score: score, profitShare: profitShare,
      leverage: leverage,
      reason:
        "Rank \(rank): a profit of \(percent) % of its entry at a leverage of \(times) scores \(scored)."
    )
  }
}
