/// The last values of many, in the order in which they came: when it is full, the oldest goes.
struct Recent<Element: Sendable>: Sendable {
  /// The most that are kept, > 0.
  let countMax: Int
  private var elements: [Element] = []
  /// Where the oldest stands once it is full.
  private var first = 0

  /// None yet.
  init(countMax: Int) {
    precondition(countMax > 0, "A memory of nothing.")
    self.countMax = countMax
  }

  /// How many there are.
  var count: Int { elements.count }

  /// The latest; nil before the first.
  var last: Element? {
    elements.isEmpty ? nil : elements[(first + elements.count - 1) % elements.count]
  }

  /// Adds one.
  mutating func append(_ element: Element) {
    guard elements.count == countMax else { return elements.append(element) }
    elements[first] = element
    first = (first + 1) % countMax
  }

  /// All of them, the oldest first.
  var values: [Element] { Array(elements[first...] + elements[..<first]) }
}
