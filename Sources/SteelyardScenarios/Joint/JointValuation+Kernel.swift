import Glibc
import SteelyardContracts
import SteelyardKernels
import SteelyardMarket
import SteelyardPricing

extension JointValuation {
  /// An option as the kernel takes it.
  func kernelOption(
    _ priced: PricedInstrument, _ terms: OptionTerms, held: Double, _ rule: SettlementRule,
    _ usd: Double
  ) -> steelyard_joint_option {
    let response = joint.response
    let years = priced.timeToExpiry
    let volatility = priced.volatility?.value ?? 0
    let logMoneyness = log(priced.price / priced.strike)
    let place = SmilePlace(
      logStrike: -logMoneyness, deviation: volatility * years.squareRoot(), on: response)
    let discount = rule.agedDiscount(of: priced)
    let isInverse = priced.instrument.underlying.isInverse
    let heldCoin = held / priced.price
    let counted: (steelyard_counted_in, scale: Double, held: Double)
    switch (isInverse, currency) {
    case (false, _): counted = (STEELYARD_COUNTED_IN_QUOTE, discount * usd, held * usd)
    case (true, .settlement):
      counted = (STEELYARD_COUNTED_IN_COIN, discount / priced.price, heldCoin)
    case (true, .usd):
      // Without a move of the premium spot and forward move alike.
      counted = (
        movesBasis ? STEELYARD_COUNTED_AT_SPOT : STEELYARD_COUNTED_IN_QUOTE,
        discount * priced.index / priced.price * usd, heldCoin * priced.index * usd
      )
    }
    return steelyard_joint_option(
      forward: priced.price, strike: priced.strike, log_moneyness: logMoneyness,
      side: terms.right.sign,
      deviation: volatility * max(0, years - rule.horizonYears).squareRoot(),
      moneyness: place.moneyness, inverse_height: 1 / place.height, per_move: place.perMove,
      stickiness: response.stickiness, slope: response.slope, curvature: response.curvature,
      moneyness_max: response.moneynessMax, share_min: response.shareMin,
      share_max: response.shareMax, scale: counted.scale, held: counted.held,
      counted_in: counted.0)
  }
}
