public import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardScenarios

extension HedgeAlternatives {
  /// A move in favour of the holding at which what is given up is told.
  static let favourableMove = 0.5
  /// Days over which a structure without expiry is looked at.
  static let openDays = 30.0

  /// Builds and values every structure.
  ///
  /// - Parameters:
  ///   - book: What may be traded is among its candidates.
  ///   - events: Shocks whose losses are told.
  ///   - labels: Their names.
  /// - Throws: `notApplicable` where the book has no delta in the coin; what models throw.
  public init(
    in book: HedgeBook, _ question: Question, events: HedgeProfits, labels: [String]
  ) throws(SteelyardError) {
    let exposure = book.market.delta(of: question.coin).book
    guard exposure != 0 else {
      throw SteelyardError(
        .notApplicable, "The book has no delta in \(question.coin).",
        remedy: "Ask about a coin that it holds.")
    }
    let desk = StructureDesk(book, question, exposure: exposure)
    var alternatives: [HedgeAlternative] = []
    var unavailable: [(structure: ProtectiveStructure, reason: String)] = []
    for structure in ProtectiveStructure.allCases {
      do throws(SteelyardError) {
        let quantities = try desk.quantities(of: structure)
        alternatives.append(
          try desk.alternative(structure, quantities, events: events, labels: labels))
      } catch {
        guard error.code == .missingMarketData else { throw error }
        unavailable.append((structure, error.message))
      }
    }
    self.question = question
    self.exposure = exposure
    self.alternatives = alternatives
    self.unavailable = unavailable
  }
}
