import Glibc
import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardFormats
import SteelyardMarket

/// The fitted surface as curves and as a grid, to be drawn.
enum SmileOperations {
  static let all: [APIOperation] = [
    .read(
      "/smiles", "getSmiles", "The fitted smiles of an underlying beside what is quoted.",
      audience: .everyone, freshness: .untagged, query: [.underlying],
      answer: .object(TermStructureSchemas.smiles), smiles)
  ]

  /// Points of a curve, and columns of the grid.
  static let pointCount = 41
  /// Half the width of the grid at most, in log-moneyness: beyond it only the longest expiries are quoted.
  static let gridReach = 0.6

  @Sendable private static func smiles(_ call: APICall) async throws -> Response {
    let (frame, underlying) = try call.marketQuestion()
    let entry = try await call.standing.surfaces.entry(of: underlying, on: frame)
    let slices = entry.fit.surface.slices
    let market = entry.frame.board.market
    return try call.answer(on: entry.frame) { writer throws(SteelyardError) in
      writer.field("frame", Int(entry.frame.number))
      writer.field("time", entry.frame.time)
      writer.field("underlying", underlying.description)
      writer.field("arbitrage_free", entry.fit.violations.isEmpty)
      try writer.objects("expiries", slices) { writer, slice throws(SteelyardError) in
        let places = SmileOperations.places(slice.quotedRange)
        writer.field("expiry", slice.expiry)
        try writer.field("days", slice.timeToExpiry * 365)
        try writer.field("forward", slice.forward)
        try writer.numbers("log_moneyness", places)
        try writer.numbers("volatility", places.map { slice.volatility(at: $0) })
        let quotes = market.market(of: underlying)?.market(at: slice.expiry).map {
          SmileOperations.quotes($0, market)
        }
        try writer.objects("quotes", quotes ?? []) { writer, quote throws(SteelyardError) in
          let strike = quote.row.instrument.optionTerms?.strike.doubleValue ?? slice.forward
          try writer.field("strike", strike)
          try writer.field("log_moneyness", log(strike / slice.forward))
          try writer.optional("bid", quote.bidVolatility)
          try writer.optional("ask", quote.askVolatility)
          try writer.optional("mark", quote.markVolatility)
        }
      }
      try writer.object("grid") { writer throws(SteelyardError) in
        let lower = slices.map(\.quotedRange.lowerBound).min() ?? 0
        let upper = slices.map(\.quotedRange.upperBound).max() ?? 0
        let places = SmileOperations.places(
          max(lower, -gridReach)...max(max(lower, -gridReach), min(upper, gridReach)))
        try writer.numbers("log_moneyness", places)
        try writer.numbers("days", slices.map { $0.timeToExpiry * 365 })
        writer.key("volatility")
        try writer.array { writer throws(SteelyardError) in
          for slice in slices {
            try writer.array { writer throws(SteelyardError) in
              for place in places {
                if slice.quotedRange.contains(place) {
                  try writer.number(slice.volatility(at: place))
                } else {
                  writer.null()
                }
              }
            }
          }
        }
      }
    }
  }

  /// Equal steps over a range.
  private static func places(_ range: ClosedRange<Double>) -> [Double] {
    let width = range.upperBound - range.lowerBound
    return (0..<pointCount).map {
      min(range.upperBound, range.lowerBound + width * Double($0) / Double(pointCount - 1))
    }
  }

  /// The options out of the money, by strike: they carry the volatility.
  private static func quotes(_ expiry: ExpiryMarket, _ market: MarketSnapshot) -> [OptionQuote] {
    expiry.options.filter { row in
      guard let terms = row.instrument.optionTerms else { return false }
      return (terms.right == .call) == (terms.strike.doubleValue >= expiry.forward.value)
    }.map { OptionQuote($0, in: expiry, of: market) }
  }
}

extension JSONWriter {
  /// A list of numbers that may be unknown.
  mutating func optionals(_ key: StaticString, _ values: [Double?]) throws(SteelyardError) {
    self.key(key)
    try array { writer throws(SteelyardError) in
      for value in values {
        if let value, value.isFinite { try writer.number(value) } else { writer.null() }
      }
    }
  }

  /// A list of finite numbers.
  mutating func numbers(_ key: StaticString, _ values: [Double]) throws(SteelyardError) {
    self.key(key)
    try array { writer throws(SteelyardError) in
      for value in values { try writer.number(value) }
    }
  }
}
