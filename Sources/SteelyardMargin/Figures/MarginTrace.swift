import SteelyardContracts

/// Listens to the evaluation of one account.
///
/// Figures and explanations run the same code; only the listener differs, so their numbers are the
/// same to the bit.
protocol MarginTrace {
  mutating func record(balance: Int, _ count: CollateralCount?)
  mutating func record(breach: CollateralBreach)
  mutating func record(
    unrealised profitUSD: Double, optionValueUSD: Double, countedUSD: Double, of position: Int)
  mutating func record(unstressed balance: Int, chargeUSD: Double?)
  mutating func record(
    gainCut: Double, of gain: Double, in coin: Currency, closableUSD: Double, groupUSD: Double)
  mutating func record(
    bucket blocks: [Int], balance: Double, profit: [Double], counted: [Double],
    worst: WorstScenario)
  // The three that follow a bucket belong to it.
  mutating func record(charge: AppliedCharge, _ outcome: ChargeOutcome)
  mutating func record(cap: Double, of requirement: Double)
  mutating func record(requirement: BucketRequirement)
  mutating func record(standard: StandardRequirement, of position: Int)
  mutating func record(familyCharge: AppliedCharge, _ outcome: ChargeOutcome, in block: Int)
  mutating func record(expiry: ExpiryRequirement, slot: Int, in block: Int)
  mutating func record(leftOut position: Int, chargeUSD: Double?)
  mutating func record(stated amount: StatedAmount, _ appliesTo: AppliesTo, chargeUSD: Double?)
  mutating func record(
    dynamic initial: DynamicRequirement, _ maintenance: DynamicRequirement,
    _ workspace: DynamicWorkspace)
}

/// Listens to nothing: the compiler removes it.
struct NoTrace: MarginTrace {
  func record(balance: Int, _ count: CollateralCount?) {}
  func record(breach: CollateralBreach) {}
  func record(
    unrealised profitUSD: Double, optionValueUSD: Double, countedUSD: Double, of position: Int
  ) {}
  func record(unstressed balance: Int, chargeUSD: Double?) {}
  func record(
    gainCut: Double, of gain: Double, in coin: Currency, closableUSD: Double, groupUSD: Double
  ) {}
  func record(
    bucket blocks: [Int], balance: Double, profit: [Double], counted: [Double],
    worst: WorstScenario
  ) {}
  func record(charge: AppliedCharge, _ outcome: ChargeOutcome) {}
  func record(cap: Double, of requirement: Double) {}
  func record(requirement: BucketRequirement) {}
  func record(standard: StandardRequirement, of position: Int) {}
  func record(familyCharge: AppliedCharge, _ outcome: ChargeOutcome, in block: Int) {}
  func record(expiry: ExpiryRequirement, slot: Int, in block: Int) {}
  func record(leftOut position: Int, chargeUSD: Double?) {}
  func record(stated amount: StatedAmount, _ appliesTo: AppliesTo, chargeUSD: Double?) {}
  func record(
    dynamic initial: DynamicRequirement, _ maintenance: DynamicRequirement,
    _ workspace: DynamicWorkspace
  ) {}
}

/// Keeps everything, for one explanation.
struct RecordingTrace: MarginTrace {
  struct Balance {
    let index: Int
    /// Nil where a price is missing.
    let count: CollateralCount?
  }
  struct Holding {
    var unrealisedUSD = 0.0
    var optionValueUSD = 0.0
    var countedUSD = 0.0
    var standard: StandardRequirement?
  }
  struct Bucket {
    /// Its blocks; the first one names it.
    let blocks: [Int]
    /// Balances that the scenarios displace.
    let balance: Double
    let profit: [Double]
    let counted: [Double]
    let worst: WorstScenario
    var charges: [(charge: AppliedCharge, outcome: ChargeOutcome)] = []
    var cap: (value: Double, requirement: Double)?
    var requirement = BucketRequirement(initial: 0, maintenance: 0, initialUnraised: 0)
  }

  /// An unrealised gain that does not all count.
  struct GainCut {
    let cutUSD: Double
    let gainUSD: Double
    let coin: Currency
    /// What could be closed over the horizon.
    let closableUSD: Double
    /// What the owner holds.
    let groupUSD: Double
  }

