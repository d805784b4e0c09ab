import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import SteelyardLedger

/// Fees, funding and interest; rates are decimal texts, as everything that is journaled.
public struct ClerkConfiguration: Sendable, Decodable {
  /// Interest on debts of an asset: Derive's form of a curve with a kink.
  public struct Interest: Sendable, Decodable {
    /// The rate a year at no utilisation.
    public var minimum = "0.02"
    /// What the rate gains per unit of utilisation up to the optimum.
    public var slopeBelow = "0.08"
    /// What it gains per unit of utilisation above.
    public var slopeAbove = "1"
    /// Where the slope changes, 0 to 1.
    public var optimum = "0.8"
    /// The insurance fund's share, 0 to 1.
    public var fundShare = "0.2"

    /// The defaults.
    public init() {}

    private enum CodingKeys: String, CodingKey, CaseIterable {
      case minimum
      case slopeBelow = "slope_below"
      case slopeAbove = "slope_above"
      case optimum
      case fundShare = "fund_share"
    }

    /// Reads the section.
    ///
    /// - Throws: `invalidInput` for what can't be.
    public init(from decoder: any Decoder) throws {
      let fields = try ConfigurationFields<CodingKeys>(decoder)
      minimum = try fields.value(.minimum, default: minimum)
      slopeBelow = try fields.value(.slopeBelow, default: slopeBelow)
      slopeAbove = try fields.value(.slopeAbove, default: slopeAbove)
      optimum = try fields.value(.optimum, default: optimum)
      fundShare = try fields.value(.fundShare, default: fundShare)
      _ = try terms
    }

    var terms: InterestTerms {
      get throws(SteelyardError) {
        try InterestTerms(
          curve: BorrowCurve(
            minimum: Amount(parsing: minimum), slopeBelow: Amount(parsing: slopeBelow),
            slopeAbove: Amount(parsing: slopeAbove), optimum: Amount(parsing: optimum)),
          fundShare: Amount(parsing: fundShare))
      }
    }
  }

  /// Assets that accounts may hold besides those of the instruments.
  public var assets = ["USDC"]
  /// What a maker of perpetuals and futures pays, as a share of the trade's worth.
  public var futureMaker = "0"
  /// What a taker of them pays.
  public var futureTaker = "0.0005"
  /// What a maker of options pays, as a share of the premium.
  public var optionMaker = "0.0003"
  /// What a taker of them pays.
  public var optionTaker = "0.0003"
  /// Seconds from one funding payment to the next, from midnight UTC.
  public var fundingSeconds = 28_800
  /// Seconds from one accrual of interest to the next, from midnight UTC.
  public var interestSeconds = 3600
  /// Interest on debts.
  public var interest = Interest()
  /// Interest on debts of some assets.
  public var interestOfAssets: [String: Interest] = [:]

  /// The defaults.
  public init() {}

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case assets
    case futureMaker = "future_maker"
    case futureTaker = "future_taker"
    case optionMaker = "option_maker"
    case optionTaker = "option_taker"
    case fundingSeconds = "funding_seconds"
    case interestSeconds = "interest_seconds"
    case interest
    case interestOfAssets = "interest_of_assets"
  }

  /// Reads the section.
  ///
  /// - Throws: `invalidInput` for what can't be.
  public init(from decoder: any Decoder) throws {
    let fields = try ConfigurationFields<CodingKeys>(decoder)
    assets = try fields.value(.assets, default: assets)
    futureMaker = try fields.value(.futureMaker, default: futureMaker)
    futureTaker = try fields.value(.futureTaker, default: futureTaker)
    optionMaker = try fields.value(.optionMaker, default: optionMaker)
    optionTaker = try fields.value(.optionTaker, default: optionTaker)
    fundingSeconds = try fields.number(
      .fundingSeconds, default: fundingSeconds, in: 60...86_400)
    interestSeconds = try fields.number(
      .interestSeconds, default: interestSeconds, in: 60...86_400)
    interest = try fields.value(.interest, default: interest)
    interestOfAssets = try fields.value(.interestOfAssets, default: interestOfAssets)
    _ = try rules(venue: "check")
  }

  /// The clerk's rules.
  ///
  /// - Throws: `invalidInput` for a rate, asset or interval that can't be.
  func rules(venue: String) throws(SteelyardError) -> ClerkRules {
    var codes: [Currency] = []
    for asset in assets { codes.append(try Currency(asset)) }
    var ofAssets: [Currency: InterestTerms] = [:]
    for (asset, interest) in interestOfAssets {
      ofAssets[try Currency(asset)] = try interest.terms
    }
    let table = try ContractTermsTable.embedded()
    return try ClerkRules(
      venue: OwnerName(venue), assets: codes,
      futureFees: FeeSchedule(
        maker: Amount(parsing: futureMaker), taker: Amount(parsing: futureTaker)),
      optionFees: FeeSchedule(
        maker: Amount(parsing: optionMaker), taker: Amount(parsing: optionTaker)),
      fundingSeconds: Int64(fundingSeconds), interestSeconds: Int64(interestSeconds),
      interest: try interest.terms, interestOfAssets: ofAssets
    ) { try? table.terms(for: $0, listedOn: .deribit) }
  }
}
