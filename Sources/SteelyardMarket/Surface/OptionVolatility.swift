public import SteelyardContracts
import SteelyardPricing

/// The volatility an option is priced with, and where it came from.
public struct OptionVolatility: Sendable, Hashable {
  /// Where a volatility came from.
  public enum Origin: Sendable, Hashable {
    /// The mark volatility of the option's own row.
    case markVolatility
    /// Solved from the mark price of the option's own row.
    case markPrice
    /// The slice that the venue publishes for the expiry.
    case venueSlice
    /// Steelyard's fitted surface, which the model asked for.
    case fittedSurface
    /// Steelyard's fitted surface, because the option has no usable mark of its own.
    case fittedSurfaceForWantOfMark
  }

  /// The volatility, decimal per root year, > 0.
  public let value: Double
  /// Where it came from.
  public let origin: Origin

  /// A volatility from its parts.
  public init(value: Double, origin: Origin) {
    self.value = value
    self.origin = origin
  }
}

extension MarketSnapshot {
  /// The volatility of an option under a surface source.
  ///
  /// - `marks`: the option's own mark volatility; else solved from its own mark price, on the
  ///   forward of its expiry and the time its row was observed; else from the fitted surface.
  /// - `venueParameters`: the slice the venue publishes for exactly this expiry.
  /// - `fitted`: the fitted surface.
  ///
  /// - Parameters:
  ///   - instrument: An option.
  ///   - source: Which volatilities the model prices from.
  ///   - surfaces: Fitted surfaces by underlying; may be empty where marks suffice.
  ///   - discount: The factor from expiry to now that marks are taken to hold, where a volatility
  ///     is solved from one; 1 for undiscounted marks.
  /// - Throws: `notApplicable` for what is not an option; `missingMarketData` where the source has
  ///   nothing for it.
  public func volatility(
    of instrument: Instrument, source: SurfaceSource, surfaces: [Underlying: VolatilitySurface],
    discount: Double
  ) throws(SteelyardError) -> OptionVolatility {
    guard let terms = instrument.optionTerms else {
      throw SteelyardError(
        .notApplicable, "\(instrument) is not an option, so it has no volatility.",
        remedy: "Ask for the volatility of options only.")
    }
    if let volatilityReading { return try volatilityReading(instrument, source, surfaces) }
    switch source {
    case .marks:
      if let own = markVolatility(of: instrument, terms, discount) { return own }
      guard let surface = surfaces[instrument.underlying] else {
        throw missingVolatility(
          of: instrument, "\(instrument) has no quote and no surface.",
          remedy: "Add a market file with the option, or allow the fitted surface.")
      }
      let value = try surface.volatility(strike: terms.strike.doubleValue, expiry: terms.expiry)
      return OptionVolatility(value: value, origin: .fittedSurfaceForWantOfMark)
    case .venueParameters:
      guard let expiry = market(of: instrument.underlying)?.market(at: terms.expiry),
        let slice = expiry.publishedSlice
      else {
        throw missingVolatility(
          of: instrument, "No slice is published for \(instrument).",
          remedy: "Price from marks or from the fitted surface.")
      }
      let value = slice.volatility(
        strike: terms.strike.doubleValue, forward: expiry.forward.value,
        timeToExpiry: expiry.timeToExpiry)
      guard value > 0, value.isFinite else {
        throw missingVolatility(
          of: instrument, "The published slice gives \(instrument) no volatility.",
          remedy: "Price from marks or from the fitted surface.")
      }
      return OptionVolatility(value: value, origin: .venueSlice)
    case .fitted:
      guard let surface = surfaces[instrument.underlying] else {
        throw missingVolatility(
          of: instrument, "No surface is fitted for \(instrument.underlying).",
          remedy: "Add a market file with its options, or price from marks.")
      }
      let value = try surface.volatility(strike: terms.strike.doubleValue, expiry: terms.expiry)
      return OptionVolatility(value: value, origin: .fittedSurface)
    }
  }

  /// The volatility by the option's own row, or nil where it has no usable mark.
  private func markVolatility(
    of instrument: Instrument, _ terms: OptionTerms, _ discount: Double
  ) -> OptionVolatility? {
    guard case .option = instrument.product, let row = observation(of: instrument) else {
      return nil
    }
    guard let forward = market(of: instrument.underlying)?.market(at: terms.expiry)?.forward.value
    else {
      return row.markVolatility.map { OptionVolatility(value: $0, origin: .markVolatility) }
    }
    return row.ownVolatility(forward: forward, discount: discount)
  }

  /// The same with undiscounted marks.
  public func volatility(
    of instrument: Instrument, source: SurfaceSource, surfaces: [Underlying: VolatilitySurface]
  ) throws(SteelyardError) -> OptionVolatility {
    try volatility(of: instrument, source: source, surfaces: surfaces, discount: 1)
  }

  private func missingVolatility(
    of instrument: Instrument, _ message: String, remedy: String
  ) -> SteelyardError {
    SteelyardError(
      .missingMarketData, message, remedy: remedy, subject: .instrument(instrument.description))
  }
}
