import SteelyardContracts
import SteelyardScenarios

extension ChargeExplanation {
  /// The charges of one bucket, in the order of the model.
  static func all(of bucket: RecordingTrace.Bucket, in frame: RiskFrame) -> [ChargeExplanation] {
    let block = frame.blocks[bucket.blocks[0]]
    let columns = frame.blockColumns[bucket.blocks[0]]
    let unit = columns.unit(of: block.underlying)
    let name = columns.bucketName(of: block.underlying)
    // A stated charge of nothing is no news; a rule that came to nothing is.
    let told = bucket.charges.filter { applied, outcome in
      if case .stated = applied.charge { outcome.amount != 0 } else { true }
    }
    var charges = told.map { applied, outcome in
      ChargeExplanation(
        name: applied.charge.name, bucket: name,
        amountUSD: outcome.amount * columns.usdPerUnit, appliesTo: applied.appliesTo,
        why: applied.charge.why(outcome, base: block.underlying.base, unit: unit))
    }
    if let cap = bucket.cap {
      charges.append(
        ChargeExplanation(
          name: "long_option_cap", bucket: name,
          amountUSD: (cap.value - cap.requirement) * columns.usdPerUnit, appliesTo: .both,
          why: "bought options alone need no more than their value: \(cap.value.rounded(to: 9)) "
            + "\(unit) instead of \(cap.requirement.rounded(to: 9))"))
    }
    return charges
  }

  /// The charge for a position that is left out.
  init(leftOut: (position: Int, chargeUSD: Double?), batch: PortfolioBatch) {
    let instrument = batch.universe.instruments[Int(batch.instrument[leftOut.position])]
    self.init(
      name: "left_out", bucket: nil, amountUSD: leftOut.chargeUSD ?? 0, appliesTo: .both,
      why: leftOut.chargeUSD == nil
        ? "\(instrument) is left out and nothing bounds its loss"
        : "\(instrument) is left out: its notional at the index, nothing for a bought option")
  }

  /// The charge for a balance whose coin no scenario can displace.
  ///
  /// - Parameter stateName: The state whose scenarios say nothing of it; nil where the market has no
  ///   price of its coin.
  init(
    unstressed: (balance: Int, chargeUSD: Double?), batch: PortfolioBatch, stateName: String?
  ) {
    let asset = batch.asset[unstressed.balance]
    let isDebt = batch.amount[unstressed.balance] < 0
    self.init(
      name: "left_out", bucket: nil, amountUSD: unstressed.chargeUSD ?? 0, appliesTo: .both,
      why: stateName.map { state in
        "no scenario of \(state) moves \(asset): "
          + (isDebt ? "the debt is charged once more" : "it could fall to nothing")
      }
        ?? (unstressed.chargeUSD == nil
          ? "the debt of \(asset) cannot be stressed and nothing bounds its loss"
          : "the market has no price of the coin that \(asset) moves with: it could fall to "
            + "nothing"))
  }

  /// A stated amount that no bucket of the account took.
  init(stated amount: StatedAmount, _ appliesTo: AppliesTo, _ chargeUSD: Double?) {
    self.init(
      name: amount.name, bucket: nil, amountUSD: chargeUSD ?? 0, appliesTo: appliesTo,
      why: chargeUSD == nil
        ? "stated by the caller in \(amount.currency), which has no price"
        : "stated by the caller: \(amount.amount.rounded(to: 9)) \(amount.currency)")
  }
}

extension Charge {
  /// The charge's name in answers.
  var name: String {
    switch self {
    case .rollShock: "roll_shock"
    case .deltaShock: "delta_shock"
    case .optionShare: "option_contingency"
    case .netShortStrikes: "short_option_contingency"
    case .offsettingFutures: "offsetting_futures_contingency"
    case .grossFutures: "futures_contingency"
    case .heldBase: "base_contingency"
    case .offsettingVega: "offsetting_vega_contingency"
    case .depeg: "depeg_contingency"
    case .oracle: "oracle_contingency"
    case .liquidity: "liquidity_charge"
    case .stated(let name): name
    }
  }

