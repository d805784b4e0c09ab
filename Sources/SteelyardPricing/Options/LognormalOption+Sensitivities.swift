package import SteelyardContracts
import SteelyardMath

/// Derivatives of a lognormal option with respect to its inputs, before a model gives them names.
package struct LognormalSensitivities: Sendable, Hashable {
  package var delta = 0.0
  package var gamma = 0.0
  package var vega = 0.0
  package var theta = 0.0
  package var rhoOfCarry = 0.0
  package var vanna = 0.0
  package var volga = 0.0
  package var charm = 0.0
  package var speed = 0.0
  package var color = 0.0
  package var veta = 0.0
  package var zomma = 0.0
  package var dualDelta = 0.0
  package var dualGamma = 0.0
  package var probability = 0.0
}

extension LognormalOption {
  /// All derivatives at once.
  ///
  /// - Source: E. Haug, "The Complete Guide to Option Pricing Formulas", 2nd edition (2007), chapter
  ///   2; letters: d₁ `upperDeviation`, d₂ `lowerDeviation`, s `totalDeviation`.
  package func sensitivities(_ right: OptionRight) -> LognormalSensitivities {
    let sign = right.sign
    var result = LognormalSensitivities()
    result.probability = lowerProbability(right)
    result.delta = sign * yieldFactor * upperProbability(right)
    result.dualDelta = -sign * discountFactor * result.probability
    // ∂V/∂r with the spot held; for a forward the caller uses −TV instead.
    result.rhoOfCarry = -timeToExpiry * strike * result.dualDelta
    result.theta = carryTheta(right, delta: result.delta, dualDelta: result.dualDelta)
    result.charm = yield * result.delta
    if isAtLimit {
      addKink(&result)
    } else {
      addCurvature(&result)
    }
    return result
  }

  /// The part of theta that interest makes: qSΔ + rK dV/dK, which is rV − (r − q)SΔ.
  ///
  /// Each form cancels where the other does not: the first for a forward, whose legs nearly balance
  /// near the money, the second where the option is nearly the underlying itself.
  private func carryTheta(_ right: OptionRight, delta: Double, dualDelta: Double) -> Double {
    let legs = (yield * underlying * delta, rate * strike * dualDelta)
    let whole = (rate * value(right), rate == yield ? 0 : (yield - rate) * underlying * delta)
    let (first, second) =
      abs(legs.0) + abs(legs.1) < abs(whole.0) + abs(whole.1) ? legs : whole
    return first + second
  }

  private func addCurvature(_ result: inout LognormalSensitivities) {
    let density = NormalDistribution.density(upperDeviation)
    let rootTime = timeToExpiry.squareRoot()
    let product = upperDeviation * lowerDeviation
    // ∂d₁/∂T = ((r − q)T − ln(S/K) + s²/2)/(2Ts), which is −d₂/2T for a forward.
    let drift = rate == yield ? 0 : (rate - yield) * timeToExpiry
    let slope =
      (drift == 0 ? -lowerDeviation : 2 * drift / totalDeviation - lowerDeviation)
      / (2 * timeToExpiry)
    let weight = yieldFactor * density
    result.gamma = weight / (underlying * totalDeviation)
    result.vega = weight * underlying * rootTime
    result.theta -= 0.5 * weight * underlying * volatility / rootTime
    result.charm -= weight * slope
    result.vanna = -weight * lowerDeviation / volatility
    result.volga = result.vega * product / volatility
    result.speed =
      -result.gamma * (1 + upperDeviation / totalDeviation) / underlying
    result.zomma = result.gamma * (product - 1) / volatility
    let turn = upperDeviation * slope
    let halfRate = 0.5 / timeToExpiry
    result.veta = result.vega * (yield - halfRate + turn)
    result.color = result.gamma * (yield + halfRate + turn)
    result.dualGamma =
      discountFactor * NormalDistribution.density(lowerDeviation) / (strike * totalDeviation)
  }

  /// At zero deviation only a vega at the money is finite and not zero; what diverges there (gamma
  /// and its kin) is a point mass, not a number, and is left at zero.
  private func addKink(_ result: inout LognormalSensitivities) {
    if logMoneyness == 0 {
      result.vega =
        yieldFactor * underlying * timeToExpiry.squareRoot() * NormalDistribution.densityAtZero
    }
  }
}
