public import SteelyardContracts
public import SteelyardMarket

/// The answer of `surface`: parameters, fit errors, arbitrage and smiles of fitted surfaces.
public struct SurfaceReport: Report {
  let fits: [SurfaceFit]
  let snapshot: MarketSnapshot
  let notes: [String]
  /// What could not be read or fitted.
  public let failures: [SteelyardError]

  /// A report on the surfaces of one snapshot.
  ///
  /// - Parameters:
  ///   - fits: One an underlying.
  ///   - snapshot: What they were fitted to; its quotes are plotted.
  ///   - notes: Remarks for people, each a sentence.
  ///   - failures: Rows left out and underlyings that have no surface.
  public init(
    fits: [SurfaceFit], snapshot: MarketSnapshot, notes: [String] = [],
    failures: [SteelyardError] = []
  ) {
    self.fits = fits
    self.snapshot = snapshot
    self.notes = notes
    self.failures = failures
  }

  /// Whether no surface has arbitrage.
  public var isArbitrageFree: Bool { fits.allSatisfy(\.violations.isEmpty) }
}
