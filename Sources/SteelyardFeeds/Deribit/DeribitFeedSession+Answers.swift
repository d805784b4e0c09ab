import SteelyardContracts
import SteelyardFormats

extension DeribitFeedSession {
  /// Takes a message.
  mutating func take(
    _ message: DeribitMessage, at time: Timestamp, _ step: inout FeedStep
  ) throws(SteelyardError) {
    switch message {
    case .heartbeat: break
    case .testRequest:
      // Past the queue: an answer that waits its turn costs the connection. Its own answer is not waited for.
      step.outgoing.append(try DeribitRequest.test.text(identifier: 0))
    case .notification(let notification): try take(notification, at: time, &step)
    case .answer(let identifier, let result):
      guard let request = queue.answered(identifier) else { return }
      try take(result, of: request, at: time, &step)
    case .failure(let identifier, let failure):
      let problem = SteelyardError(
        failure.remedy == .giveUp ? .invalidInput : .unavailable,
        "The venue refused a request: \(failure.code), \(failure.message).",
        remedy: "The feed goes on without what was asked for.")
      guard let identifier else { throw problem }
      guard let request = try queue.refused(identifier, failure, at: time) else { return }
      try takeRefusal(of: request, problem, &step)
    case .unknown(let name):
      step.problems.append(
        SteelyardError(
          .unsupported, "The venue sent \"\(name)\", which was not asked for.",
          remedy: "Nothing is to be done."))
    }
  }

  private mutating func take(
    _ result: JSONValue, of request: DeribitRequest, at time: Timestamp, _ step: inout FeedStep
  ) throws(SteelyardError) {
    switch request {
    case .hello, .setHeartbeat, .test, .unsubscribe: break
    case .instruments(let currency):
      let answer = try DeribitListing.read(result, table: table)
      // Combos and contracts settled in a third currency are listed too; they are no problem of the feed.
      step.problems += answer.problems.filter { $0.code != .unsupported }
      pendingCurrencies.remove(currency)
      replace(currency, with: answer.listings, at: time, &step)
    case .instrument:
      let answer = try DeribitListing.read(result, table: table)
      step.problems += answer.problems.filter { $0.code != .unsupported }
      follow(answer.listings, of: nil, at: time, &step)
    case .deliveryPrices(let index, _):
      let prices = try DeribitDeliveryPrice.read(result)
      for settlement in deliveries.take(prices, of: index) {
        say(.settled(settlement), at: time, &step)
      }
    case .subscribe(let channels):
      var confirmed: Set<String> = []
      for channel in try result.elements() { confirmed.insert(try channel.string()) }
      for channel in channels where !confirmed.contains(channel.text) {
        drop(channel, "was not confirmed", &step)
      }
    }
  }

  /// A request that can't be fulfilled: a subscription is halved until the channel that is wrong stands alone.
  private mutating func takeRefusal(
    of request: DeribitRequest, _ problem: SteelyardError, _ step: inout FeedStep
  ) throws(SteelyardError) {
    switch request {
    case .subscribe(let channels) where channels.count > 1:
      let half = channels.count / 2
      queue.add(.subscribe(Array(channels[..<half])))
      queue.add(.subscribe(Array(channels[half...])))
    case .subscribe(let channels):
      for channel in channels { drop(channel, "was refused", &step) }
    case .instruments:
      // Without its instruments a currency would silently be missing.
      throw SteelyardError(
        .unavailable, problem.message, remedy: "Check the currencies that are asked for.")
    case .setHeartbeat:
      throw SteelyardError(.unavailable, problem.message, remedy: "Check heartbeatSeconds.")
    case .hello, .test, .instrument, .deliveryPrices, .unsubscribe: step.problems.append(problem)
    }
  }

  private mutating func drop(_ channel: DeribitChannel, _ what: String, _ step: inout FeedStep) {
    if case .book(let name) = channel { books[name] = nil }
    step.problems.append(
      SteelyardError(
        .missingMarketData, "The channel \(channel.text) \(what).",
        remedy: "Its data is missing; check whether the instrument is listed."))
  }
}
