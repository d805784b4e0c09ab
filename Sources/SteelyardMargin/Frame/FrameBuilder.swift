import SteelyardContracts
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios

/// Prices a universe and fills the P&L blocks that a model asks for.
struct FrameBuilder {
  let snapshot: MarketSnapshot
  let surfaceSource: SurfaceSource
  let surfaces: [Underlying: VolatilitySurface]
  let optionValue: OptionValueSource
  let discounting: Discounting
  let level: KernelLevel
  /// At which marks instruments count.
  var counting: MarkCounting = .marks
  /// What may be taken from the frame before; nil makes everything anew.
  var reuse: FrameReuse?
  /// Who prices and revalues.
  var sharing: WorkSharing = .callerAlone

  /// Instruments from which it is worth to share out their prices.
  private static let pieceInstruments = 64

  /// The frame of a universe.
  ///
  /// - Parameters:
  ///   - scenarios: The scenarios of an underlying and what they are counted in, or nil from a model
  ///     without any. It throws where the model has no parameters for the underlying.
  ///   - anchors: Underlyings that get a block even where no instrument needs it, because balances
  ///     are displaced in it; those without a price get none.
  func frame(
    number: Int, of universe: InstrumentUniverse, anchors: [Underlying],
    scenarios: (Underlying) throws(SteelyardError) -> BlockScenarios?
  ) throws(SteelyardError) -> RiskFrame {
    let instruments = universe.instruments
    let made = priced(instruments)
    let prices = made.map(\.price)
    var failures: [Int: SteelyardError] = [:]
    var members: [Underlying: [Int]] = [:]
    for (index, item) in made.enumerated() {
      if let failure = item.failure { failures[index] = failure }
      guard item.price != nil else { continue }
      if case .spot = instruments[index].product { continue }
      members[instruments[index].underlying, default: []].append(index)
    }
    var blocks: [ScenarioBlock] = []
    var scenarioSets: [ScenarioSet] = []
    var columns: [BlockColumns] = []
    var blockIndex = [Int32](repeating: -1, count: universe.count)
    var rowIndex = blockIndex
    for underlying in Set(members.keys).union(anchors).sorted() {
      let indices = members[underlying] ?? []
      if let kept = reuse?.block(of: underlying, rows: indices) {
        columns.append(kept.columns)
        if let scenarios = kept.scenarios {
          blocks.append(scenarios.block)
          scenarioSets.append(scenarios.set)
        }
      } else {
        let priced = indices.compactMap { prices[$0] }
        do throws(SteelyardError) {
          let own = try UnderlyingPrices(of: underlying, in: snapshot)
          let wanted = try scenarios(underlying)
          var leastProfits: [Double] = []
          if let wanted {
            let made = try block(of: underlying, priced, wanted, usdPerQuote: own.usdPerQuote)
            leastProfits = made.leastProfits
            blocks.append(made)
            scenarioSets.append(wanted.set)
          }
          columns.append(
            BlockColumns(
              priced, of: underlying, in: own, countedIn: wanted?.currency ?? .settlement,
              leastProfits: leastProfits))
        } catch {
          // The prices stay: what a model has no parameters for still is worth something.
          for index in indices { failures[index] = error }
          continue
        }
      }
      for (row, index) in indices.enumerated() {
        blockIndex[index] = Int32(columns.count - 1)
        rowIndex[index] = Int32(row)
      }
    }
    return RiskFrame(
      number: number, snapshot: snapshot, surfaceSource: surfaceSource, level: level,
      prices: prices, failures: failures, blocks: blocks,
      scenarioSets: scenarioSets, blockColumns: columns,
      blockIndex: blockIndex, rowIndex: rowIndex, usdPrices: usdPrices(),
      countedMarks: counting.isStable ? made.map(\.countedMark) : [],
      leftOutNotional: leftOut(failures, universe))
  }

  /// One instrument in the frame.
  private struct Item {
    var price: PricedInstrument?
    var countedMark: CountedMark?
    var failure: SteelyardError?
  }

  /// Prices, and the marks that count, of every instrument.
  private func priced(_ instruments: [Instrument]) -> [Item] {
    let pricer = InstrumentPricer(
      snapshot: snapshot, surfaceSource: surfaceSource, surfaces: surfaces,
      discounting: discounting)
    return Array(
      sharing.map(sharing.pieces(of: instruments.count, atLeast: FrameBuilder.pieceInstruments)) {
        piece in
        piece.map { index in
          if let kept = reuse?.instrument(index, instruments[index].underlying) {
            return Item(price: kept.price, countedMark: kept.countedMark)
          }
          do throws(SteelyardError) {
            let marked = try pricer.price(instruments[index])
            let priced = optionValue == .mark ? marked : marked.valuedByModel
            let settlementUSD = try snapshot.priceUSD(of: instruments[index].underlying.settlement)
            guard InstrumentPricer.prices.contains(settlementUSD) else {
              throw SteelyardError(
                .invalidInput,
                "\(instruments[index].underlying.settlement) is \(settlementUSD) USD.",
                remedy: "Correct the price.")
            }
            return Item(price: priced, countedMark: countedMark(priced))
          } catch {
            return Item(failure: error)
          }
        }
      }.joined())
  }

  private func block(
    of underlying: Underlying, _ priced: [PricedInstrument], _ wanted: BlockScenarios,
    usdPerQuote: Double
  ) throws(SteelyardError) -> ScenarioBlock {
    var builder = try ScenarioBlockBuilder(
      underlying: underlying, currency: wanted.currency, scenarios: wanted.set,
      settlement: wanted.settlement, instrumentCount: priced.count, level: level)
    for item in priced { builder.add(item, usdPerQuote: usdPerQuote) }
    return builder.frozen(sharing: sharing)
  }

  private func countedMark(_ priced: PricedInstrument) -> CountedMark? {
    guard case .stable(let bandPoints) = counting else { return nil }
    return CountedMark(of: priced, in: snapshot, surfaces: surfaces, bandPoints: bandPoints)
  }

  private func leftOut(
    _ failures: [Int: SteelyardError], _ universe: InstrumentUniverse
  ) -> [Int: LeftOutNotional] {
    var notionals: [Int: LeftOutNotional] = [:]
    for index in failures.keys {
      notionals[index] = LeftOutNotional.unit(of: universe.instruments[index], in: snapshot)
    }
    return notionals
  }

  private func usdPrices() -> [Currency: Double] {
    var prices: [Currency: Double] = [.usd: 1]
    for price in snapshot.assetPrices
    where InstrumentPricer.prices.contains(price.priceUSD) {
      prices[price.asset] = price.priceUSD
    }
    return prices
  }
}

/// At which marks a model counts instruments as equity.
enum MarkCounting {
  /// At their marks.
  case marks
  /// At the worse of mark and stable mark, options within a band around the fitted surface, in
  /// volatility points; nil for no band.
  case stable(bandPoints: Double?)

  var isStable: Bool { if case .stable = self { true } else { false } }
}

/// What a model asks of one underlying: its scenarios, what they are counted in,
/// and what expires on the way.
struct BlockScenarios {
  let set: ScenarioSet
  let currency: ProfitCurrency
  let settlement: SettlementRule
}
