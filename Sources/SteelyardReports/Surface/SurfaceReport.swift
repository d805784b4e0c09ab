public import SteelyardContracts
public import SteelyardMarket

/// The answer of `surface`: parameters, fit errors, arbitrage and smiles of fitted surfaces.
public struct SurfaceReport: Report {
  let fits: [SurfaceFit]
  let snapshot: MarketSnapshot
  let notes: [String]
  let repricings: [Underlying: MarkRepricing]
  /// 30-day volatility indices, or why there is none.
  let indices: [Underlying: Result<ImpliedIndex, SteelyardError>]
  /// What could not be read or fitted.
  public let failures: [SteelyardError]

  /// A report on the surfaces of one snapshot.
  ///
  /// - Parameters:
  ///   - fits: One an underlying.
  ///   - snapshot: What they were fitted to; its quotes are plotted.
  ///   - notes: Remarks for people, each a sentence.
  ///   - failures: Rows left out and underlyings that have no surface.
  /// - Throws: `invalidInput` where a row has a volatility that no option can have.
  public init(
    fits: [SurfaceFit], snapshot: MarketSnapshot, notes: [String] = [],
    failures: [SteelyardError] = []
  ) throws(SteelyardError) {
    var repricings: [Underlying: MarkRepricing] = [:]
    for fit in fits {
      let underlying = fit.surface.underlying
      repricings[underlying] = try snapshot.market(of: underlying)?.markRepricing()
    }
    self.repricings = repricings
    var indices: [Underlying: Result<ImpliedIndex, SteelyardError>] = [:]
    for fit in fits {
      indices[fit.surface.underlying] = Result { () throws(SteelyardError) in
        try ImpliedIndex(of: fit.surface, termDays: Self.termDays, over: .quotedStrikes)
      }
    }
    self.indices = indices
    self.fits = fits
    self.snapshot = snapshot
    self.notes = notes
    self.failures = failures
  }

  /// What volatility indices look ahead, as the published ones do.
  static let termDays = 30.0

  /// Whether no surface has arbitrage.
  public var isArbitrageFree: Bool { fits.allSatisfy(\.violations.isEmpty) }
}
