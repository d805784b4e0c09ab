/// The formats of position files that Steelyard reads.
public enum PortfolioFormat: String, Sendable, Hashable, CaseIterable {
  /// `instrument,quantity[,average_price]`, CSV.
  case table = "csv"
  /// The answer of Deribit's `private/get_positions`, JSON.
  case deribitPositions = "deribit_positions"
  /// The answer of Deribit's `private/get_account_summary` or `get_account_summaries`, JSON.
  case deribitAccountSummary = "deribit_account_summary"
  /// Steelyard's own portfolio file, JSON.
  case steelyard = "steelyard"

  /// The accepted formats, for messages.
  static let accepted =
    "Accepted are CSV with the columns instrument,quantity[,average_price], Deribit get_positions "
    + "and get_account_summary JSON, and Steelyard JSON."

  /// The field that names a position's instrument.
  var instrumentField: String { self == .deribitPositions ? "instrument_name" : "instrument" }

  /// The field that names a balance's asset.
  var assetField: String {
    switch self {
    case .table: "instrument"
    case .deribitPositions, .deribitAccountSummary: "currency"
    case .steelyard: "asset"
    }
  }
}
