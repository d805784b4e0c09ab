import Glibc
import SteelyardContracts

/// The forwards of one underlying, expiry by expiry, each from the best source it has.
struct ForwardCurve {
  let index: Double
  let isInverse: Bool
  let time: Timestamp
  let expiries: [Timestamp]
  let rows: [ExpiryRows]

  /// One forward an expiry: parity, else the venue's, else the future's mark, else interpolated
  /// between neighbours, else the index.
  var forwards: [ForwardPrice] {
    let found = rows.indices.map { observedForward(rows[$0], expiry: expiries[$0]) }
    return found.indices.map { found[$0] ?? interpolated(found, at: $0) }
  }

  private func observedForward(_ rows: ExpiryRows, expiry: Timestamp) -> ForwardPrice? {
    let printed = median(
      rows.options.compactMap { $0.underlyingPriceSource == .index ? nil : $0.underlyingPrice })
    let reference = printed ?? rows.future?.markPrice
    let parity = ParityForward(
      options: rows.options, isInverse: isInverse, reference: reference ?? index,
      timeToExpiry: time.years(to: expiry))
    if let forward = parity.estimate(confirmedBy: reference) { return forward }
    if let printed { return ForwardPrice(value: printed, source: .underlyingPrice) }
    if let mark = rows.future?.markPrice { return ForwardPrice(value: mark, source: .future) }
    return nil
  }

  /// Log-forward linear in time between the expiries around, with the index at time zero.
  ///
  /// After the last forward there is nothing to interpolate to, so the index serves.
  private func interpolated(_ found: [ForwardPrice?], at position: Int) -> ForwardPrice {
    guard let later = found[(position + 1)...].firstIndex(where: { $0 != nil }),
      let laterForward = found[later]
    else { return ForwardPrice(value: index, source: .index) }
    let earlier = found[..<position].lastIndex { $0 != nil }
    let start = earlier.flatMap { found[$0]?.value } ?? index
    let startTime = earlier.map { expiries[$0] } ?? time
    let share =
      startTime.years(to: expiries[position]) / startTime.years(to: expiries[later])
    let value = start * exp(share * log(laterForward.value / start))
    return ForwardPrice(value: value, source: .interpolated)
  }
}
