import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardReports

/// An account with what may be traded to bring it back, on a frame that knows both.
struct LiquidationInput {
  let account: LiquidationAccount
  let market: LiquidationMarket
  /// Remarks for people.
  let notes: [String]

  /// - Parameter hedges: What `--hedges` says.
  /// - Throws: `invalidInput` for a hedge that is no instrument; `missingMarketData` for one that is named and has no
  ///   price; what the model's frame throws.
  init(
    _ input: AccountInput, hedges: String, naming: InstrumentNaming
  ) throws(SteelyardError) {
    let snapshot = input.market.snapshot
    let wanted = try LiquidationInput.hedges(hedges, for: input, naming)
    var universe = InstrumentUniverse()
    for held in [input.portfolio] + input.others {
      for position in held.positions where position.instrument.product != .spot {
        _ = try universe.add(position.instrument)
      }
    }
    for hedge in wanted { _ = try universe.add(hedge) }
    var fitted = FittedSurfaces(
      for: universe.instruments, source: input.model.surfaceSource, in: snapshot,
      progress: { Progress.stage($0) })
    fitted.addBands(for: universe.instruments, under: [input.model], in: snapshot)
    Progress.stage("valuing the scenarios of \(input.model.name)")
    let frame = try input.model.frame(
      number: 1, of: universe, in: snapshot, surfaces: fitted.surfaces, level: .detected)
    if hedges != "auto" {
      for hedge in wanted {
        guard let failure = universe.index(of: hedge).flatMap({ frame.failures[$0] }) else {
          continue
        }
        throw SteelyardError(
          failure.code, "--hedges: \(failure.message)", remedy: failure.remedy,
          subject: .instrument(hedge.toldName))
      }
    }
    var terms: [Instrument: ContractTerms] = [:]
    var unknown: [String] = []
    let table = try ContractTermsTable.embedded()
    for instrument in universe.instruments {
      if let known = try? table.terms(for: instrument, listedOn: naming) {
        terms[instrument] = known
      } else {
        unknown.append(instrument.toldName)
      }
    }
    account = LiquidationAccount(
      portfolio: input.portfolio, others: input.others, figures: input.explanation.figures)
    market = LiquidationMarket(
      model: input.model, frame: frame, universe: universe, hedges: wanted, terms: terms)
    notes =
      input.notes
      + (unknown.isEmpty
        ? []
        : [
          "No lots of \(naming.rawValue) are on file for \(unknown.joined(separator: ", ")): traded in about "
            + "thousandths of the position."
        ])
  }

  private static func hedges(
    _ text: String, for input: AccountInput, _ naming: InstrumentNaming
  ) throws(SteelyardError) -> [Instrument] {
    switch text {
    case "none": return []
    case "auto":
      return LiquidationMarket.usualHedges(for: input.portfolio, in: input.market.snapshot)
    default:
      var hedges: [Instrument] = []
      for name in text.split(separator: ",", omittingEmptySubsequences: false) {
        do throws(SteelyardError) {
          hedges.append(try naming.instrument(named: String(name)))
        } catch {
          throw SteelyardError(
            error.code, "--hedges: \(error.message)", remedy: error.remedy, subject: error.subject)
        }
      }
      return hedges
    }
  }
}
