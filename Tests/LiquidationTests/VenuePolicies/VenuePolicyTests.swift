import SteelyardContracts
import SteelyardLiquidation
import SteelyardMargin
import TestSupport
import Testing

@Suite("Policies of venues on an account")
struct VenuePolicyTests {
  /// It needs 1 % and 0.005 % a coin of 200,000 USD: 2,040.
  private let short = ["BTC_USDC-PERPETUAL": "-4"]
  private let lacking = ["USDC": "1600"]

  private func policies() throws -> [any LiquidationPolicy] {
    [
      WholeClosePolicy(), try HyperliquidPolicy(), try ParadexPolicy(), try DydxPolicy(),
      try DerivePolicy(), try DeribitPolicy(),
    ]
  }

  @Test("an account that meets its maintenance is left alone, and no equity is a takeover")
  func ends() throws {
    let sample = try PolicySample()
    let well = try sample.account(short, ["USDC": "100000"])
    let gone = try sample.account(short, ["USDC": "-10"])
    for policy in try policies() {
      #expect(try sample.decision(policy, well).action == .end, "\(policy.name)")
      guard policy.name != "derive" else { continue }
      #expect(
        try sample.decision(policy, gone).action == .takeOver(.bankrupt), "\(policy.name)")
    }
  }

  @Test("whole: every position at once")
  func whole() throws {
    let sample = try PolicySample()
    let account = try sample.account(
      ["BTC_USDC-PERPETUAL": "-4", "BTC-26JUN26-40000-P": "1.5"], lacking)
    #expect(
      try sample.decision(WholeClosePolicy(), account).trades
        == ["BTC_USDC-PERPETUAL": "4", "BTC-26JUN26-40000-P": "-1.5"])
  }

  @Test("hyperliquid: a fifth of a large position, the whole in the cooldown, the vault far below")
  func hyperliquid() throws {
    let policy = try HyperliquidPolicy()
    let sample = try PolicySample(lots: ["BTC_USDC-PERPETUAL": "0.3"])
    // Two thirds of 2,040 are 1,360.
    let account = try sample.account(short, lacking)
    expectClose(expected: 2_040, got: account.figures.maintenanceMargin, .relative(1e-12))
    let first = try sample.decision(policy, account)
    // A fifth is 0.8, in whole lots 0.9.
    #expect(first.trades == ["BTC_USDC-PERPETUAL": "0.9"])
    func after(_ seconds: Int64) throws -> [String: String] {
      let later = try PolicySample(seconds: seconds, lots: ["BTC_USDC-PERPETUAL": "0.3"])
      var progress = LiquidationProgress(begun: later.start)
      progress.addRound(at: later.start)
      return try later.decision(policy, try later.account(short, lacking), progress).trades
    }
    #expect(try after(29) == ["BTC_USDC-PERPETUAL": "4"])
    #expect(try after(30) == ["BTC_USDC-PERPETUAL": "0.9"])
    let small = try sample.account(["BTC_USDC-PERPETUAL": "-2"], ["USDC": "900"])
    #expect(try sample.decision(policy, small).trades == ["BTC_USDC-PERPETUAL": "2"])
    let far = try sample.account(short, ["USDC": "1359"])
    #expect(try sample.decision(policy, far).action == .takeOver(.belowBackstop))
  }

  @Test("paradex: the smallest share that is enough once its penalty is paid")
  func paradex() throws {
    let policy = try ParadexPolicy()
    let sample = try PolicySample()
    // Margin 2,040 on 1,950. A share of 0.2 leaves 1,625.60 on 1,950 - 285.60: 97.7 %; 0.4 leaves 1,214.40 on 1,378.80: 88.1 %.
    let account = try sample.account(short, ["USDC": "1950"])
    #expect(try sample.decision(policy, account).trades == ["BTC_USDC-PERPETUAL": "1.6"])
    // On 1,600: 0.6 leaves 806.40 on 743.20; 0.8 leaves 401.60 on 457.60: 87.8 %.
    let worse = try sample.account(short, lacking)
    #expect(try sample.decision(policy, worse).trades == ["BTC_USDC-PERPETUAL": "3.2"])
    let lost = try sample.account(short, ["USDC": "1000"])
    #expect(try sample.decision(policy, lost).trades == ["BTC_USDC-PERPETUAL": "4"])
  }

  @Test("dydx: the position that needs most, at its fillable price")
  func dydx() throws {
    let policy = try DydxPolicy()
    let sample = try PolicySample()
    // Rating 1 - 1,600 / 2,040; times 10 % of 2,040 that is 44, over 4 coins 11 above the mark of a short.
    let decision = try sample.decision(policy, try sample.account(short, lacking))
    guard case .trade(let trades) = decision.action else {
      Issue.record("no trade: \(decision)")
      return
    }
    #expect(trades.count == 1 && trades[0].quantity == Amount(4))
    expectClose(
      expected: 50_011, got: trades[0].limit?.doubleValue ?? .nan, .relative(1e-14))
    let inverse = try sample.account(["BTC-PERPETUAL": "-500000"], ["BTC": "0.05"])
    #expect(throws: SteelyardError.self) { try sample.decision(policy, inverse) }
  }

  @Test("derive: a share of the account at a discount, its buffer, and bidders who are paid")
  func derive() throws {
    let policy = try DerivePolicy()
    let sample = try PolicySample()
    let account = try sample.account(short, lacking)
    // Excess -440, value 1,600: buffered -440 - 0.15 x 2,040 = -746; price 0.95 x 1,600 = 1,520.
    let offer = try offered(try sample.decision(policy, account))
    #expect(offer.wholePrice == Amount(1_520))
    expectClose(
      expected: 746.0 / (746 + 1_520), got: offer.largestShare.doubleValue, .relative(1e-12))
    // Margin is met, the buffer is not: an auction that has begun goes on.
    let nearly = try sample.account(short, ["USDC": "2045"])
    #expect(try sample.decision(policy, nearly).action == .end)
    var progress = LiquidationProgress(begun: sample.start)
    progress.addRound(at: sample.start)
    #expect(try offered(sample.decision(policy, nearly, progress)).largestShare < .one)
    // It ends at 2,040 + 0.15 x 2,040.
    let buffered = try sample.account(short, ["USDC": "2347"])
    #expect(try sample.decision(policy, buffered, progress).action == .end)
    // Half of the insolvent hour gone: v + (excess - v) / 2 = -100 - 1,020.
    let gone = try sample.account(short, ["USDC": "-100"])
    let later = try PolicySample(seconds: 1_800)
    let insolvent = LiquidationProgress(
      begun: sample.start, roundCount: 1, lastRound: nil, insolventSince: sample.start)
    let paid = try offered(try later.decision(policy, gone, insolvent))
    #expect(paid.largestShare == .one)
    expectClose(expected: -1_120, got: paid.wholePrice.doubleValue, .relative(1e-12))
  }

  private func offered(_ decision: LiquidationDecision) throws -> AccountOffer {
    guard case .auction(let offer) = decision.action else {
      throw SteelyardError(.invalidInput, "no offer: \(decision)", remedy: "")
    }
    return offer
  }

  @Test("reasons have their numbers")
  func reasons() throws {
    let sample = try PolicySample()
    let account = try sample.account(short, lacking)
    for policy in try policies() {
      let reason = try sample.decision(policy, account).reason
      #expect(reason.contains { $0.isNumber }, "\(policy.name): \(reason)")
    }
  }

  @Test("parts out of range are refused")
  func refused() {
    #expect(throws: SteelyardError.self) { try HyperliquidPolicy(partialAboveUSD: -1) }
    #expect(throws: SteelyardError.self) { try HyperliquidPolicy(partialShare: .zero) }
    #expect(throws: SteelyardError.self) { try HyperliquidPolicy(backstopShare: 1.1) }
    #expect(throws: SteelyardError.self) { try DeribitPolicy(futuresStepUSD: 0) }
    #expect(throws: SteelyardError.self) { try DeribitPolicy(optionStep: .zero) }
  }
}
