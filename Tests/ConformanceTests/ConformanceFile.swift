import Testing

/// How the engine is held against one file of vectors.
///
/// A new file gets its own Swift file with a `static let`, and its place in `all`.
struct ConformanceFile: Sendable, CustomTestStringConvertible {
  /// The file's name in the vectors directory, with its extension.
  let name: String
  /// Runs every case of the file and enters it in the tally.
  let run: @Sendable (JSONValue, inout ConformanceTally) throws -> Void

  var testDescription: String { name }

  /// The files that the engine covers.
  static let all: [ConformanceFile] = [
    .backtests, .black76, .blackScholes, .cascade, .concentratedPools, .constantProductPools,
    .dem2gbp, .derive, .fillablePrice,
    .hedging, .historicalSimulation, .impliedVolatility, .inverse, .lendingPools,
    .lendingSplit, .microstructure, .poolSwaps, .portfolio, .routing,
    .rCrossCheck, .svi, .tailMeasures,
    .venueExamples, .volatility,
  ]
}
