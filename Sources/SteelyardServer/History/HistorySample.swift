package import SteelyardContracts
import SteelyardEngine

/// The figures of all accounts at one time.
///
/// Single precision: seven digits, which a chart does not show, for half the memory.
package struct HistorySample: Sendable, Equatable {
  /// What is kept of an account, in US dollars.
  package enum Figure: Int, CaseIterable {
    case equity, initialMargin, maintenanceMargin, initialExcess, maintenanceExcess
  }

  /// When.
  package let time: Timestamp
  /// Figure by figure of one account after the other; NaN before an account's first cycle.
  package let values: [Float]

  /// A sample of its values.
  package init(time: Timestamp, values: [Float]) {
    self.time = time
    self.values = values
  }

  /// What a reading says at a time: while nothing changes, one reading holds for long.
  init(_ reading: BookReading, at time: Timestamp) {
    var values: [Float] = []
    values.reserveCapacity(reading.count * Figure.allCases.count)
    for row in 0..<reading.count {
      values.append(Float(reading.equity[row]))
      values.append(Float(reading.initialMargin[row]))
      values.append(Float(reading.maintenanceMargin[row]))
      values.append(Float(reading.initialExcess[row]))
      values.append(Float(reading.maintenanceExcess[row]))
    }
    self.init(time: time, values: values)
  }

  /// Accounts in it.
  var accountCount: Int { values.count / Figure.allCases.count }

  /// Bytes that it takes.
  var byteCount: Int { HistorySample.byteCount(accounts: accountCount) }

  /// Bytes of a sample of so many accounts.
  static func byteCount(accounts: Int) -> Int {
    64 + accounts * Figure.allCases.count * MemoryLayout<Float>.stride
  }

  /// A figure of an account; nil where it was not known, or the account was opened later.
  package subscript(row: Int, figure: Figure) -> Double? {
    let place = row * Figure.allCases.count + figure.rawValue
    guard place < values.count, values[place].isFinite else { return nil }
    return Double(values[place])
  }
}
