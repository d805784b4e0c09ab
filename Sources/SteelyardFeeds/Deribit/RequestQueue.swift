import SteelyardContracts
import SteelyardFormats

/// Requests on their way to a venue: spaced, few at a time, asked again when they get no answer.
struct RequestQueue: Sendable {
  /// A request and how often it was made.
  struct Entry: Sendable {
    let request: DeribitRequest
    var attemptCount = 0
    /// Not to be made before; nil for at once.
    var earliest: Timestamp?
  }

  private let settings: DeribitFeedSettings
  private var waiting: [Entry] = []
  private var sent: [Int64: (entry: Entry, deadline: Timestamp)] = [:]
  private var lastIdentifier: Int64 = 0
  private var nextTime: Timestamp?
  private var refusalCount = 0

  init(_ settings: DeribitFeedSettings) { self.settings = settings }

  /// Whether nothing waits and nothing is unanswered.
  var isEmpty: Bool { waiting.isEmpty && sent.isEmpty }

  /// Adds a request.
  mutating func add(_ request: DeribitRequest, earliest: Timestamp? = nil) {
    waiting.append(Entry(request: request, earliest: earliest))
  }

  /// Asks again for what was not answered, and makes the requests whose turn it is.
  ///
  /// - Throws: `unavailable` where a request was made too often.
  mutating func due(at time: Timestamp) throws(SteelyardError) -> [String] {
    for (identifier, call) in sent.sorted(by: { $0.key < $1.key }) where call.deadline <= time {
      sent[identifier] = nil
      try retry(call.entry, earliest: nil)
    }
    var texts: [String] = []
    while sent.count < settings.requestsMax, nextTime ?? time <= time {
      guard let place = waiting.firstIndex(where: { $0.earliest ?? time <= time }) else { break }
      var entry = waiting.remove(at: place)
      entry.attemptCount += 1
      entry.earliest = nil
      lastIdentifier += 1
      texts.append(try entry.request.text(identifier: lastIdentifier))
      sent[lastIdentifier] = (
        entry, time.advanced(bySeconds: Int64(settings.answerSecondsMax))
      )
      nextTime = time.advanced(byMilliseconds: Int64(settings.requestSpacingMilliseconds))
    }
    return texts
  }

  /// The request that an answer belongs to; nil where none does, or it came too late.
  mutating func answered(_ identifier: Int64) -> DeribitRequest? {
    guard let call = sent.removeValue(forKey: identifier) else { return nil }
    refusalCount = 0
    return call.entry.request
  }

  /// Takes a refusal.
  ///
  /// - Returns: The request where it is given up; nil where it is asked again, or was none of these.
  /// - Throws: `unavailable` where it was made too often.
  mutating func refused(
    _ identifier: Int64, _ failure: DeribitFailure, at time: Timestamp
  ) throws(SteelyardError) -> DeribitRequest? {
    guard let call = sent.removeValue(forKey: identifier) else { return nil }
    switch failure.remedy {
    case .giveUp: return call.entry.request
    case .retryLater:
      try retry(call.entry, earliest: time.advanced(bySeconds: 2 << Int64(call.entry.attemptCount)))
    case .slowDown:
      refusalCount += 1
      let pause = time.advanced(bySeconds: 1 << Int64(min(refusalCount, 5)))
      nextTime = max(nextTime ?? pause, pause)
      try retry(call.entry, earliest: pause)
    }
    return nil
  }

  private mutating func retry(_ entry: Entry, earliest: Timestamp?) throws(SteelyardError) {
    guard entry.attemptCount < settings.attemptsMax else {
      throw SteelyardError(
        .unavailable,
        "The venue did not answer \(entry.request.method) \(entry.attemptCount) times.",
        remedy: "The connection is made anew.")
    }
    var again = entry
    again.earliest = earliest
    waiting.insert(again, at: 0)
  }
}

extension Timestamp {
  /// The instant so many milliseconds later.
  func advanced(byMilliseconds milliseconds: Int64) -> Timestamp {
    Timestamp(microseconds: microseconds + milliseconds * 1000)
  }
}
