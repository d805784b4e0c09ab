import SteelyardContracts
import SteelyardMarket

extension SurfaceReport {
  /// Places at which a fit is drawn.
  private static let curveCount = 81

  /// A smile for every expiry with a slice: quotes and fit over the quoted range.
  func plots(of fit: SurfaceFit) -> [ReportPlot] {
    fit.expiries.compactMap { expiry in
      guard let slice = expiry.slice,
        let market = snapshot.market(of: fit.surface.underlying)?.market(at: expiry.expiry)
      else { return nil }
      let range = slice.quotedRange
      let curve = (0..<Self.curveCount).map { index in
        let place =
          range.lowerBound + Double(index) / Double(Self.curveCount - 1)
          * (range.upperBound - range.lowerBound)
        return ReportPlot.Point(place, 100 * slice.volatility(at: place))
      }
      let observed = SmileObservations(market, forward: slice.forward)
      return ReportPlot(
        title: "\(fit.surface.underlying) \(expiry.expiry.dayText)",
        horizontalLabel: "log-moneyness ln(K/F)", verticalLabel: "volatility, %",
        series: [
          .init("fit", .line("."), curve), .init("bid", .points("v"), observed.bids),
          .init("ask", .points("^"), observed.asks), .init("mark", .points("o"), observed.marks),
        ])
    }
  }
}
