import Glibc
import SteelyardContracts
import SteelyardPricing

/// The forwards of one underlying, expiry by expiry, each from the best source it has.
struct ForwardCurve {
  let index: Double
  let isInverse: Bool
  let time: Timestamp
  let expiries: [Timestamp]
  let rows: [ExpiryRows]

  /// One forward an expiry: published, else parity, else the venue's, else the future's mark, else
  /// interpolated between neighbours, else the index.
  ///
  /// Sources that price the expiry itself know what its settlement average has fixed: theirs is the
  /// whole forward. What stands in for them is a price of spot to come, of which only the part that
  /// is not fixed counts.
  func forwards(_ problems: inout [SteelyardError]) -> [ForwardPrice] {
    let found = rows.indices.map { position in
      observedForward(rows[position], expiry: expiries[position]).map {
        inWindow($0, rows[position], &problems)
      }
    }
    return found.indices.map { position in
      found[position] ?? inWindow(interpolated(found, at: position), rows[position], &problems)
    }
  }

  private func observedForward(_ rows: ExpiryRows, expiry: Timestamp) -> ForwardPrice? {
    if let published = rows.published?.forward {
      return ForwardPrice(value: published, source: .published)
    }
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
    let start = earlier.flatMap { found[$0].map(unfixedLevel) } ?? index
    let startTime = earlier.map { expiries[$0] } ?? time
    let share =
      startTime.years(to: expiries[position]) / startTime.years(to: expiries[later])
    let value = start * exp(share * log(unfixedLevel(laterForward) / start))
    return ForwardPrice(value: value, source: .interpolated)
  }

  /// The forward without what its average has fixed, as a neighbour would see it.
  private func unfixedLevel(_ forward: ForwardPrice) -> Double {
    if forward.fixedShare == 0 { return forward.value }
    let level = (forward.value - forward.fixed) / (1 - forward.fixedShare)
    return level > 0 && level.isFinite ? level : index
  }

  /// The forward with what the settlement average of its expiry has fixed.
  private func inWindow(
    _ forward: ForwardPrice, _ rows: ExpiryRows, _ problems: inout [SteelyardError]
  ) -> ForwardPrice {
    guard let (average, origin) = rows.settlementAverage, average.elapsed > 0 else {
      return forward
    }
    let fixed = average.average * average.elapsed
    switch forward.source {
    case .published, .putCallParity, .underlyingPrice, .future:
      guard fixed <= forward.value else {
        problems.append(
          SteelyardError(
            .invalidInput,
            "The settlement average has fixed \(fixed) of a forward of \(forward.value).",
            remedy: "Correct average, elapsed share or forward; nothing was taken as fixed.",
            subject: .place(file: origin.file, row: origin.row, field: nil)))
        return forward
      }
      return ForwardPrice(
        value: forward.value, fixed: fixed, fixedShare: average.elapsed, source: forward.source)
    case .interpolated, .index:
      let settled = SettlementForward(
        level: forward.value, average: average.average, elapsed: average.elapsed)
      return ForwardPrice(
        value: settled.value, fixed: settled.fixed, fixedShare: settled.fixedShare,
        source: forward.source)
    }
  }
}
