import SteelyardCommandLine
import SteelyardContracts
import SteelyardMargin
import SteelyardMarket

/// The surfaces that a list of instruments needs under a surface source, and no others: a fit takes
/// longer than everything else together.
struct FittedSurfaces {
  /// Surfaces by underlying.
  private(set) var surfaces: [Underlying: VolatilitySurface] = [:]
  /// Why underlyings that need one have none.
  private(set) var failures: [Underlying: SteelyardError] = [:]
  /// How many instruments need each surface.
  private(set) var uses: [Underlying: Int] = [:]

  /// Why options have no surface to hold their marks against.
  private var unbanded: [String] = []

  /// What one model needs.
  init(for instruments: [Instrument], source: SurfaceSource, in snapshot: MarketSnapshot) {
    self.init(for: instruments, sources: [source], in: snapshot)
  }

  /// What one model needs, with what it holds marks against.
  init(for instruments: [Instrument], under model: any MarginModel, in snapshot: MarketSnapshot) {
    self.init(for: instruments, source: model.surfaceSource, in: snapshot)
    addBands(for: instruments, under: [model], in: snapshot)
  }

  /// What any of several models needs: a surface is fitted once for all of them.
  init(for instruments: [Instrument], sources: Set<SurfaceSource>, in snapshot: MarketSnapshot) {
    for instrument in instruments
    where sources.contains(where: { Self.isNeeded(instrument, $0, snapshot) }) {
      uses[instrument.underlying, default: 0] += 1
    }
    for underlying in uses.keys.sorted() {
      Progress.stage("fitting the volatility surface of \(underlying)")
      do throws(SteelyardError) {
        surfaces[underlying] =
          try snapshot.fittedSurface(of: underlying, options: .standard).surface
      } catch {
        failures[underlying] = error
      }
    }
  }

  /// Fits what a model holds the marks of options against, where it does.
  ///
  /// A surface that cannot be fitted leaves the marks as they are, and is told.
  mutating func addBands(
    for instruments: [Instrument], under models: [any MarginModel], in snapshot: MarketSnapshot
  ) {
    guard models.contains(where: { ($0 as? DynamicMargin)?.specification.markBandPoints != nil })
    else { return }
    let written = instruments.filter {
      $0.isOption && ($0.expiry.map { $0 > snapshot.time } ?? false)
    }
    for underlying in Set(written.map(\.underlying)).sorted() where surfaces[underlying] == nil {
      Progress.stage("fitting the volatility surface of \(underlying)")
      do throws(SteelyardError) {
        surfaces[underlying] =
          try snapshot.fittedSurface(of: underlying, options: .standard).surface
      } catch {
        unbanded.append(
          "Marks of options on \(underlying) are held against no surface: \(error.message)")
      }
    }
  }

  /// Remarks on what was fitted.
  var notes: [String] {
    uses.keys.sorted().filter { surfaces[$0] != nil }.map { underlying in
      let count = uses[underlying, default: 0]
      return "The volatility surface of \(underlying) was fitted for \(count) "
        + (count == 1 ? "option" : "options") + " without a mark of their own."
    } + unbanded
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