  struct Dynamic {
    let initial: DynamicRequirement
    let maintenance: DynamicRequirement
    let columns: DynamicColumns
    let benefitMax: Double
    /// Coins that the account holds or has contracts on.
    let heldCoins: [Currency]
    /// Shape `[column]`.
    let total: [Double]
    /// Shape `[column]`.
    let balances: [Double]
    /// Profit of each coin, contracts and balances; nil names what is of no coin.
    let coinProfits: [(coin: Currency?, profit: [Double])]
  }

  var dynamic: Dynamic?
  var balances: [Balance] = []
  var breaches: [CollateralBreach] = []
  var unstressed: [(balance: Int, chargeUSD: Double?)] = []
  var gainCuts: [GainCut] = []
  var holdings: [Int: Holding] = [:]
  var buckets: [Bucket] = []
  var familyCharges: [(block: Int, charge: AppliedCharge, outcome: ChargeOutcome)] = []
  var expiries: [(block: Int, slot: Int, requirement: ExpiryRequirement)] = []
  var leftOut: [(position: Int, chargeUSD: Double?)] = []
  var stated: [(amount: StatedAmount, appliesTo: AppliesTo, chargeUSD: Double?)] = []

  mutating func record(balance: Int, _ count: CollateralCount?) {
    balances.append(Balance(index: balance, count: count))
  }
  mutating func record(breach: CollateralBreach) { breaches.append(breach) }
  mutating func record(
    unrealised profitUSD: Double, optionValueUSD: Double, countedUSD: Double, of position: Int
  ) {
    holdings[position, default: Holding()].unrealisedUSD = profitUSD
    holdings[position, default: Holding()].optionValueUSD = optionValueUSD
    holdings[position, default: Holding()].countedUSD = countedUSD
  }
  mutating func record(unstressed balance: Int, chargeUSD: Double?) {
    unstressed.append((balance, chargeUSD))
  }
  mutating func record(
    gainCut: Double, of gain: Double, in coin: Currency, closableUSD: Double, groupUSD: Double
  ) {
    gainCuts.append(
      GainCut(
        cutUSD: gainCut, gainUSD: gain, coin: coin, closableUSD: closableUSD, groupUSD: groupUSD))
  }
  mutating func record(
    bucket blocks: [Int], balance: Double, profit: [Double], counted: [Double],
    worst: WorstScenario
  ) {
    buckets.append(
      Bucket(blocks: blocks, balance: balance, profit: profit, counted: counted, worst: worst))
  }
  mutating func record(charge: AppliedCharge, _ outcome: ChargeOutcome) {
    buckets[buckets.count - 1].charges.append((charge, outcome))
  }
  mutating func record(cap: Double, of requirement: Double) {
    buckets[buckets.count - 1].cap = (cap, requirement)
  }
  mutating func record(requirement: BucketRequirement) {
    buckets[buckets.count - 1].requirement = requirement
  }
  mutating func record(standard: StandardRequirement, of position: Int) {
    holdings[position, default: Holding()].standard = standard
  }
  mutating func record(familyCharge: AppliedCharge, _ outcome: ChargeOutcome, in block: Int) {
    familyCharges.append((block, familyCharge, outcome))
  }
  mutating func record(expiry: ExpiryRequirement, slot: Int, in block: Int) {
    expiries.append((block, slot, expiry))
  }
  mutating func record(leftOut position: Int, chargeUSD: Double?) {
    leftOut.append((position, chargeUSD))
  }
  mutating func record(stated amount: StatedAmount, _ appliesTo: AppliesTo, chargeUSD: Double?) {
    stated.append((amount, appliesTo, chargeUSD))
  }
  mutating func record(
    dynamic initial: DynamicRequirement, _ maintenance: DynamicRequirement,
    _ workspace: DynamicWorkspace
  ) {
    dynamic = Dynamic(
      initial: initial, maintenance: maintenance, columns: workspace.columns,
      benefitMax: workspace.benefitMax, heldCoins: workspace.heldCoins, total: workspace.totalRow,
      balances: workspace.balanceRow, coinProfits: workspace.heldProfits)
  }
}
