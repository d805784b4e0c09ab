import SteelyardContracts
import SteelyardFormats

/// A number with its name for programs, its name for people and its unit.
struct NamedNumber {
  let key: String
  let label: String
  let value: Double
  let unit: String

  init(_ key: String, _ label: String, _ value: Double, _ unit: String) {
    self.key = key
    self.label = label
    self.value = value
    self.unit = unit
  }
}

extension [NamedNumber] {
  /// The numbers as a table of name, value and unit.
  func table(_ name: String, caption: String = "") -> ReportTable {
    ReportTable(
      name, caption: caption,
      columns: [
        .init("figure", "greek"), .init("value", "value"), .init("unit", "unit"),
        .init("meaning", "what it is"),
      ],
      rows: map { number in
        [
          .text(number.key), .number(number.value, .significant(10)), .text(number.unit),
          .text(number.label),
        ]
      })
  }
}

extension JSONWriter {
  /// Writes an object of numbers under a key, and their units beside it.
  mutating func numbers(
    _ key: String, _ numbers: [NamedNumber]
  ) throws(SteelyardError) {
    self.key(named: key)
    try object { (writer) throws(SteelyardError) in
      for number in numbers {
        writer.key(named: number.key)
        try writer.number(number.value)
      }
    }
    self.key(named: key + "_units")
    try object { (writer) throws(SteelyardError) in
      for number in numbers {
        writer.key(named: number.key)
        writer.string(number.unit)
      }
    }
  }
}