  /// The rule with its numbers, for people.
  func why(_ outcome: ChargeOutcome, base: Currency, unit: Currency) -> String {
    let amount = "\(outcome.amount.rounded(to: 9)) \(unit)"
    let taken = "\(outcome.base.rounded(to: 9)) \(base)"
    switch self {
    case .rollShock(let rule):
      return "sum over expiries of |delta| x max(\(rule.moveMin), exp(\(rule.annualisedMove) x "
        + "years) - 1): \(taken) of delta give \(amount)"
    case .deltaShock(let rule):
      return "min(\(rule.incrementPerCoin) x excess, \(rule.moveMax)) x |delta|, excess over "
        + "\(rule.thresholdUSD.wholeText) USD: \(taken) of delta, \(outcome.detail.rounded(to: 9)) \(base) "
        + "of excess give \(amount)"
    case .optionShare(let rate):
      return "\(rate) x \(taken) of options give \(amount)"
    case .netShortStrikes(let rule):
      return "\(rule.ratePerOption) for each option net short by strike"
        + (rule.rollsUp ? " after roll-up" : "") + ": \(taken) give \(amount)"
    case .offsettingFutures(let rate):
      return "\(rate) x \(taken) of futures that offset between expiries give \(amount)"
    case .grossFutures(let rate):
      return "\(rate) x \(taken) of futures, long and short added, give \(amount)"
    case .heldBase(let rate):
      return "\(rate) x \(taken) held, at the index, give \(amount)"
    case .offsettingVega(let rate):
      return "\(rate) x \(outcome.base.rounded(to: 9)) USD per volatility point that offset "
        + "between expiries give \(amount)"
    case .depeg(let rule):
      return
        "\(rule.rate) x max(0, \(rule.threshold) - USD price of the settlement currency) x "
        + "notional of futures and sold options: \(taken) at \(outcome.lowest.rounded(to: 9)) USD give \(amount)"
    case .oracle(let rule):
      return rule.why(outcome, taken: taken, amount: amount)
    case .liquidity(let rule):
      return outcome.liquidity.map { rule.why($0, outcome, base: base, amount: amount) } ?? amount
    case .stated:
      return "stated by the caller: \(amount)"
    }
  }
}

extension OracleCharge {
  /// The rule with its numbers, for people.
  fileprivate func why(_ outcome: ChargeOutcome, taken: String, amount: String) -> String {
    let limits = [
      ("futures", futuresThreshold), ("options", optionsThreshold), ("balances", balancesThreshold),
    ].compactMap { name, threshold in threshold.map { "\(name) \($0.amount)" } }
    let silent =
      outcome.notGivenCount == 0
      ? ""
      : "; for \(outcome.notGivenCount) of the sizes the market gives no or not every confidence, "
        + "which counts as 1"
    let found =
      outcome.base == 0
      ? "none is below, give \(amount)"
      : "\(taken) are below, the lowest at \(outcome.lowest.rounded(to: 9)), give \(amount)"
    return "\(rate) x (1 - confidence) x notional where a confidence is below its threshold ("
      + limits.joined(separator: ", ") + "): " + found + silent
  }
}

extension StandardRequirement {
  /// The rule of a position's standard margin with its numbers, for people.
  func why(for instrument: Instrument) -> String {
    let base = instrument.underlying.base
    let size = "\(abs(coins).rounded(to: 9)) \(base)"
    let rest = "; maintenance share \(maintenanceShare.rounded(to: 9))"
    guard let terms = instrument.optionTerms else {
      return "\(initialShare.rounded(to: 9)) of \(size)" + rest
    }
    guard coins < 0 else { return "bought option: nothing after the premium" }
    return "short \(terms.right): (\(initialShare.rounded(to: 9)) + mark) x \(size), out of the "
      + "money by \(outOfTheMoneyShare.rounded(to: 9)) of the underlying" + rest
  }
}

extension Double {
  /// Without decimals where there are none, for text only.
  var wholeText: String { Int64(exactly: self).map(String.init) ?? String(self) }

  /// Rounded to so many decimals, for text only.
  func rounded(to decimals: Int) -> Double {
    let scale = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
    let scaled = self * scale
    return scaled.magnitude < 9e15 ? scaled.rounded() / scale : self
  }
}
