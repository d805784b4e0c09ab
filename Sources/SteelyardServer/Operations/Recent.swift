/// The last values of many, in the order in which they came: when it is full, the oldest goes.
package struct Recent<Element: Sendable>: Sendable {
  /// The most that are kept, > 0.
  package let countMax: Int
  private var elements: [Element] = []
  /// Where the oldest stands once it is full.
  private var first = 0

  /// None yet.
  package init(countMax: Int) {
    precondition(countMax > 0, "A memory of nothing.")
    self.countMax = countMax
  }

  /// How many there are.
  package var count: Int { elements.count }

  /// The latest; nil before the first.
  package var last: Element? {
    elements.isEmpty ? nil : elements[(first + elements.count - 1) % elements.count]
  }

  /// Adds one.
  package mutating func append(_ element: Element) {
    guard elements.count == countMax else { return elements.append(element) }
    elements[first] = element
    first = (first + 1) % countMax
  }

  /// All of them, the oldest first.
  package var values: [Element] { Array(elements[first...] + elements[..<first]) }
}
