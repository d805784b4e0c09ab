public import SteelyardContracts

/// How a Dutch auction of a whole account runs: the discount over time, the fee, the margin it has to restore.
///
/// - Source: Derive v2-core `DutchAuction` (derive.md, 6).
public struct AuctionTerms: Sendable, Hashable {
  /// The share of the account's value that is asked at the start, > 0 to 1.
  public let startShare: Amount
  /// The share at which the fast phase ends and the slow one begins, 0 to `startShare`.
  public let cutoffShare: Amount
  /// How long the fast phase takes, > 0.
  public let fastSeconds: Int64
  /// How long the slow phase takes, in which the share goes from `cutoffShare` to 0, > 0.
  public let slowSeconds: Int64
  /// How long it takes until the security module pays a whole insolvent account's margin, > 0.
  public let insolventSeconds: Int64
  /// The share of the first bid's value that the security module gets at the start, 0 to 1.
  public let feeRate: Amount
  /// How much more margin is to be restored than is lacking, as a share of margin less value, ≥ 0.
  public let bufferShare: Amount
  /// Below this value, in quote currency, the whole account may be had, ≥ 0.
  public let wholeBelowValue: Amount

  /// Terms from their parts.
  ///
  /// - Throws: `invalidInput` for a share or a time out of its range.
  public init(
    startShare: Amount, cutoffShare: Amount, fastSeconds: Int64, slowSeconds: Int64,
    insolventSeconds: Int64, feeRate: Amount, bufferShare: Amount, wholeBelowValue: Amount
  ) throws(SteelyardError) {
    let shares: [(String, Amount)] = [
      ("start share", startShare), ("cutoff share", cutoffShare), ("fee rate", feeRate),
    ]
    for (name, share) in shares where share.isNegative || share > .one {
      throw AuctionTerms.outOfRange(name, "\(share)", "from 0 to 1")
    }
    guard startShare > .zero, cutoffShare <= startShare else {
      throw AuctionTerms.outOfRange("cutoff share", "\(cutoffShare)", "at most the start share")
    }
    for (name, seconds) in [
      ("fast phase", fastSeconds), ("slow phase", slowSeconds),
      ("insolvent phase", insolventSeconds),
    ] where seconds <= 0 {
      throw AuctionTerms.outOfRange(name, "\(seconds) s", "above 0 s")
    }
    for (name, amount) in [("buffer share", bufferShare), ("value", wholeBelowValue)]
    where amount.isNegative {
      throw AuctionTerms.outOfRange(name, "\(amount)", "from 0 up")
    }
    self.startShare = startShare
    self.cutoffShare = cutoffShare
    self.fastSeconds = fastSeconds
    self.slowSeconds = slowSeconds
    self.insolventSeconds = insolventSeconds
    self.feeRate = feeRate
    self.bufferShare = bufferShare
    self.wholeBelowValue = wholeBelowValue
  }

  /// The share of its value that the account is offered for after some time: linear from the start share to the cutoff
  /// over the fast phase, linear from there to nothing over the slow one.
  ///
  /// - Parameter seconds: Since the auction began, ≥ 0.
  /// - Returns: 0 to `startShare`, rounded down.
  public func discount(after seconds: Int64) throws(SteelyardError) -> Amount {
    if seconds < fastSeconds {
      let gone = try startShare.subtracting(cutoffShare)
        .multiplied(by: Amount(max(seconds, 0)), rounding: .up)
      return try startShare.subtracting(try gone.divided(by: Amount(fastSeconds), rounding: .up))
    }
    let left = slowSeconds - (seconds - fastSeconds)
    guard left > 0 else { return .zero }
    return try cutoffShare.multiplied(by: Amount(left), rounding: .down)
      .divided(by: Amount(slowSeconds), rounding: .down)
  }

  /// What of margin an auction has to restore: margin excess + (margin excess - value) x buffer share.
  ///
  /// - Parameters:
  ///   - excess: The account's maintenance excess, in quote currency; negative where margin lacks.
  ///   - value: Its value, cash included, in quote currency.
  public func bufferedExcess(excess: Amount, value: Amount) throws(SteelyardError) -> Amount {
    try excess.adding(
      try excess.subtracting(value).multiplied(by: bufferShare, rounding: .down))
  }

  private static func outOfRange(_ name: String, _ text: String, _ range: String) -> SteelyardError
  {
    SteelyardError(
      .invalidInput, "The \(name) of an auction is \(text), which is not \(range).",
      remedy: "Give a \(name) \(range).")
  }
}
