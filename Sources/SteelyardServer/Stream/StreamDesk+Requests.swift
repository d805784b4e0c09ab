import SteelyardContracts
import SteelyardEngine
import SteelyardFormats

// What clients ask for.
extension StreamDesk {
  /// Reads a message and answers it.
  func read(_ text: String, of client: StreamClient) {
    guard client.answers.count < limits.answersMax else {
      return close(client, .limit("over \(limits.answersMax) answers wait"))
    }
    var identifier = StreamRequest.Identifier.none
    let request: StreamRequest
    do throws(SteelyardError) {
      let document = try JSONDocument(InputFile(name: "message", bytes: Array(text.utf8)))
      identifier = StreamRequest.identifier(of: document)
      request = try StreamRequest(document, limits: limits)
    } catch {
      metrics.malformed.add()
      client.malformedCount += 1
      client.answers.append(StreamMessage.error(Problem(error), identifier))
      if client.malformedCount > limits.malformedMax { close(client, .malformed) }
      return
    }
    do throws(Problem) {
      try answer(request, of: client)
    } catch {
      client.answers.append(StreamMessage.error(error, identifier))
    }
  }

  private func answer(_ request: StreamRequest, of client: StreamClient) throws(Problem) {
    switch request.operation {
    case .ping:
      client.answers.append(
        StreamMessage.message("pong", request.identifier) { writer throws(SteelyardError) in
          writer.field("time", engine.now)
        })
    case .authenticate(let authorization):
      try authenticate(client, authorization, request.identifier)
    case .subscribe(let wishes):
      try subscribe(client, wishes, request.identifier)
    case .unsubscribe(let numbers):
      for number in numbers where client.subscription(number) == nil {
        throw Problem(
          .notFound, code: "not_found", "There is no subscription \(number).",
          remedy: "Name one that \"subscribed\" has told, and only once.", field: "subscriptions")
      }
      for number in numbers { if let ended = client.remove(number) { release(ended) } }
      client.answers.append(
        StreamMessage.message("unsubscribed", request.identifier) { writer throws(SteelyardError) in
          writer.key("subscriptions")
          try writer.array { writer in for number in numbers { writer.integer(number) } }
        })
    }
  }

  private func authenticate(
    _ client: StreamClient, _ authorization: String, _ identifier: StreamRequest.Identifier
  ) throws(Problem) {
    guard client.principal == nil else {
      throw Problem(
        .conflict, code: "conflict", "This stream already has a key.",
        remedy: "Open another stream for another key.")
    }
    // Without a guard everybody was known at the opening.
    guard let keyGuard else { return }
    let principal = try keyGuard.principal(
      webSocketAuthorization: authorization, path: client.path, peer: client.socket.peer)
    do throws(SteelyardError) { try principal.require(.read) } catch { throw Problem(error) }
    identify(client, as: principal, identifier)
  }

  private func subscribe(
    _ client: StreamClient, _ wishes: [StreamRequest.Wish], _ identifier: StreamRequest.Identifier
  ) throws(Problem) {
    guard let principal = client.principal else {
      throw Problem(
        .unauthorised, code: "unauthenticated", "This stream does not know who it speaks to.",
        remedy: "Send {\"op\":\"auth\",\"authorization\":\"...\"} first.")
    }
    guard client.subscriptions.count + wishes.count <= limits.subscriptionsMax else {
      throw Problem(
        .unprocessable, code: "limit_exceeded",
        "A stream has at most \(limits.subscriptionsMax) subscriptions.",
        remedy: "End some, or leave out lists of names to get all in one.", field: "channels")
    }
    // What is subscribed to begins with what is known now.
    follow()
    var contents: [StreamSubscription.Content] = []
    do throws(SteelyardError) {
      for wish in wishes { contents.append(try content(of: wish, for: principal)) }
    } catch {
      throw Problem(error)
    }
    var added: [(subscription: StreamSubscription, after: Int64?)] = []
    for (wish, content) in zip(wishes, contents) {
      let after: Int64? = wish.channel.isEveryMessageTold ? wish.after ?? records.position : nil
      metrics.subscriptions.add(1, [wish.channel.rawValue])
      added.append((client.add(wish.channel, content), after))
    }
    client.answers.append(
      StreamMessage.message("subscribed", identifier) { writer throws(SteelyardError) in
        try writer.objects("subscriptions", added) { writer, entry in
          writer.field("subscription", entry.subscription.number)
          writer.field("channel", entry.subscription.channel.rawValue)
          if let after = entry.after { writer.field("after", Int(after)) }
        }
      })
  }

