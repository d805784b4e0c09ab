public import SteelyardContracts
import SteelyardFormats
import SteelyardPricing

extension PriceReport {
  /// The answer for people.
  public var document: ReportDocument {
    var sections: [ReportDocument.Section] = [
      .init(
        "",
        [
          .facts(
            values.map {
              .init($0.key, $0.label, .number($0.value, .significant(10)), unit: $0.unit)
            }
              + inputs.map {
                .init($0.key, $0.label, .number($0.value, .significant(10)), unit: $0.unit)
              })
        ])
    ]
    for (convention, numbers) in conventions {
      sections.append(
        .init("Greeks, \(convention.words)", [.table(numbers.table("\(convention.rawValue)"))]))
    }
    if !derivatives.isEmpty {
      sections.append(
        .init(
          "Derivatives of the value in \(quote), unscaled",
          [.table(derivatives.table("derivatives"))]))
    }
    sections += [.notes(sources + notes)].compactMap(\.self)
    return ReportDocument(title: name, subtitle: formulaWords, sections: sections)
  }

  /// The answer for programs.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { (writer) throws(SteelyardError) in
      writer.field("instrument", name)
      writer.field("right", right.rawValue)
      writer.field("formula", formulaCode)
      for number in values + inputs {
        writer.key(named: number.key)
        try writer.number(number.value)
      }
      writer.key("units")
      try writer.object { (writer) throws(SteelyardError) in
        for number in values + inputs {
          writer.key(named: number.key)
          writer.string(number.unit)
        }
      }
      writer.key("greeks")
      try writer.object { (writer) throws(SteelyardError) in
        for (convention, numbers) in conventions {
          try writer.numbers(convention.rawValue, numbers)
        }
      }
      try writer.numbers("derivatives", derivatives)
      try writer.strings("sources", sources)
      try writer.strings("notes", notes)
    }
  }

  private var formulaCode: String {
    switch formula {
    case .forward: "black76"
    case .inverse: "inverse"
    case .spot: "black_scholes_merton"
    case .barrier: "barrier"
    }
  }

  private var formulaWords: String {
    switch formula {
    case .forward: "Black-76, paid in \(quote)."
    case .inverse: "Black-76, undiscounted, paid in \(base)."
    case .spot: "Black-Scholes-Merton, paid in \(quote)."
    case .barrier(let option): "\(option.kind.words), \(option.monitoring.words), paid in \(quote)."
    }
  }
}

extension BarrierKind {
  fileprivate var words: String {
    switch self {
    case .upAndIn: "Up-and-in barrier option"
    case .upAndOut: "Up-and-out barrier option"
    case .downAndIn: "Down-and-in barrier option"
    case .downAndOut: "Down-and-out barrier option"
    }
  }
}

extension BarrierMonitoring {
  fileprivate var words: String {
    switch self {
    case .continuous: "watched continuously"
    case .discrete(let interval):
      "looked at every " + NumberText.text(interval * 365 * 24, .significant(4)) + " hours"
    }
  }
}
