import SteelyardPricing
public import SteelyardContracts
import SteelyardFormats
import SteelyardMarket

extension SurfaceReport {
  /// The answer for programs.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { (writer) throws(SteelyardError) in
      writer.field("time", snapshot.time.description)
      writer.key("arbitrage_free")
      writer.boolean(isArbitrageFree)
      try writer.objects("surfaces", fits) { (writer, fit) throws(SteelyardError) in
        try write(fit, &writer)
      }
      try writer.strings("notes", notes)
      try writer.failures(failures)
    }
  }

  private func write(_ fit: SurfaceFit, _ writer: inout JSONWriter) throws(SteelyardError) {
    writer.field("underlying", fit.surface.underlying.description)
    writer.field("form", fit.options.form.rawValue)
    if let market = snapshot.market(of: fit.surface.underlying) {
      try writer.field("index", market.index)
      writer.field("index_source", market.indexSource)
    }
    if let repricing = repricings[fit.surface.underlying] {
      writer.key("mark_repricing")
      try writer.object { (writer) throws(SteelyardError) in
        writer.key("rows")
        writer.integer(repricing.rowCount)
        try writer.field("median", repricing.median)
        try writer.field("percentile_99", repricing.percentile99)
        try writer.field("maximum", repricing.maximum)
      }
    }
    try write(indices[fit.surface.underlying], &writer)
    try writer.error("pooled_error", fit.pooledError)
    if let ssvi = fit.ssvi {
      writer.key("ssvi")
      try writer.object { (writer) throws(SteelyardError) in
        try writer.field("rho", ssvi.correlation)
        try writer.field("eta", ssvi.scale)
        try writer.field("gamma", ssvi.exponent)
      }
    }
    try writer.objects("expiries", fit.expiries) { (writer, expiry) throws(SteelyardError) in
      try write(expiry, &writer)
    }
    try writer.objects("violations", fit.violations) { (writer, violation) throws(SteelyardError) in
      writer.field("kind", violation.kind.code)
      writer.field("expiry", violation.expiry.description)
      if let earlier = violation.kind.earlier { writer.field("earlier", earlier.description) }
      try writer.field("log_moneyness", violation.logMoneyness)
      try writer.field("strike", violation.strike)
      try writer.field("size", violation.size)
      writer.field("size_unit", violation.kind.measure)
    }
  }

  private func write(
    _ index: Result<ImpliedIndex, SteelyardError>?, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    writer.key("volatility_index")
    guard case .success(let index) = index else { return writer.null() }
    try writer.object { (writer) throws(SteelyardError) in
      try writer.field("term_days", index.termDays)
      try writer.field("volatility", index.volatility)
      try writer.objects("legs", index.legs) { (writer, leg) throws(SteelyardError) in
        writer.field("expiry", leg.expiry.description)
        try writer.field("volatility", leg.volatility)
        try writer.field("weight", leg.weight)
      }
    }
  }

  private func write(_ expiry: ExpiryFit, _ writer: inout JSONWriter) throws(SteelyardError) {
    writer.field("expiry", expiry.expiry.description)
    try writer.field("days_to_expiry", expiry.timeToExpiry * 365)
    try writer.field("forward", expiry.forward.value)
    writer.field("forward_source", expiry.forward.source.dataSource.code)
    writer.key("strikes")
    writer.integer(expiry.strikeCount)
    writer.field("status", expiry.status.rawValue)
    writer.key("iterations")
    writer.integer(expiry.iterations)
    try writer.error("error", expiry.error)
    try writer.error("svi_error", expiry.baseError)
    try writer.optional(
      "least_durrleman", expiry.minimumDurrleman.flatMap { $0.isFinite ? $0 : nil })
    guard let slice = expiry.slice else { return }
    try writer.field("at_the_money_volatility", slice.volatility(at: 0))
    writer.key("svi")
    try writer.object { (writer) throws(SteelyardError) in
      try writer.field("a", slice.base.level)
      try writer.field("b", slice.base.slope)
      try writer.field("rho", slice.base.correlation)
      try writer.field("m", slice.base.centre)
      try writer.field("sigma", slice.base.width)
    }
    if let correction = slice.correction {
      writer.key("correction")
      try writer.object { (writer) throws(SteelyardError) in
        try writer.field("start", correction.start)
        try writer.field("spacing", correction.spacing)
        try writer.numbers("coefficients", correction.coefficients)
      }
    }
    try writer.numbers(
      "quoted_range", [slice.quotedRange.lowerBound, slice.quotedRange.upperBound])
  }
}

extension JSONWriter {
  /// Writes a fit error in vol points, or null.
  fileprivate mutating func error(
    _ key: StaticString, _ error: FitError?
  ) throws(SteelyardError) {
    self.key(key)
    guard let error else { return null() }
    try object { (writer) throws(SteelyardError) in
      writer.key("rows")
      writer.integer(error.rowCount)
      try writer.field("median", error.median)
      try writer.field("percentile_95", error.percentile95)
      try writer.field("max", error.maximum)
      writer.field("unit", "vol points")
    }
  }

  /// Writes an array of numbers.
  fileprivate mutating func numbers(
    _ key: StaticString, _ numbers: [Double]
  ) throws(SteelyardError) {
    self.key(key)
    try array { (writer) throws(SteelyardError) in
      for number in numbers { try writer.number(number) }
    }
  }
}
