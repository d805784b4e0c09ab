public import SteelyardContracts

/// How a figure follows from a data file, exactly enough to be repeated.
///
/// Instants are those at which a value is known: a daily close at the midnight that ends its day,
/// an hourly close at the end of its hour.
public struct EventComputation: Sendable, Hashable {
  /// What is done with the column.
  public enum Method: String, Sendable, Hashable, Codable, CaseIterable {
    /// The value at `to` over the value at `from`, less one.
    case change
    /// The lowest value from `from` to `to`, both included.
    case lowest
    /// The highest value from `from` to `to`, both included.
    case highest
    /// The lowest ratio to the reference column from `from` to `to`, less one; without a
    /// reference the ratio is to 1.
    case lowestFromPar = "lowest_from_par"
    /// Least-squares slope, with an intercept, of the column's log returns between neighbouring
    /// rows on the reference column's, over the rows from `from` to `to` that have both.
    case slope
  }

  /// The file, by its path in the data directory: `prices/daily_close_wide_spliced.csv`.
  public let file: String
  /// The column of the values.
  public let column: String
  /// The column that the values are compared with, where the method needs one.
  public let reference: String?
  /// What is done.
  public let method: Method
  /// The instant of the first value.
  public let from: Timestamp
  /// The instant of the last value.
  public let to: Timestamp
  /// What the result is multiplied with to have the factor's unit; nil for 1.
  ///
  /// Basis points take 0.0001.
  public let scale: Double?

  /// A computation from its parts; the event that it belongs to checks them.
  public init(
    file: String, column: String, reference: String? = nil, method: Method, from: Timestamp,
    to: Timestamp, scale: Double? = nil
  ) {
    self.file = file
    self.column = column
    self.reference = reference
    self.method = method
    self.from = from
    self.to = to
    self.scale = scale
  }
}

extension EventComputation: CustomStringConvertible {
  /// The computation in one line.
  public var description: String {
    let against = reference.map { " against \($0)" } ?? ""
    let action =
      switch method {
      case .change: "change of \(column)"
      case .lowest: "lowest \(column)"
      case .highest: "highest \(column)"
      case .lowestFromPar: "lowest \(column)\(against.isEmpty ? " against 1" : against)"
      case .slope: "slope of the log returns of \(column)\(against)"
      }
    return "\(action) from \(from) to \(to), \(file)"
  }
}
