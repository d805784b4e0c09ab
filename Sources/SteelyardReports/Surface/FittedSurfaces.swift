package import SteelyardContracts
package import SteelyardMargin
package import SteelyardMarket

/// The surfaces that a list of instruments needs under a surface source, and no others: a fit takes
/// longer than everything else together.
package struct FittedSurfaces {
  /// Surfaces by underlying.
  package private(set) var surfaces: [Underlying: VolatilitySurface] = [:]
  /// Why underlyings that need one have none.
  package private(set) var failures: [Underlying: SteelyardError] = [:]
  /// How many instruments need each surface.
  package private(set) var uses: [Underlying: Int] = [:]

  /// Why options have no surface to hold their marks against.
  private var unbanded: [String] = []

  private let known: [Underlying: VolatilitySurface]
  /// Is told what is done.
  private let progress: (String) -> Void

  /// What one model needs.
  package init(
    for instruments: [Instrument], source: SurfaceSource, in snapshot: MarketSnapshot,
    known: [Underlying: VolatilitySurface] = [:], progress: @escaping (String) -> Void
  ) {
    self.init(
      for: instruments, sources: [source], in: snapshot, known: known, progress: progress)
  }

  /// What one model needs, with what it holds marks against.
  package init(
    for instruments: [Instrument], under model: any MarginModel, in snapshot: MarketSnapshot,
    progress: @escaping (String) -> Void
  ) {
    self.init(for: instruments, source: model.surfaceSource, in: snapshot, progress: progress)
    addBands(for: instruments, under: [model], in: snapshot)
  }

  /// What any of several models needs: a surface is fitted once for all of them.
  ///
  /// - Parameters:
  ///   - known: Surfaces of the same market that were fitted before.
  ///   - progress: Is told what is done.
  package init(
    for instruments: [Instrument], sources: Set<SurfaceSource>, in snapshot: MarketSnapshot,
    known: [Underlying: VolatilitySurface] = [:], progress: @escaping (String) -> Void
  ) {
    self.known = known
    self.progress = progress
    for instrument in instruments
    where sources.contains(where: { Self.isNeeded(instrument, $0, snapshot) }) {
      uses[instrument.underlying, default: 0] += 1
    }
    for underlying in uses.keys.sorted() {
      do throws(SteelyardError) {
        surfaces[underlying] = try fitted(underlying, snapshot)
      } catch {
        failures[underlying] = error
      }
    }
  }

  /// Fits what a model holds the marks of options against, where it does.
  ///
  /// A surface that cannot be fitted leaves the marks as they are, and is told.
  package mutating func addBands(
    for instruments: [Instrument], under models: [any MarginModel], in snapshot: MarketSnapshot
  ) {
    guard models.contains(where: { ($0 as? DynamicMargin)?.specification.markBandPoints != nil })
    else { return }
    let written = instruments.filter {
      $0.isOption && ($0.expiry.map { $0 > snapshot.time } ?? false)
    }
    for underlying in Set(written.map(\.underlying)).sorted() where surfaces[underlying] == nil {
      do throws(SteelyardError) {
        surfaces[underlying] = try fitted(underlying, snapshot)
      } catch {
        unbanded.append(
          "Marks of options on \(underlying) are held against no surface: \(error.message)")
      }
    }
  }

  /// Remarks on what was fitted.
  package var notes: [String] {
    uses.keys.sorted().filter { surfaces[$0] != nil }.map { underlying in
      let count = uses[underlying, default: 0]
      return "The volatility surface of \(underlying) was fitted for \(count) "
        + (count == 1 ? "option" : "options") + " without a mark of their own."
    } + unbanded
  }

  private func fitted(
    _ underlying: Underlying, _ snapshot: MarketSnapshot
  ) throws(SteelyardError) -> VolatilitySurface {
    if let surface = known[underlying] { return surface }
    progress("fitting the volatility surface of \(underlying)")
    return try snapshot.fittedSurface(of: underlying, options: .standard).surface
  }

  private static func isNeeded(
    _ instrument: Instrument, _ source: SurfaceSource, _ snapshot: MarketSnapshot
  ) -> Bool {
    guard case .option(let terms) = instrument.product, terms.expiry > snapshot.time else {
      return false
    }
    switch source {
    case .fitted: return true
    case .venueParameters: return false
    case .marks:
      let own = try? snapshot.volatility(of: instrument, source: .marks, surfaces: [:])
      return own == nil
    }
  }
}
