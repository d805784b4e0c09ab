public import SteelyardContracts
public import SteelyardLedger

/// What the market clerk goes by.
public struct ClerkRules: Sendable {
  /// The venue that takes the other side of what is traded there.
  public let venue: OwnerName
  /// Assets that accounts may hold besides those that instruments bring.
  public let assets: [Currency]
  /// Fees of perpetuals and futures.
  public let futureFees: FeeSchedule
  /// Fees of options.
  public let optionFees: FeeSchedule
  /// Seconds from one funding payment to the next, counted from midnight UTC.
  public let fundingSeconds: Int64
  /// Seconds from one accrual of interest to the next, counted from midnight UTC.
  public let interestSeconds: Int64
  /// How debts of an asset grow that has no terms of its own.
  public let interest: InterestTerms
  /// How debts of some assets grow.
  public let interestOfAssets: [Currency: InterestTerms]
  /// The terms of an instrument that its feed lists without any; nil where nobody knows them.
  public let terms: @Sendable (Instrument) -> ContractTerms?

  /// Rules from their parts.
  ///
  /// - Throws: `invalidInput` for an interval outside a minute and a day, or one that does not divide the day.
  public init(
    venue: OwnerName, assets: [Currency], futureFees: FeeSchedule, optionFees: FeeSchedule,
    fundingSeconds: Int64, interestSeconds: Int64, interest: InterestTerms,
    interestOfAssets: [Currency: InterestTerms],
    terms: @escaping @Sendable (Instrument) -> ContractTerms?
  ) throws(SteelyardError) {
    for (name, seconds) in [("funding", fundingSeconds), ("interest", interestSeconds)]
    where !(60...86_400).contains(seconds) || 86_400 % seconds != 0 {
      throw SteelyardError(
        .invalidInput, "The interval of \(name), \(seconds) s, does not divide a day.",
        remedy: "Choose 60 to 86400 s: 3600 for an hour, 28800 for eight.")
    }
    self.venue = venue
    self.assets = assets
    self.futureFees = futureFees
    self.optionFees = optionFees
    self.fundingSeconds = fundingSeconds
    self.interestSeconds = interestSeconds
    self.interest = interest
    self.interestOfAssets = interestOfAssets
    self.terms = terms
  }
}
