/// What a regime model says about the states of past days.
struct RegimeInference {
  /// Chances of a wild day, knowing the days before, that day as well, and all days.
  private(set) var predicted: [Double] = []
  private(set) var filtered: [Double] = []
  private(set) var smoothed: [Double] = []
  private(set) var logLikelihood = 0.0
  /// Shares of calm days followed by calm ones, of wild days by wild ones, as inferred.
  private(set) var calmStay: Double
  private(set) var wildStay: Double

  init(_ model: RegimeModel, _ returns: [Double]) {
    predicted.reserveCapacity(returns.count)
    filtered.reserveCapacity(returns.count)
    var chance = model.wildAtStart
    for value in returns {
      predicted.append(chance)
      let update = model.updated(wild: chance, value: value)
      logLikelihood += update.logDensity
      filtered.append(update.wild)
      chance = model.after(wild: update.wild)
    }
    smoothed = filtered
    var (calmToCalm, wildToWild, calm, wild) = (0.0, 0.0, 0.0, 0.0)
    for day in stride(from: returns.count - 2, through: 0, by: -1) {
      let ahead = predicted[day + 1]
      // How much likelier tomorrow's states look from the end than from today.
      let toWild = ahead > 0 ? smoothed[day + 1] / ahead : 0
      let toCalm = ahead < 1 ? (1 - smoothed[day + 1]) / (1 - ahead) : 0
      let wildWild = filtered[day] * model.wildStay * toWild
      let wildCalm = filtered[day] * (1 - model.wildStay) * toCalm
      let calmCalm = (1 - filtered[day]) * model.calmStay * toCalm
      let calmWild = (1 - filtered[day]) * (1 - model.calmStay) * toWild
      smoothed[day] = wildWild + wildCalm
      wildToWild += wildWild
      calmToCalm += calmCalm
      wild += wildWild + wildCalm
      calm += calmCalm + calmWild
    }
    calmStay = calm > 0 ? min(1, calmToCalm / calm) : model.calmStay
    wildStay = wild > 0 ? min(1, wildToWild / wild) : model.wildStay
  }
}
