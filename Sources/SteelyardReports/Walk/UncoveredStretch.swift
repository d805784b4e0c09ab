import SteelyardMargin

/// A stretch of a walk on which something that must be kept is not.
struct UncoveredStretch {
  let threshold: WalkCrossing.Threshold
  /// Where it begins; nil for the beginning of the walk.
  let start: WalkCrossing?
  /// Where it ends; nil for the end of the walk.
  let end: WalkCrossing?

  /// The stretches of one threshold, in order.
  static func all(of threshold: WalkCrossing.Threshold, on walk: MarginWalk) -> [UncoveredStretch] {
    let crossings = walk.crossings.filter { $0.threshold == threshold }
    var stretches: [UncoveredStretch] = []
    var start: WalkCrossing?
    for (index, crossing) in crossings.enumerated() {
      switch crossing.direction {
      case .upwards:
        start = crossing
        if index == crossings.count - 1 {
          stretches.append(UncoveredStretch(threshold: threshold, start: crossing, end: nil))
        }
      case .downwards:
        stretches.append(UncoveredStretch(threshold: threshold, start: start, end: crossing))
        start = nil
      }
    }
    let isLostThroughout =
      crossings.isEmpty && walk.points.contains { !threshold.isKept(by: $0.figures) }
    return isLostThroughout
      ? [UncoveredStretch(threshold: threshold, start: nil, end: nil)] : stretches
  }
}

extension WalkCrossing.Threshold {
  /// Its name for people.
  var words: String {
    switch self {
    case .initialMargin: "initial margin"
    case .maintenanceMargin: "maintenance margin"
    case .equity: "equity"
    }
  }

  /// `Maintenance margin is covered`, or not.
  func sentence(isKept: Bool) -> String {
    switch self {
    case .initialMargin, .maintenanceMargin:
      words.prefix(1).uppercased() + words.dropFirst()
        + (isKept ? " is covered" : " is not covered")
    case .equity: isKept ? "Equity is not below zero" : "Equity is below zero"
    }
  }
}
