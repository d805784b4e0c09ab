public import SteelyardContracts
import SteelyardMargin

extension Adversary {
  /// Volume is traded with oneself: on some of the days that count, up to a thousandfold.
  ///
  /// The days that are washed are the lowest ones, which is the best that can be done to a smallest
  /// value. What the requirement is held against is the one at the genuine lowest tenth of the days.
  ///
  /// - Parameters:
  ///   - volumesUSD: Genuine volumes by coin, the last day last; at least `ReliableVolume.days` of them.
  ///   - washedDays: How many of the days are washed.
  ///   - factor: What their volume is multiplied with.
  ///   - bound: The most that the requirement may fall, as a share of it.
  /// - Throws: What the model throws.
  public func washedVolume(
    against portfolio: Portfolio, volumesUSD: [Currency: [Double]], washedDays: Int, factor: Double,
    bound: Double
  ) throws(SteelyardError) -> AdversaryFinding {
    var genuine: [Currency: Double] = [:]
    var washed: [Currency: Double] = [:]
    var traded = 0.0
    for (coin, volumes) in volumesUSD.sorted(by: { $0.key < $1.key }) {
      var days = Array(volumes.suffix(ReliableVolume.days))
      genuine[coin] = ReliableVolume.lowestTenth(days[...])
      for day in days.indices.sorted(by: { days[$0] < days[$1] }).prefix(washedDays) {
        traded += days[day] * (factor - 1)
        days[day] *= factor
      }
      washed[coin] = ReliableVolume.perDay(days[...])
    }
    let before = try view(of: portfolio, under: try with(genuine))
    let after = try view(of: portfolio, under: try with(washed))
    return AdversaryFinding(
      .washedVolume,
      action: "the \(washedDays) lowest of \(ReliableVolume.days) days times \(factor)",
      triedCount: 1, before: before, after: after, costUSD: 2 * Adversary.feeRate * traded,
      costTold: "fees of both sides of the volume", bound: bound)
  }

  private func with(_ volumesUSD: [Currency: Double]) throws(SteelyardError) -> DynamicMargin {
    try DynamicMargin(
      model.specification, state: model.state.with(dailyVolumesUSD: volumesUSD),
      stateName: model.stateName ?? model.state.name)
  }
}
