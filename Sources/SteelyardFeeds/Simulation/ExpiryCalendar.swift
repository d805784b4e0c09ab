import SteelyardContracts

/// Which expiries are listed at an instant: days, Fridays and last Fridays of months, at 08:00 UTC.
struct ExpiryCalendar: Sendable {
  let daily: Int
  let weekly: Int
  let monthly: Int

  private static let hour = 8

  /// The expiries after an instant, in their order.
  func expiries(after time: Timestamp) -> [Timestamp] {
    var found: Set<Timestamp> = []
    var (days, weeks, months) = (0, 0, 0)
    // A month has at most 31 days: the loop ends by itself, and by this bound.
    for ahead in 0...(31 * (monthly + 1) + 7 * (weekly + 1) + daily + 1) {
      let midday = time.advanced(bySeconds: Int64(ahead) * 86_400)
      let date = CivilDate(of: midday)
      let expiry = date.at(hour: Self.hour)
      guard expiry > time else { continue }
      // 1970-01-01 was a Thursday.
      let isFriday = (date.daysSinceEpoch + 4) % 7 == 5
      let week = CivilDate(of: midday.advanced(bySeconds: 7 * 86_400))
      let isLastFriday = isFriday && week.month != date.month
      if days < daily {
        days += 1
        found.insert(expiry)
      }
      if isFriday, weeks < weekly {
        weeks += 1
        found.insert(expiry)
      }
      if isLastFriday, months < monthly {
        months += 1
        found.insert(expiry)
      }
    }
    return found.sorted()
  }
}
