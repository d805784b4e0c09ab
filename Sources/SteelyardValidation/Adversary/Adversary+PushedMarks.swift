public import SteelyardContracts
import SteelyardMargin
import SteelyardMarket

extension Adversary {
  /// The attacker's own trades push the mark of one contract that it holds.
  ///
  /// Right after the push the stable mark has followed for `minutes` at its set pace. Pushing the price
  /// by m takes the volume V (m / (Y sigma))^2 by the square-root law, whose fees and impact are the
  /// cost; V, Y and sigma are the model's own.
  ///
  /// - Parameters:
  ///   - instrument: A future, perpetual or option of the portfolio.
  ///   - moves: Relative moves of the mark that are tried, > -1.
  ///   - minutes: How long the mark is held there, >= 0.
  ///   - bound: The most that the credit may rise, as a share of the requirement.
  /// - Throws: `notApplicable` where the market has no mark of it; what the model throws.
  public func pushedMark(
    of instrument: Instrument, in portfolio: Portfolio, moves: [Double], minutes: Double,
    bound: Double
  ) throws(SteelyardError) -> AdversaryFinding {
    guard let mark = snapshot.observation(of: instrument)?.markPrice, mark > 0 else {
      throw SteelyardError(
        .notApplicable, "\(instrument) has no mark to push.", remedy: "Choose another.",
        subject: .instrument(instrument.description))
    }
    let before = try view(of: portfolio)
    let pace = StablePrice.Rules.standard.moveMaxPerSecond * 60 * minutes
    var worst: (gain: Double, finding: AdversaryFinding)?
    for move in moves {
      let followed = min(max(1 + move, 1 - pace), 1 + pace)
      let after = try view(
        of: portfolio,
        in: try market(where: instrument, isMarkedAt: mark * (1 + move), stable: mark * followed))
      let cost = pushCost(of: instrument, move: move)
      let finding = AdversaryFinding(
        .pushedMarks,
        action: "the mark of \(instrument) is moved by \(move) for \(minutes) minutes",
        triedCount: moves.count, before: before, after: after, costUSD: cost,
        costTold: "fees and two thirds of the move on the volume that the square-root law asks for",
        bound: bound)
      // A lower mark is a smaller position too, whose requirement falls as it should: what is looked
      // for is credit.
      let gain = finding.creditShare
      if gain > worst?.gain ?? -.infinity { worst = (gain, finding) }
    }
    guard let worst else {
      throw SteelyardError(.invalidInput, "No move was tried.", remedy: "Try at least one.")
    }
    return worst.finding
  }

  private func pushCost(of instrument: Instrument, move: Double) -> Double {
    let coin = instrument.underlying.base
    let rule = model.specification.charges[coin].lazy.compactMap { applied in
      if case .liquidity(let rule) = applied.charge { rule } else { nil }
    }.first
    guard let rule, let known = model.state.coins.first(where: { $0.coin == coin }) else {
      return 0
    }
    let most = rule.volumeUSDMax[coin]
    let volume = min(known.dailyVolumeUSD ?? most, most)
    let deviations = move / (rule.impactFactor * known.initialScale)
    let traded = volume * deviations * deviations
    return traded * (Adversary.feeRate + 2 * abs(move) / 3)
  }

  /// The market with one mark replaced.
  private func market(
    where instrument: Instrument, isMarkedAt mark: Double, stable: Double
  ) throws(SteelyardError) -> MarketSnapshot {
    var builder = MarketSnapshotBuilder(
      time: snapshot.time, limits: .init(ageSecondsMax: nil, aheadSecondsMax: 0))
    try builder.add(
      snapshot.observations.map { row in
        guard row.instrument == instrument else { return row }
        var pushed = row
        pushed.markPrice = mark
        pushed.stableMarkPrice = stable
        return pushed
      })
    try builder.add(snapshot.assetPrices)
    try builder.add(snapshot.expiryObservations)
    try builder.add(snapshot.indexObservations)
    return try builder.build().snapshot
  }
}
