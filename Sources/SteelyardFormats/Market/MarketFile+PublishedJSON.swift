import SteelyardContracts
import SteelyardMarket
import SteelyardPricing

extension MarketFile {
  static func write(
    _ expiry: ExpiryObservation, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    try writer.object { writer throws(SteelyardError) in
      writer.key("underlying")
      writer.string(expiry.underlying.description)
      writer.key("expiry")
      try write(expiry.expiry, &writer)
      try write(expiry.origin, &writer)
      try write("forward", expiry.forward, &writer)
      try write("rate", expiry.rate, &writer)
      if let slice = expiry.slice { try write(slice, &writer) }
      try write(expiry.settlementAverage, &writer)
      write("forward_confidence", expiry.confidence.forward, &writer)
      write("rate_confidence", expiry.confidence.rate, &writer)
      write("volatility_confidence", expiry.confidence.volatility, &writer)
    }
  }

  static func write(
    _ index: IndexObservation, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    try writer.object { writer throws(SteelyardError) in
      writer.key("underlying")
      writer.string(index.underlying.description)
      try write(index.origin, &writer)
      try write("price", index.price, &writer)
      write("confidence", index.confidence, &writer)
    }
  }

  private static func write(
    _ published: PublishedSlice, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    writer.key("slice")
    try writer.object { writer throws(SteelyardError) in
      try write("level", published.slice.level, &writer)
      try write("slope", published.slice.slope, &writer)
      try write("correlation", published.slice.correlation, &writer)
      try write("centre", published.slice.centre, &writer)
      try write("width", published.slice.width, &writer)
      try write("forward", published.reference?.forward, &writer)
      try write("years", published.reference?.years, &writer)
    }
  }
}
