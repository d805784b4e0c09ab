/// An append-only list of instruments; a row of the P&L matrix is an index into it.
public struct InstrumentUniverse: Sendable {
  /// Most instruments in one universe; about twenty times what the largest venue lists.
  public static let instrumentsMax = 200_000

  /// The instruments, by index.
  public private(set) var instruments: [Instrument] = []
  private var indices: [Instrument: Int] = [:]

  /// An empty universe.
  public init() {}

  /// How many instruments it holds.
  public var count: Int { instruments.count }

  /// The index of an instrument, or nil where it was never added.
  public func index(of instrument: Instrument) -> Int? { indices[instrument] }

  /// The index of an instrument, which is appended if it is new.
  ///
  /// - Throws: `limitExceeded` beyond `instrumentsMax`.
  public mutating func add(_ instrument: Instrument) throws(SteelyardError) -> Int {
    if let index = indices[instrument] { return index }
    guard count < InstrumentUniverse.instrumentsMax else {
      throw SteelyardError(
        .limitExceeded, "The universe is full at \(count) instruments.",
        remedy: "Leave out expired instruments.")
    }
    indices[instrument] = count
    instruments.append(instrument)
    return count - 1
  }
}
