import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardScenarios
import TestSupport

/// A dynamic model on a state of a few scenarios that a test writes down, with parameters of its own,
/// so that no tuning of the shipped ones changes what is expected.
struct DynamicSample {
  /// Relative moves of spot of the current scenarios, by coin.
  var core: [Currency: [Double]]
  /// Weights of the current scenarios; empty for 1 each.
  var weights: [Double] = []
  /// Relative moves of the stressed scenarios; empty for none.
  var stressed: [Currency: [Double]] = [:]
  /// Relative moves of the crashes; empty for none.
  var crashes: [Currency: [Double]] = [:]
  /// Relative moves of stablecoins and staking tokens in the current scenarios.
  var assets: [Currency: [Double]] = [:]
  /// Current scenarios of maintenance margin; empty for those of initial margin.
  var maintenanceCore: [Currency: [Double]] = [:]
  var level = 0.75
  var stressedWeight = 0.25
  var crashShare = 0.5
  var brokenShare = 0.25
  var brokenStride = 1
  var benefitMax = 1.0
  var shortOptionMinimum = 0.0
  var charges: [AppliedCharge] = []
  var path = SpotPathShape.straight
  var surfaces = PerCoin<SurfaceResponse>(others: .none)
  /// The parameter set that the state says it was made with.
  var stateParameters = "sample"

  init(core: [Currency: [Double]]) { self.core = core }

  func model() throws -> DynamicMargin {
    try DynamicMargin(specification(), state: state(), stateName: "sample sha256:0")
  }

  func specification() throws -> DynamicSpecification {
    guard
      case .dynamic(let shipped) = try MarginModelCatalogue.specification(
        named: "dynamic", parameters: nil)
    else { preconditionFailure("dynamic is a dynamic model") }
    func measure(crashShare: Double) -> DynamicMeasure {
      DynamicMeasure(
        measure: .expectedShortfall(level: level), horizonDays: PerCoin(others: 1),
        stressedWeight: stressedWeight, crashShare: crashShare, brokenShare: brokenShare)
    }
    let ether = CollateralAsset(tiers: [.rest(initial: 0, maintenance: 0)], stressedIn: .eth)
    return DynamicSpecification(
      name: "dynamic",
      provenance: ParameterProvenance(
        name: "sample", effective: "2026-01-01", sources: [], superseded: nil),
      surfaceSource: .marks, optionValue: .mark, initial: measure(crashShare: crashShare),
      maintenance: measure(crashShare: 0), benefitMax: benefitMax,
      calibration: shipped.calibration, surfaces: surfaces,
      settlement: .init(averagingWindowSeconds: 1800, delivery: .cash, path: path),
      shortOptionMinimum: PerCoin(others: shortOptionMinimum), charges: PerCoin(others: charges),
      collateral: CollateralRule(
        classes: ["all": CollateralClass(tiers: [.rest(initial: 0, maintenance: 0)])],
        assets: ["STETH": ether], unlisted: .class("all")), equity: .portfolio)
  }

  func state() throws -> ModelState {
    let initial = StateScenarios(
      core: try group("day", core, weights, assets),
      stressed: stressed.isEmpty ? nil : try group("stress", stressed),
      crashes: crashes.isEmpty ? nil : try group("crash", crashes), brokenStride: brokenStride)
    let maintenance =
      maintenanceCore.isEmpty
      ? initial
      : StateScenarios(
        core: try group("hour", maintenanceCore), stressed: nil, crashes: nil, brokenStride: nil)
    return ModelState(
      name: "sample", model: "dynamic", parameters: stateParameters,
      asOf: try Timestamp(parsing: "2026-03-13T00:00:00Z"), epoch: 0, seed: 0, sources: [],
      coins: core.keys.sorted().map { coin in
        CoinState(
          coin: coin, fast: 0.03, slow: 0.03, initialScale: 0.03, maintenanceScale: 0.03,
          worstFall: -0.4, largestRise: 0.4, observations: 1000, dailyVolumeUSD: nil)
      }, initial: initial, maintenance: maintenance)
  }

  private func group(
    _ label: String, _ moves: [Currency: [Double]], _ weights: [Double] = [],
    _ assets: [Currency: [Double]] = [:]
  ) throws -> JointScenarios {
    let count = moves.values.first?.count ?? 0
    return try JointScenarios(
      labels: (0..<count).map { "\(label) \($0)" },
      weights: weights.isEmpty ? [Double](repeating: 1, count: count) : weights,
      coins: moves.mapValues { CoinScenarios(horizonDays: 1, spot: $0) }, assets: assets)
  }

  /// The mean of the worst losses of mass 1 - level, by the definition and not by the model's code.
  static func shortfall(_ profits: [Double], level: Double) -> Double {
    let mass = (1 - level) * Double(profits.count)
    var left = mass
    var sum = 0.0
    for profit in profits.sorted() {
      let taken = min(1, left)
      sum -= taken * profit
      left -= taken
    }
    return max(0, sum / mass)
  }
}

extension DynamicSample {
  /// Moves of one coin, of which a quarter is told below by hand.
  static let moves = [-0.10, 0.03, -0.02, 0.09, -0.08, 0.05, 0, 0.01, 0.06, -0.05]
  /// A perpetual on one bitcoin at 70,000, settled in USDC.
  static let bitcoin = (name: "BTC_USDC-PERPETUAL", quantity: "1")
  /// A perpetual on as many dollars of ether at 2,080, sold.
  static let soldEther = (name: "ETH_USDC-PERPETUAL", quantity: "-33.653846153846153846")

  /// What the model finds for a book in the synthetic market.
  func explained(
    _ positions: [(name: String, quantity: String)],
    _ balances: [(code: String, amount: String)] = [],
    in market: SyntheticMarket? = nil
  ) throws -> MarginExplanation {
    try model().explanation(
      of: try book(positions, balances), in: try (market ?? SyntheticMarket()).snapshot())
  }

  /// The parts of the requirement for a book.
  func parts(
    _ positions: [(name: String, quantity: String)],
    _ balances: [(code: String, amount: String)] = []
  ) throws -> DynamicExplanation {
    guard let dynamic = try explained(positions, balances).dynamic else {
      preconditionFailure("the dynamic model explains itself")
    }
    return dynamic
  }
}
