import Glibc
import SteelyardContracts
import SteelyardKernels
import SteelyardMarket
import SteelyardPricing

/// Profit of one unit of an instrument in joint scenarios, by full revaluation.
///
/// Each group has its own horizon: what outlives it is revalued with the time that is then left,
/// and what expires on the way settles. Columns that depend on the expiry alone are kept, since a
/// block holds many options of few expiries.
struct JointValuation: ProfitValuation {
  /// Scenarios that are revalued at once; their columns stay in the first-level cache.
  private static let chunkCount = 512

  let joint: JointColumns
  let currency: ProfitCurrency
  private let level: KernelLevel
  let movesBasis: Bool
  private let tilts: Bool
  private var expiries: [Double: ExpiryColumns] = [:]
  private var logMoneyness: [Double]
  private var forward: [Double]
  private var strike: [Double]
  private var deviation: [Double]
  private var side: [Double]
  private var value: [Double]

  /// What an expiry makes of the moves.
  private struct ExpiryColumns {
    /// Forward over forward before.
    let forwardFactor: [Double]
    /// The logarithm of the same.
    let forwardLogarithm: [Double]
    /// What a move of the level multiplies a volatility with.
    let levelFactor: [Double]
    /// What a unit of normalised log-moneyness adds to that.
    let tilt: [Double]
  }

  init(_ joint: JointColumns, currency: ProfitCurrency, level: KernelLevel) {
    self.joint = joint
    self.currency = currency
    self.level = level
    movesBasis = joint.basis.contains { $0 != 0 }
    tilts = joint.skew.contains { $0 != 0 }
    let blank = [Double](repeating: 0, count: JointValuation.chunkCount)
    logMoneyness = blank
    forward = blank
    strike = blank
    deviation = blank
    side = blank
    value = blank
  }

  mutating func profit(
    of priced: PricedInstrument, usdPerQuote: Double, into profit: inout [Double]
  ) {
    let usd = currency == .usd ? usdPerQuote : 1
    let terms = priced.instrument.optionTerms
    let held = terms.map { heldValue(priced, $0) } ?? 0
    let columns = expiryColumns(years: priced.timeToExpiry)
    for group in joint.groups {
      if group.rule.settles(priced) {
        for index in group.columns {
          profit[index] =
            usd
            * group.rule.settledProfit(
              of: priced, spotFactor: joint.spotFactor[index],
              logMove: joint.spotLogarithm[index], held: held, countedIn: currency)
        }
      } else if let terms {
        addOption(priced, terms, held: held, columns, group, usd, &profit)
      } else {
        addLinear(priced, columns, group, usd, &profit)
      }
    }
  }

  /// Spot, perpetuals and futures.
  private func addLinear(
    _ priced: PricedInstrument, _ columns: ExpiryColumns, _ group: JointColumns.Group,
    _ usd: Double, _ profit: inout [Double]
  ) {
    let inverse = priced.instrument.underlying.isInverse
    for index in group.columns {
      let spot = joint.spotFactor[index]
      let moved: Double
      var paid = 0.0
      switch priced.instrument.product {
      case .spot:
        profit[index] = currency == .settlement ? 0 : (priced.price * spot - priced.price) * usd
        continue
      case .perpetual:
        moved = priced.price * spot * (1 + joint.perpetual[index])
        paid = joint.funding[index]
      case .future, .option, .barrierOption:
        let factor = columns.forwardFactor[index]
        moved =
          priced.fixedPrice == 0 && !group.rule.fixesOnTheWay(priced)
          ? priced.price * factor
          : group.rule.displacedPrice(
            of: priced, spotFactor: factor, logMove: columns.forwardLogarithm[index])
      }
      guard inverse else {
        profit[index] = (moved - priced.price - paid * priced.price) * usd
        continue
      }
      let coin = (moved - priced.price) / priced.price / moved - paid / priced.price
      profit[index] = (currency == .settlement ? coin : coin * priced.index * spot) * usd
    }
  }

  /// An option that outlives the group's horizon.
  private mutating func addOption(
    _ priced: PricedInstrument, _ terms: OptionTerms, held: Double, _ columns: ExpiryColumns,
    _ group: JointColumns.Group, _ usd: Double, _ profit: inout [Double]
  ) {
    guard priced.fixedPrice == 0 && !group.rule.fixesOnTheWay(priced) else {
      return addAveraged(priced, terms, held: held, columns, group, usd, &profit)
    }
    var option = kernelOption(priced, terms, held: held, group.rule, usd)
    let first = group.columns.lowerBound
    columns.forwardFactor.withUnsafeBufferPointer { forwardFactor in
      columns.forwardLogarithm.withUnsafeBufferPointer { forwardLogarithm in
        joint.spotFactor.withUnsafeBufferPointer { spotFactor in
          joint.spotLogarithm.withUnsafeBufferPointer { spotLogarithm in
            columns.levelFactor.withUnsafeBufferPointer { levelFactor in
              columns.tilt.withUnsafeBufferPointer { tilt in
                profit.withUnsafeMutableBufferPointer { profit in
                  var moves = steelyard_joint_columns(
                    forward_factor: forwardFactor.baseAddress.map { $0 + first },
                    forward_logarithm: forwardLogarithm.baseAddress.map { $0 + first },
                    spot_factor: spotFactor.baseAddress.map { $0 + first },
                    spot_logarithm: spotLogarithm.baseAddress.map { $0 + first },
                    level_factor: levelFactor.baseAddress.map { $0 + first },
                    tilt: tilts ? tilt.baseAddress.map { $0 + first } : nil)
                  steelyard_joint_option_profit(
                    level.kernel, &option, group.columns.count, &moves,
                    profit.baseAddress.map { $0 + first })
                }
              }
            }
          }
        }
      }
    }
  }

