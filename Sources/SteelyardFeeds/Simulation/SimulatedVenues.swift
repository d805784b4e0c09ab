import SteelyardContracts

/// The venues that state a simulated market's prices, each a little off, some of them wrong or silent by script.
struct SimulatedVenues: Sendable {
  private struct Fault: Sendable {
    var factor: Double?
    let end: Timestamp
  }

  private let names: [String]
  private let noise: Double
  private var stream: NormalStream
  private var faults: [String: Fault] = [:]

  init(_ parameters: SimulationParameters, stream: NormalStream) {
    names = parameters.venues
    noise = parameters.venueNoise
    self.stream = stream
  }

  /// A venue, or with nil all of them, says nothing until a time.
  mutating func silence(_ venue: String?, until end: Timestamp) {
    for name in names where venue ?? name == name { faults[name] = Fault(factor: nil, end: end) }
  }

  /// A venue's prices are wrong by a factor until a time.
  mutating func mislead(_ venue: String, by factor: Double, until end: Timestamp) {
    faults[venue] = Fault(factor: factor, end: end)
  }

  /// What the venues say of a price.
  mutating func sources(
    of pair: PricePair, price: Double, at time: Timestamp
  ) -> [SourcePrice] {
    names.compactMap { name in
      // Drawn for silent venues too, so that a script does not move what the others say.
      let stated = price * (1 + noise * stream.normal())
      guard let fault = faults[name], time < fault.end else {
        return SourcePrice(pair: pair, venue: name, price: stated)
      }
      return fault.factor.map { SourcePrice(pair: pair, venue: name, price: stated * $0) }
    }
  }
}
