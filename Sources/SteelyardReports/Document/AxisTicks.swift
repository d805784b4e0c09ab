import Glibc
import SteelyardContracts

/// Round numbers that divide an axis.
struct AxisTicks: Equatable {
  /// The tick values, in order.
  let values: [Double]
  /// Decimals that tell neighbours apart.
  let decimals: Int
  /// Texts of the ticks in their order; nil where they are numbers.
  private let names: [String]?

  /// About so many ticks inside a range: steps of 1, 2 or 5 times a power of ten.
  init(from lower: Double, to upper: Double, about count: Int) {
    names = nil
    let span = upper - lower
    guard span > 0, span.isFinite else {
      values = lower.isFinite ? [lower] : []
      decimals = 2
      return
    }
    let raw = span / Double(max(count, 1))
    let exponent = floor(log10(raw))
    let power = pow(10, exponent)
    let step = [1.0, 2, 5, 10].first { $0 * power >= raw }.map { $0 * power } ?? power
    decimals = max(0, step >= 10 * power ? -Int(exponent) - 1 : -Int(exponent))
    let first = Int((lower / step).rounded(.up))
    let last = Int((upper / step).rounded(.down))
    values = first <= last ? (first...last).map { Double($0) * step } : []
  }

  /// Years of the mean Gregorian calendar, which times are drawn by: 1970 is the beginning of that year.
  private static let daysPerYear = 365.2425

  /// A time as a place on an axis of dates.
  static func place(of time: Timestamp) -> Double {
    1970 + Double(time.microseconds) / Double(Timestamp.microsecondsPerDay) / daysPerYear
  }

  /// About so many ticks on an axis of dates: beginnings of days, months or years, and their names.
  init(calendarFrom lower: Double, to upper: Double, about count: Int) {
    decimals = 0
    let raw = (upper - lower) * 12 / Double(max(count, 1))
    guard lower >= 1970, upper < 9999, raw > 0, raw.isFinite else {
      (values, names) = ([], [])
      return
    }
    func time(ofDay day: Int) -> Timestamp {
      Timestamp(microseconds: Int64(day) * Timestamp.microsecondsPerDay)
    }
    let days =
      Int(
        ((lower - 1970) * AxisTicks.daysPerYear).rounded(.down))...Int(
        ((upper - 1970) * AxisTicks.daysPerYear).rounded(.up))
    var ticks: [(place: Double, name: String)] = []
    if raw < 0.7 {
      let wanted = raw * AxisTicks.daysPerYear / 12
      let step = [1, 2, 5, 10].first { Double($0) >= wanted } ?? 20
      for day in days {
        let date = CivilDate(of: time(ofDay: day))
        // The same days of every month; the last is left out where the first of the next is near.
        guard (date.day - 1) % step == 0, date.day + step / 2 <= 31 else { continue }
        ticks.append(
          (AxisTicks.place(of: time(ofDay: day)), "\(date.day) \(AxisTicks.months[date.month - 1])")
        )
      }
    } else {
      let step = [1, 2, 3, 6, 12, 24, 60, 120, 240].first { Double($0) >= 0.9 * raw } ?? 1200
      for day in days {
        let date = CivilDate(of: time(ofDay: day))
        guard date.day == 1, (date.year * 12 + date.month - 1) % step == 0 else { continue }
        ticks.append(
          (
            AxisTicks.place(of: time(ofDay: day)),
            step < 12 ? "\(AxisTicks.months[date.month - 1]) \(date.year)" : "\(date.year)"
          ))
      }
    }
    let inside = ticks.filter { $0.place >= lower && $0.place <= upper }
    values = inside.map(\.place)
    names = inside.map(\.name)
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// The text of a tick; four digits stand without a comma, so that a year reads as one.
  func label(_ value: Double) -> String {
    if let names, let index = values.firstIndex(of: value) { return names[index] }
    let isShort = values.allSatisfy { abs($0) < 10_000 }
    return NumberText.text(value, isShort ? .fixed(decimals) : .grouped(decimals))
  }
}
