public import SteelyardContracts
public import SteelyardFormats
public import SteelyardMargin

/// The daily risk report of a house: all accounts together, who is nearest to being closed, and what it hangs on.
///
/// Figures are summed over accounts; nothing nets between accounts of different owners, because no account pays for
/// another.
public struct HouseReport: Report {
  /// What is known of one account.
  public struct Account: Sendable {
    let name: String
    let explanation: MarginExplanation
    let unreadableCount: Int
    let worst: StressOutcome?
    let distances: Distances
    let equityChangeUSD: Double?
    let path: String?

    /// An account from its parts.
    ///
    /// - Parameters:
    ///   - name: What it is called.
    ///   - explanation: What the model found.
    ///   - unreadableCount: How many position rows were left out at reading.
    ///   - worst: The worst of the library's events; nil where none could be evaluated.
    ///   - distances: How far it is from being liquidated.
    ///   - equityChangeUSD: Change of equity since the earlier market; nil where none is given.
    ///   - path: Its own page, beside that of the house; nil where there is none.
    public init(
      name: String, explanation: MarginExplanation, unreadableCount: Int, worst: StressOutcome?,
      distances: Distances, equityChangeUSD: Double?, path: String?
    ) {
      self.name = name
      self.explanation = explanation
      self.unreadableCount = unreadableCount
      self.worst = worst
      self.distances = distances
      self.equityChangeUSD = equityChangeUSD
      self.path = path
    }

    var figures: AccountFigures { explanation.figures }
    var status: HealthLevel { explanation.health.judged(unreadableCount: unreadableCount) }
    var isComplete: Bool { explanation.isComplete && unreadableCount == 0 }
    /// Whether maintenance margin is not covered any more without any move.
    var isBeyond: Bool { figures.maintenanceExcess < 0 }
  }

  /// The nearest moves of all coins together at which maintenance margin is no longer covered.
  public struct Distances: Sendable, Hashable {
    /// The nearest fall, < 0; nil where there is none to -99 %.
    public let down: Double?
    /// The nearest rise, > 0; nil where there is none to +400 %.
    public let up: Double?

    /// Distances from liquidation prices.
    public init(_ prices: LiquidationPrices) {
      let moves = prices.levels(of: .maintenanceMargin).filter { $0.change == .lost }.map(\.move)
      down = moves.filter { $0 < 0 }.max()
      up = moves.filter { $0 > 0 }.min()
    }

    /// No distance is known.
    public static let none = Distances()

    private init() { (down, up) = (nil, nil) }

    /// The nearer of the two; nil where there is neither.
    var nearest: Double? {
      [down, up].compactMap { $0 }.min { abs($0) < abs($1) }
    }
  }

  let accounts: [Account]
  let currency: Currency
  let usdPerUnit: Double
  let names: PositionNames
  let limits: ReportLimits
  let earlier: Timestamp?
  let callerNotes: [String]
  /// What could not be read, priced or evaluated, each once.
  public let failures: [SteelyardError]
  let concentration: Concentration

  /// A report on a house.
  ///
  /// - Parameters:
  ///   - accounts: At least one, all under one model in one market.
  ///   - currency: The report currency.
  ///   - usdPerUnit: US dollars for one unit of it, finite and > 0.
  ///   - limits: What the house is held against: use and stress by account, the others together.
  ///   - earlier: The time of the earlier market; nil for none.
  ///   - naming: How instruments are named.
  ///   - notes: Remarks for people, each a sentence.
  ///   - failures: Rows that were left out, and what else went wrong, with the account.
  /// - Throws: `invalidInput` where `usdPerUnit` is no price or there is no account.
  public init(
    accounts: [Account], currency: Currency, usdPerUnit: Double, limits: ReportLimits,
    earlier: Timestamp?, naming: InstrumentNaming = .deribit, notes: [String] = [],
    failures: [SteelyardError] = []
  ) throws(SteelyardError) {
    guard usdPerUnit > 0, usdPerUnit.isFinite, !accounts.isEmpty else {
      throw SteelyardError(
        .invalidInput, "The price of the report currency \(currency) is \(usdPerUnit) USD.",
        remedy: "Give a finite price above zero, and an account.")
    }
    self.accounts = accounts
    self.currency = currency
    self.usdPerUnit = usdPerUnit
    self.limits = limits
    self.earlier = earlier
    names = PositionNames(naming)
    callerNotes = notes
    self.failures = failures
    concentration = Concentration(accounts.map(\.explanation), names)
  }

  /// The worst level of any account.
  public var status: HealthLevel {
    let order = HealthLevel.allCases
    return accounts.map(\.status).max {
      (order.firstIndex(of: $0) ?? 0) < (order.firstIndex(of: $1) ?? 0)
    } ?? .healthy
  }

  /// Whether nothing was left out of any account.
  public var isComplete: Bool { accounts.allSatisfy(\.isComplete) }

  /// Whether no limit is passed.
  public var keepsLimits: Bool { !limitLines.contains(where: \.isPassed) }

  /// An amount in US dollars as an amount in report currency.
  func reported(_ amountUSD: Double) -> Double { amountUSD / usdPerUnit }

  /// A sum over accounts.
  func sum(_ value: (AccountFigures) -> Double) -> Double {
    accounts.reduce(0) { $0 + value($1.figures) }
  }

  /// Accounts by use, the highest first; those without equity that counts come before all.
  var byUse: [Account] {
    ordered { account in
      -(account.figures.maintenanceRatio ?? (account.figures.maintenanceMargin > 0 ? .infinity : 0))
    }
  }

  /// Accounts by what the worst event costs, the largest loss first.
  var byStress: [Account] { ordered { $0.worst?.profitUSD ?? 0 } }

  /// Accounts by the move that would end their margin, those first that are beyond it; those without one are left out.
  var byDistance: [Account] {
    ordered { $0.isBeyond ? 0 : $0.distances.nearest.map { abs($0) } ?? .infinity }
      .filter { $0.isBeyond || $0.distances.nearest != nil }
  }

  private func ordered(_ key: (Account) -> Double) -> [Account] {
    let keys = accounts.map(key)
    return accounts.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }.map { accounts[$0] }
  }

  /// The limits against what was reached; those of single accounts against the one that is worst off.
  var limitLines: [ReportLimits.Line] {
    func first(_ shares: [Concentration.Share]) -> (share: Double?, subject: String) {
      (shares.first?.share ?? 0, shares.first?.name ?? "")
    }
    let use = byUse.first
    func stressed(_ account: Account) -> Double? {
      account.figures.equity > 0
        ? max(0, -(account.worst?.profitUSD ?? 0)) / account.figures.equity : nil
    }
    let stress = ordered { -(stressed($0) ?? .infinity) }.first
    return limits.lines([
      .use: (use?.figures.maintenanceRatio, use?.name ?? ""), .coin: first(concentration.coins),
      .expiry: first(concentration.expiries), .position: first(concentration.positions),
      .stress: (stress.flatMap(stressed), stress?.name ?? ""),
    ])
  }

  /// The foot of a page.
  public var sources: [ReportSource] {
    let earlier = earlier.map { [ReportSource("earlier market", "of \($0)")] }
    return (accounts.first.map { .margin($0.explanation) } ?? []) + (earlier ?? [])
  }
}