  /// An option of which a part of the settlement average is fixed, now or on the way.
  private mutating func addAveraged(
    _ priced: PricedInstrument, _ terms: OptionTerms, held: Double, _ columns: ExpiryColumns,
    _ group: JointColumns.Group, _ usd: Double, _ profit: inout [Double]
  ) {
    let inverse = priced.instrument.underlying.isInverse
    let discount = group.rule.agedDiscount(of: priced)
    let heldCoin = held / priced.price
    var start = group.columns.lowerBound
    while start < group.columns.upperBound {
      let end = min(start + JointValuation.chunkCount, group.columns.upperBound)
      fill(start..<end, priced, columns, group.rule, terms.right.sign)
      steelyard_black76_value_from_log_moneyness(
        level.kernel, end - start, logMoneyness, forward, strike, deviation, side, &value)
      for place in 0..<end - start {
        let after = value[place] * discount
        guard inverse else {
          profit[start + place] = (after - held) * usd
          continue
        }
        let coin = after / forward[place]
        profit[start + place] =
          currency == .settlement
          ? coin - heldCoin
          : (coin * priced.index * joint.spotFactor[start + place] - heldCoin * priced.index) * usd
      }
      start = end
    }
  }

  /// The kernel's columns of one chunk.
  private mutating func fill(
    _ chunk: Range<Int>, _ priced: PricedInstrument, _ columns: ExpiryColumns,
    _ rule: SettlementRule, _ sign: Double
  ) {
    let years = priced.timeToExpiry
    let volatility = priced.volatility?.value ?? 0
    let before = volatility * years.squareRoot()
    let agedRootTime = max(0, years - rule.horizonYears).squareRoot()
    let undisplaced = log(priced.price / priced.strike)
    let place = SmilePlace(logStrike: -undisplaced, deviation: before, on: joint.response)
    for (slot, index) in zip(0..., chunk) {
      forward[slot] = rule.displacedPrice(
        of: priced, spotFactor: columns.forwardFactor[index],
        logMove: columns.forwardLogarithm[index])
      logMoneyness[slot] = log(forward[slot] / priced.strike)
      let levelFactor = columns.levelFactor[index]
      let along = place.after(
        joint.spotLogarithm[index], levelFactor: levelFactor, on: joint.response)
      let share = joint.response.bounded(
        levelFactor * (joint.response.smile(along) / place.height)
          + (tilts ? columns.tilt[index] * place.moneyness : 0))
      deviation[slot] = volatility * share * agedRootTime
      strike[slot] = priced.strike
      side[slot] = sign
    }
  }

  /// What an option is worth now, by the kernel that prices it displaced, in quote currency.
  private mutating func heldValue(_ priced: PricedInstrument, _ terms: OptionTerms) -> Double {
    logMoneyness[0] = log(priced.price / priced.strike)
    forward[0] = priced.price
    strike[0] = priced.strike
    deviation[0] = (priced.volatility?.value ?? 0) * priced.timeToExpiry.squareRoot()
    side[0] = terms.right.sign
    steelyard_black76_value_from_log_moneyness(
      level.kernel, 1, logMoneyness, forward, strike, deviation, side, &value)
    return value[0] * priced.discount
  }

  private mutating func expiryColumns(years: Double) -> ExpiryColumns {
    if let kept = expiries[years] { return kept }
    let factor = joint.response.tenor.factor(days: years * 365)
    let columns = ExpiryColumns(
      forwardFactor: movesBasis
        ? joint.spotFactor.indices.map { joint.spotFactor[$0] * exp(joint.basis[$0] * years) }
        : joint.spotFactor,
      forwardLogarithm: movesBasis
        ? joint.spotLogarithm.indices.map { joint.spotLogarithm[$0] + joint.basis[$0] * years }
        : joint.spotLogarithm,
      levelFactor: joint.level.map { exp($0 * factor) },
      tilt: tilts ? joint.skew.map { $0 * factor } : [])
    expiries[years] = columns
    return columns
  }
}
