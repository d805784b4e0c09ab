import SteelyardContracts
import SteelyardMarket
import SteelyardPricing

/// Reads what Steelyard's own market file publishes of whole expiries and of indices.
enum SteelyardPublishedReader {
  static func expiry(_ value: JSONValue) throws(SteelyardError) -> ExpiryObservation {
    var observed = ExpiryObservation(
      underlying: try underlying(value),
      expiry: try SteelyardMarketReader.instant(value.required("expiry")),
      origin: try SteelyardMarketReader.origin(value))
    observed.forward = try SteelyardMarketReader.number(value.present("forward"), .positivePrice)
    observed.rate = try SteelyardMarketReader.number(value.present("rate"), .rate)
    observed.slice = try slice(value.present("slice"))
    observed.settlementAverage = try SteelyardMarketReader.settlementAverage(value)
    observed.confidence = ExpiryConfidence(
      forward: try SteelyardMarketReader.confidence(value.present("forward_confidence")),
      rate: try SteelyardMarketReader.confidence(value.present("rate_confidence")),
      volatility: try SteelyardMarketReader.confidence(value.present("volatility_confidence")))
    return observed
  }

  static func index(_ value: JSONValue) throws(SteelyardError) -> IndexObservation {
    IndexObservation(
      underlying: try underlying(value), origin: try SteelyardMarketReader.origin(value),
      price: try SteelyardMarketReader.number(value.present("price"), .positivePrice),
      confidence: try SteelyardMarketReader.confidence(value.present("confidence")))
  }

  /// An underlying, by the name of its perpetual: `BTC/USDC:USDC`.
  private static func underlying(_ value: JSONValue) throws(SteelyardError) -> Underlying {
    let name = try value.required("underlying")
    let instrument = try name.at(name.string()) { text throws(SteelyardError) in
      try InstrumentNaming.steelyard.instrument(named: text)
    }
    guard case .perpetual = instrument.product else {
      throw name.error(
        "\"\(name.text.prefix(40))\" is no underlying.",
        remedy: "Write BASE/QUOTE:SETTLEMENT, such as BTC/USDC:USDC.")
    }
    return instrument.underlying
  }

  private static func slice(_ value: JSONValue?) throws(SteelyardError) -> PublishedSlice? {
    guard let value else { return nil }
    func part(_ key: StaticString) throws(SteelyardError) -> Double {
      try SteelyardMarketReader.requiredNumber(value.required(key), .finite)
    }
    let (level, slope) = (try part("level"), try part("slope"))
    let (correlation, centre) = (try part("correlation"), try part("centre"))
    let width = try part("width")
    let slice = try value.at(level) { level throws(SteelyardError) in
      try SVISlice(
        level: level, slope: slope, correlation: correlation, centre: centre, width: width)
    }
    return PublishedSlice(slice: slice, reference: try reference(value))
  }

  /// The forward and time that a slice was fitted on; both or neither are given.
  private static func reference(
    _ value: JSONValue
  ) throws(SteelyardError) -> PublishedSlice.Reference? {
    if value.present("forward") == nil && value.present("years") == nil { return nil }
    let years = try value.required("years")
    let forward = try SteelyardMarketReader.requiredNumber(
      value.required("forward"), .positivePrice)
    return try years.at(years.number()) { years throws(SteelyardError) in
      try PublishedSlice.Reference(forward: forward, years: years)
    }
  }
}
