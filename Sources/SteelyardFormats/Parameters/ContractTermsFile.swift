import FoundationEssentials
import SteelyardContracts

/// A file `contracts/<venue>.json`, field by field.
struct ContractTermsFile: Decodable {
  /// A product, margined in the coin or in the quote, with its terms.
  struct Family: Decodable {
    enum Product: String, Decodable { case spot, perpetual, future, option }
    enum Style: String, Decodable { case inverse, linear }
    struct TickStep: Decodable {
      let abovePrice: Amount
      let tick: Amount
    }
    /// What is delivered by expiries from an instant on; without one, from the beginning.
    struct Delivery: Decodable {
      let fromExpiry: String?
      let kind: ContractTerms.Delivery
    }

    let product: Product
    let style: Style
    let bases: [Currency]
    /// Nil where any quote fits.
    let quotes: [Currency]?
    let multiplier: Amount
    let tick: Amount
    let tickSteps: [TickStep]?
    let lot: Amount
    let averagingWindowSeconds: Int
    let delivery: [Delivery]
    let evidence: ParameterEvidence
  }

  struct Source: Decodable {
    let evidence: ParameterEvidence
    let note: String
  }

  let venue: InstrumentNaming
  let dated: String
  let settlementTimeUtc: String
  let sources: [Source]
  let families: [Family]

  /// Reads the JSON.
  static func parsed(_ bytes: [UInt8], file: String) throws(SteelyardError) -> ContractTermsFile {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(ContractTermsFile.self, from: Data(bytes))
    } catch {
      throw SteelyardError(
        .invalidInput, "The contract terms cannot be read.",
        remedy: "Give JSON with the fields that docs/instrument-names.md lists.",
        subject: .place(file: file, row: nil, field: nil), cause: "\(error)")
    }
  }
}
