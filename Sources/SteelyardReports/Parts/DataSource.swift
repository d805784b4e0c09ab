import SteelyardMarket
import SteelyardScenarios

/// Where a number came from: a code for programs and words for people.
struct DataSource: Equatable {
  let code: String
  let words: String
}

extension ForwardPrice.Source {
  var dataSource: DataSource {
    switch self {
    case .published: DataSource(code: "published", words: "published forward")
    case .putCallParity(let strikes):
      DataSource(
        code: "put_call_parity",
        words: "parity of \(strikes) strike\(strikes == 1 ? "" : "s")")
    case .underlyingPrice: DataSource(code: "venue_forward", words: "venue's forward")
    case .future: DataSource(code: "future_mark", words: "mark of the future")
    case .interpolated: DataSource(code: "interpolated", words: "interpolated")
    case .index: DataSource(code: "index", words: "index, no forward known")
    }
  }
}

extension PriceSource {
  var dataSource: DataSource {
    switch self {
    case .mark: DataSource(code: "mark", words: "own mark")
    case .forward(let source): source.dataSource
    case .index: DataSource(code: "index", words: "index, no mark known")
    case .settlement: DataSource(code: "settlement", words: "settlement price")
    case .assetPrice: DataSource(code: "asset_price", words: "price of the asset")
    }
  }
}

extension OptionVolatility.Origin {
  var dataSource: DataSource {
    switch self {
    case .markVolatility: DataSource(code: "mark_volatility", words: "own mark volatility")
    case .markPrice: DataSource(code: "mark_price", words: "solved from mark price")
    case .venueSlice: DataSource(code: "venue_parameters", words: "venue's slice")
    case .fittedSurface: DataSource(code: "fitted", words: "fitted surface")
    case .fittedSurfaceForWantOfMark:
      DataSource(code: "fitted_for_want_of_mark", words: "fitted surface, no mark")
    }
  }
}

extension SurfaceSource {
  var words: String {
    switch self {
    case .marks: "each option's own mark"
    case .venueParameters: "the venue's slices"
    case .fitted: "the fitted surface"
    }
  }
}
