import SteelyardContracts
import SteelyardFeeds
import SteelyardLedger
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios

/// Makes live frames, one after another, each from a market and what the frame before it can lend.
struct FrameMaker {
  /// How long a fitted surface is held against marks before it is fitted anew: a fit takes longer than a
  /// whole frame, and its band is wide.
  static let surfaceSeconds: Int64 = 5

  let level: KernelLevel
  private var number: UInt64
  private var fitted: [Underlying: (time: Timestamp, surface: VolatilitySurface)] = [:]
  private var last: LiveFrame?

  /// - Parameter number: That of the last frame before a restart; 0 for none.
  init(after number: UInt64, level: KernelLevel) {
    self.number = number
    self.level = level
  }

  /// The next frame.
  ///
  /// - Parameters:
  ///   - moved: The underlyings that have moved since the last frame: only what stands on them and on their
  ///     currencies is made anew. Nil makes everything anew.
  ///   - sharing: Who prices and revalues.
  /// - Throws: `limitExceeded`, or `invalidInput` for parameters that make no scenarios.
  mutating func frame(
    of board: BoardSnapshot, over universe: InstrumentUniverse, _ models: LiveModels,
    for modes: Set<MarginMode>, parameters: UInt64, moved: Set<Underlying>? = nil,
    sharing: WorkSharing = .callerAlone
  ) throws(SteelyardError) -> LiveFrame {
    let surfaces = surfaces(for: universe, models, modes, in: board.market)
    number += 1
    var kept: [MarginMode: FrameReuse] = [:]
    if let moved, let last, last.parameters == parameters {
      let all = moved.union(last.shifted(to: board.market, universe, surfaces))
      for mode in modes {
        if let slot = last[mode] { kept[mode] = FrameReuse(slot.frame, moved: all) }
      }
    }
    let made = LiveFrame(
      number: number, time: board.market.time, board: board, universe: universe,
      surfaces: surfaces, parameters: parameters,
      slots: try slots(
        of: board.market, universe, models, modes, surfaces, reuse: kept, sharing: sharing))
    last = made
    return made
  }

  /// Frames of another market or other models over the same instruments, for a comparison that is not
  /// published.
  func slots(
    of market: MarketSnapshot, _ universe: InstrumentUniverse, _ models: LiveModels,
    _ modes: Set<MarginMode>, _ surfaces: [Underlying: VolatilitySurface],
    reuse: [MarginMode: FrameReuse] = [:], sharing: WorkSharing = .callerAlone
  ) throws(SteelyardError) -> [MarginMode: LiveFrame.Slot] {
    var slots: [MarginMode: LiveFrame.Slot] = [:]
    for mode in modes.sorted(by: { $0.rawValue < $1.rawValue }) {
      let model = models[mode]
      let frame = try model.frame(
        number: Int(number), of: universe, in: market, surfaces: surfaces, level: level,
        reuse: reuse[mode], sharing: sharing)
      slots[mode] = LiveFrame.Slot(model: model, frame: frame)
    }
    return slots
  }

  /// The surfaces that a model prices from or holds marks against.
  private mutating func surfaces(
    for universe: InstrumentUniverse, _ models: LiveModels, _ modes: Set<MarginMode>,
    in market: MarketSnapshot
  ) -> [Underlying: VolatilitySurface] {
    let used = modes.map { models[$0] }
    let holdsBands = used.contains {
      ($0 as? DynamicMargin)?.specification.markBandPoints != nil
    }
    let isFitted = used.contains { $0.surfaceSource == .fitted }
    var wanted = Set<Underlying>()
    for instrument in universe.instruments {
      guard case .option(let terms) = instrument.product, terms.expiry > market.time else {
        continue
      }
      // An option without a mark of its own is priced from the surface.
      if holdsBands || isFitted
        || (try? market.volatility(of: instrument, source: .marks, surfaces: [:])) == nil
      {
        wanted.insert(instrument.underlying)
      }
    }
    for underlying in wanted.sorted() {
      if let held = fitted[underlying],
        market.time < held.time.advanced(bySeconds: FrameMaker.surfaceSeconds)
      {
        continue
      }
      // One that can't be fitted leaves the last; without any, marks stand alone and options that need one
      // are failures of the frame.
      if let fit = try? market.fittedSurface(of: underlying, options: .standard) {
        fitted[underlying] = (market.time, fit.surface)
      }
    }
    return fitted.filter { wanted.contains($0.key) }.mapValues(\.surface)
  }
}

extension LiveFrame {
  /// Least move of a currency's price, |price / price - 1|, that what is quoted or settled in it is priced anew
  /// for: what the board calls worth telling of an index.
  private static let moveRelativeMin = 0.0005

  /// The underlyings that have not moved themselves, but whose currencies or whose surface are not those of this
  /// frame any more.
  fileprivate func shifted(
    to market: MarketSnapshot, _ universe: InstrumentUniverse,
    _ surfaces: [Underlying: VolatilitySurface]
  ) -> Set<Underlying> {
    func isShifted(_ asset: Currency) -> Bool {
      let (before, after) = (
        try? board.market.priceUSD(of: asset), try? market.priceUSD(of: asset)
      )
      guard let before, let after else { return (before == nil) != (after == nil) }
      return before != after && abs(after - before) >= LiveFrame.moveRelativeMin * before
    }
    var assets: [Currency: Bool] = [:]
    return Set(universe.instruments.map(\.underlying)).filter { underlying in
      if (surfaces[underlying] == nil) != (self.surfaces[underlying] == nil) { return true }
      return [underlying.base, underlying.quote, underlying.settlement].contains { asset in
        if let known = assets[asset] { return known }
        let shifted = isShifted(asset)
        assets[asset] = shifted
        return shifted
      }
    }
  }
}
