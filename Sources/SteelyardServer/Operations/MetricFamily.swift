/// Metrics of one name.
protocol MetricFamily: AnyObject, Sendable {
  var name: String { get }
  var help: String { get }
  /// Its part of the exposition: help, type and a line for each series.
  var text: String { get }
  /// Its series and their values; none of a histogram.
  var values: [(labels: [String], value: Double)] { get }
}

extension MetricFamily {
  var values: [(labels: [String], value: Double)] { [] }

  /// The lines that stand before the series.
  func heading(_ type: String) -> String {
    let help = help.split(separator: "\\", omittingEmptySubsequences: false)
      .joined(separator: "\\\\").split(separator: "\n").joined(separator: " ")
    return "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
  }
}

/// The writing of series.
enum MetricText {
  /// A series' line.
  static func line(
    _ name: String, _ labels: [String], _ values: [String], _ value: Double
  ) -> String {
    let pairs = zip(labels, values).map { "\($0)=\"\(escaped($1))\"" }
    let braces = pairs.isEmpty ? "" : "{" + pairs.joined(separator: ",") + "}"
    return "\(name)\(braces) \(number(value))\n"
  }

  /// A number as Prometheus reads it.
  static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\\\"
      case "\"": escaped += "\\\""
      case "\n": escaped += "\\n"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
