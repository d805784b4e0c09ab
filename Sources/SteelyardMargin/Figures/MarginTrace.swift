import SteelyardContracts

/// Listens to the evaluation of one account.
///
/// Figures and explanations run the same code; only the listener differs, so their numbers are the
/// same to the bit.
protocol MarginTrace {
  mutating func record(balance: Int, _ count: CollateralCount?)
  mutating func record(breach: CollateralBreach)
  mutating func record(unrealised profitUSD: Double, optionValueUSD: Double, of position: Int)
  mutating func record(
    outcomes block: Int, profit: [Double], counted: [Double], worst: WorstScenario)
  mutating func record(charge: AppliedCharge, _ outcome: ChargeOutcome, in block: Int)
  mutating func record(cap: Double, of requirement: Double, in block: Int)
  mutating func record(requirement: BucketRequirement, in block: Int)
  mutating func record(standard: StandardRequirement, of position: Int)
  mutating func record(leftOut position: Int, chargeUSD: Double?)
  mutating func record(stated amount: StatedAmount, _ appliesTo: AppliesTo, chargeUSD: Double?)
}

/// Listens to nothing: the compiler removes it.
struct NoTrace: MarginTrace {
  func record(balance: Int, _ count: CollateralCount?) {}
  func record(breach: CollateralBreach) {}
  func record(unrealised profitUSD: Double, optionValueUSD: Double, of position: Int) {}
  func record(outcomes block: Int, profit: [Double], counted: [Double], worst: WorstScenario) {}
  func record(charge: AppliedCharge, _ outcome: ChargeOutcome, in block: Int) {}
  func record(cap: Double, of requirement: Double, in block: Int) {}
  func record(requirement: BucketRequirement, in block: Int) {}
  func record(standard: StandardRequirement, of position: Int) {}
  func record(leftOut position: Int, chargeUSD: Double?) {}
  func record(stated amount: StatedAmount, _ appliesTo: AppliesTo, chargeUSD: Double?) {}
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
    var standard: StandardRequirement?
  }
  struct Bucket {
    let block: Int
    let profit: [Double]
    let counted: [Double]
    let worst: WorstScenario
    var charges: [(charge: AppliedCharge, outcome: ChargeOutcome)] = []
    var cap: (value: Double, requirement: Double)?
    var requirement = BucketRequirement(initial: 0, maintenance: 0, initialUnraised: 0)
  }

  var balances: [Balance] = []
  var breaches: [CollateralBreach] = []
  var holdings: [Int: Holding] = [:]
  var buckets: [Bucket] = []
  var leftOut: [(position: Int, chargeUSD: Double?)] = []
  var stated: [(amount: StatedAmount, appliesTo: AppliesTo, chargeUSD: Double?)] = []

  mutating func record(balance: Int, _ count: CollateralCount?) {
    balances.append(Balance(index: balance, count: count))
  }
  mutating func record(breach: CollateralBreach) { breaches.append(breach) }
  mutating func record(unrealised profitUSD: Double, optionValueUSD: Double, of position: Int) {
    holdings[position, default: Holding()].unrealisedUSD = profitUSD
    holdings[position, default: Holding()].optionValueUSD = optionValueUSD
  }
  mutating func record(
    outcomes block: Int, profit: [Double], counted: [Double], worst: WorstScenario
  ) {
    buckets.append(Bucket(block: block, profit: profit, counted: counted, worst: worst))
  }
  mutating func record(charge: AppliedCharge, _ outcome: ChargeOutcome, in block: Int) {
    buckets[buckets.count - 1].charges.append((charge, outcome))
  }
  mutating func record(cap: Double, of requirement: Double, in block: Int) {
    buckets[buckets.count - 1].cap = (cap, requirement)
  }
  mutating func record(requirement: BucketRequirement, in block: Int) {
    buckets[buckets.count - 1].requirement = requirement
  }
  mutating func record(standard: StandardRequirement, of position: Int) {
    holdings[position, default: Holding()].standard = standard
  }
  mutating func record(leftOut position: Int, chargeUSD: Double?) {
    leftOut.append((position, chargeUSD))
  }
  mutating func record(stated amount: StatedAmount, _ appliesTo: AppliesTo, chargeUSD: Double?) {
    stated.append((amount, appliesTo, chargeUSD))
  }
}
