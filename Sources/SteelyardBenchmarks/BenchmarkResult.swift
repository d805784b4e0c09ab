public import SteelyardPricing

/// Speed of one benchmark at one level, with the check of what it computed.
public struct BenchmarkResult: Sendable, Codable {
  /// What was measured, as a sentence: `black76.price.4096options`.
  public let name: String
  /// The width it ran at; absent where no vector kernel takes part.
  public let level: KernelLevel?
  /// What one item is: `option`, `fit`, `instrument`, `account`, `number`, `table`, `column`, `record`, `row` or
  /// `megabyte`.
  public let item: String
  /// Positions of one account; absent where an item has none.
  public let positionsPerItem: Int?
  /// Fastest repetition, in nanoseconds per item.
  public let nanosecondsPerItemMinimum: Double
  /// Median repetition, in nanoseconds per item.
  public let nanosecondsPerItemMedian: Double
  /// The repetition that 99 % are not slower than, in nanoseconds per item; of fewer than 100
  /// repetitions the slowest.
  public let nanosecondsPerItemP99: Double
  /// The project's target in nanoseconds per item; absent where none is set for the level.
  public let targetNanosecondsPerItem: Double?
  /// Sum of the last repetition's results.
  public let checksum: Double
  /// The same sum by an independent scalar computation.
  public let expectedChecksum: Double

  /// Items a second by the median repetition.
  public var itemsPerSecond: Double { 1e9 / nanosecondsPerItemMedian }

  /// Median nanoseconds for each position; nil where an item has none.
  public var nanosecondsPerPosition: Double? {
    positionsPerItem.map { nanosecondsPerItemMedian / Double($0) }
  }

  /// Whether the checksum is right to one part in 10^11.
  public var checksumAgrees: Bool {
    abs(checksum - expectedChecksum) <= 1e-11 * abs(expectedChecksum)
  }
}