  private func content(
    of wish: StreamRequest.Wish, for principal: Principal
  ) throws(SteelyardError) -> StreamSubscription.Content {
    switch wish.channel {
    case .accounts, .risk: return try accountContent(wish, principal)
    case .market: return try marketContent(wish)
    case .events, .alerts:
      let key = StreamAudience.Key(tenant: principal.tenant, channel: wish.channel)
      guard let after = wish.after, after < records.position else {
        if let after = wish.after, after > records.position { throw notYet(after) }
        let audience = records.audience(key)
        return .live(audience, next: audience.end, after: records.position)
      }
      return .older(key, StreamHistory(position: after))
    }
  }

  private func notYet(_ after: Int64) -> SteelyardError {
    SteelyardError(
      .invalidInput, "The journal ends at \(records.position), before \(after).",
      remedy: "Give the position of the last record that was received; check which server this is.",
      subject: .place(file: "message", row: nil, field: "after"))
  }

  private func accountContent(
    _ wish: StreamRequest.Wish, _ principal: Principal
  ) throws(SteelyardError) -> StreamSubscription.Content {
    var queue = PlaceQueue()
    guard let names = wish.accounts else {
      for place in accounts.all where accounts.name(place).map({ principal.may(.read, $0) }) == true
      { queue.want(place) }
      return .places(queue, wants: .tenant(principal.tenant))
    }
    for text in names {
      let name = try AccountName(text)
      try principal.require(.read, name)
      guard let place = accounts.place(name) else { throw Principal.unknown(name) }
      queue.want(place)
    }
    return .places(queue, wants: .named)
  }

  private func marketContent(
    _ wish: StreamRequest.Wish
  ) throws(SteelyardError) -> StreamSubscription.Content {
    lookAtMarket()
    var instruments: Set<String>?
    if let names = wish.instruments {
      var spelled: Set<String> = []
      for name in names {
        spelled.insert(APIInstrument.name(try APIInstrument.instrument(named: name)))
      }
      instruments = spelled
    }
    let wants = StreamSubscription.Wants.market(
      underlyings: wish.underlyings.map { Set($0) }, instruments: instruments)
    if let underlyings = wish.underlyings { try checkUnderlyings(underlyings) }
    var queue = PlaceQueue()
    for (place, part) in market.parts.enumerated() {
      if let part, wants.includes(part) { queue.want(place) }
    }
    return .places(queue, wants: wants)
  }

  private func checkUnderlyings(_ names: [String]) throws(SteelyardError) {
    let known = market.parts.compactMap { part in
      if case .underlying(let underlying)? = part { underlying.description } else { nil }
    }
    for name in names where !known.contains(name) {
      throw SteelyardError(
        .notFound, "The market has no underlying \"\(name.prefix(60))\".",
        remedy: known.isEmpty
          ? "Wait for the market." : "Known are \(known.joined(separator: ", ")).",
        subject: .place(file: "message", row: nil, field: "underlyings"))
    }
  }
}

// What comes while somebody listens.
extension StreamDesk {
  /// An account was opened: who listens to all of its owner's gets it too.
  func want(account place: Int) {
    guard let name = accounts.name(place) else { return }
    for subscription in clients.values.flatMap(\.subscriptions) {
      guard case .places(var queue, .tenant(let tenant)) = subscription.content,
        Principal(key: "", tenant: tenant, scopes: [.read]).may(.read, name)
      else { continue }
      queue.want(place)
      subscription.content = .places(queue, wants: .tenant(tenant))
    }
  }

  /// The market has a new part.
  func want(part place: Int) {
    guard let part = market.parts[place] else { return }
    for subscription in clients.values.flatMap(\.subscriptions) {
      guard case .places(var queue, let wants) = subscription.content,
        wants.includes(part)
      else { continue }
      queue.want(place)
      subscription.content = .places(queue, wants: wants)
    }
  }
}

extension StreamSubscription.Wants {
  /// Whether a part of the market is among what is wanted.
  func includes(_ part: StreamMarket.Part) -> Bool {
    guard case .market(let underlyings, let instruments) = self else { return false }
    switch part {
    case .underlying(let underlying):
      return underlyings.map { $0.contains(underlying.description) } ?? true
    case .instrument(let instrument):
      let isOfUnderlying =
        underlyings.map { $0.contains(instrument.underlying.description) } ?? true
      guard let instruments else { return isOfUnderlying }
      return isOfUnderlying && instruments.contains(APIInstrument.name(instrument))
    }
  }
}
