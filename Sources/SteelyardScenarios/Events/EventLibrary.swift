public import SteelyardContracts

/// Events in order of time, each id once.
public struct EventLibrary: Sendable, Hashable {
  /// Most events of a library.
  public static let eventsMax = 1000

  /// The events by start, then by id.
  public let events: [MarketEvent]

  /// A library of events in any order.
  ///
  /// - Throws: `invalidInput` where two events have one id, `limitExceeded` beyond `eventsMax`.
  public init(_ events: [MarketEvent]) throws(SteelyardError) {
    guard events.count <= EventLibrary.eventsMax else {
      throw SteelyardError(
        .limitExceeded, "The library has \(events.count) events.",
        remedy: "Keep at most \(EventLibrary.eventsMax).")
    }
    var seen: Set<String> = []
    for event in events where !seen.insert(event.id).inserted {
      throw SteelyardError(
        .invalidInput, "Two events are called \(event.id).", remedy: "Rename one of them.")
    }
    self.init(checked: events)
  }

  private init(checked events: [MarketEvent]) {
    self.events = events.sorted { ($0.start, $0.id) < ($1.start, $1.id) }
  }

  /// The events as a model may use them at an instant: nothing in them is dated later.
  public func knownAt(_ instant: Timestamp) -> EventLibrary {
    EventLibrary(checked: events.compactMap { $0.knownAt(instant) })
  }

  /// The events of one kind.
  public func only(_ kind: EventKind) -> EventLibrary {
    EventLibrary(checked: events.filter { $0.kind == kind })
  }

  /// The library with nothing but computed and cited figures: what a floor may use.
  public var sourcedOnly: EventLibrary {
    EventLibrary(checked: events.compactMap(\.sourcedOnly))
  }

  /// This library with another's events, whose ids take precedence: a user's own over ours.
  public func overlaid(with other: EventLibrary) -> EventLibrary {
    let replaced = Set(other.events.map(\.id))
    return EventLibrary(checked: events.filter { !replaced.contains($0.id) } + other.events)
  }

  /// An event by its id.
  ///
  /// - Throws: `invalidInput` where there is none, with the ids that there are.
  public func event(named id: String) throws(SteelyardError) -> MarketEvent {
    guard let event = events.first(where: { $0.id == id }) else {
      throw SteelyardError(
        .invalidInput, "There is no event \"\(id.prefix(60))\".",
        remedy: "Choose one of \(events.map(\.id).joined(separator: ", ")).")
    }
    return event
  }
}
