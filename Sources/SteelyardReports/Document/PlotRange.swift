/// The part of the plane that a plot shows.
struct PlotRange: Equatable {
  let horizontal: ClosedRange<Double>
  let vertical: ClosedRange<Double>

  /// All finite points with a little room above and below; nil where there is none.
  init?(_ plot: ReportPlot) {
    let points = plot.series.flatMap(\.points).filter {
      $0.horizontal.isFinite && $0.vertical.isFinite
    }
    guard let left = points.map(\.horizontal).min(), let right = points.map(\.horizontal).max(),
      let low = points.map(\.vertical).min(), let high = points.map(\.vertical).max()
    else { return nil }
    let room = high > low ? 0.05 * (high - low) : max(abs(high) * 0.05, 0.5)
    let side = right > left ? 0 : max(abs(right) * 0.05, 0.5)
    horizontal = (left - side)...(right + side)
    vertical = (low - room)...(high + room)
  }

  /// Where a point lies, 0 to 1 from the left and from below; nil for what is not finite.
  func place(_ point: ReportPlot.Point) -> (horizontal: Double, vertical: Double)? {
    guard point.horizontal.isFinite, point.vertical.isFinite else { return nil }
    return (
      (point.horizontal - horizontal.lowerBound) / (horizontal.upperBound - horizontal.lowerBound),
      (point.vertical - vertical.lowerBound) / (vertical.upperBound - vertical.lowerBound)
    )
  }
}
