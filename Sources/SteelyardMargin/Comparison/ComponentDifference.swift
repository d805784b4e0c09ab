/// In what a model ties up more or less than the reference.
public struct ComponentDifference: Sendable, Hashable {
  /// What differs.
  public enum Subject: Sendable, Hashable {
    /// Scenario losses and position rates, which stand for the same risk.
    case core
    /// Another component.
    case component(TiedUpComponent.Kind)

    /// The name for programs: `core`, or that of the component.
    public var name: String {
      switch self {
      case .core: "core"
      case .component(let kind): kind.name
      }
    }
  }

  /// What differs.
  public let subject: Subject
  /// What the model ties up for it, in US dollars.
  public let amountUSD: Double
  /// What the reference ties up for it, in US dollars.
  public let referenceUSD: Double

  /// Positive where the model ties up more, in US dollars.
  public var differenceUSD: Double { amountUSD - referenceUSD }
}

extension ModelComparison {
  /// Differences are told until what is left of them is less than this share of all.
  private static let untoldShareMax = 0.1
  /// Nor are more told than this.
  private static let toldMax = 4

  /// In what an outcome ties up more or less than the reference, the largest difference first.
  ///
  /// - Precondition: `index` is one of `outcomes`.
  public func differences(of index: Int) -> [ComponentDifference] {
    let own = Self.sums(of: outcomes[index])
    let other = Self.sums(of: reference)
    var subjects = own.map(\.subject)
    subjects += other.map(\.subject).filter { !subjects.contains($0) }
    func amount(_ subject: ComponentDifference.Subject, in sums: [Sum]) -> Double {
      sums.first { $0.subject == subject }?.amountUSD ?? 0
    }
    let differences = subjects.map { subject in
      ComponentDifference(
        subject: subject, amountUSD: amount(subject, in: own),
        referenceUSD: amount(subject, in: other))
    }
    return differences.enumerated().filter { $0.element.differenceUSD != 0 }.sorted {
      (-abs($0.element.differenceUSD), $0.offset) < (-abs($1.element.differenceUSD), $1.offset)
    }.map(\.element)
  }

  /// The largest of the differences, as many as leave little untold.
  ///
  /// - Precondition: `index` is one of `outcomes`.
  public func reasons(of index: Int) -> [ComponentDifference] {
    let differences = differences(of: index)
    var left = differences.reduce(0) { $0 + abs($1.differenceUSD) }
    let untoldMax = left * Self.untoldShareMax
    var told: [ComponentDifference] = []
    for difference in differences.prefix(Self.toldMax) where left > untoldMax {
      told.append(difference)
      left -= abs(difference.differenceUSD)
    }
    return told
  }

  private typealias Sum = (subject: ComponentDifference.Subject, amountUSD: Double)

  private static func sums(of outcome: ModelOutcome) -> [Sum] {
    let core = outcome.components.filter(\.kind.isCore)
    let others = outcome.components.filter { !$0.kind.isCore }
    return (core.isEmpty ? [] : [(.core, core.map(\.amountUSD).reduce(0, +))])
      + others.map { (.component($0.kind), $0.amountUSD) }
  }
}
