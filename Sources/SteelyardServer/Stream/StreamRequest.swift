import SteelyardContracts
import SteelyardFormats

/// What a client asks for.
struct StreamRequest {
  /// What the client knows the answer by.
  enum Identifier: Hashable, Sendable {
    case none
    case integer(Int)
    case text(String)
  }

  /// A channel as it was asked for.
  struct Wish: Equatable {
    var channel: StreamChannel
    /// `accounts`, `risk`: only these; nil for all that the key sees.
    var accounts: [String]?
    /// `market`: only these; nil for all.
    var underlyings: [String]?
    /// `market`: tickers of these; nil for all.
    var instruments: [String]?
    /// `events`, `alerts`: from the record after this one; nil for what comes from now on.
    var after: Int64?
  }

  /// The operations.
  enum Operation: Equatable {
    case authenticate(String)
    case subscribe([Wish])
    case unsubscribe([Int])
    case ping
  }

  let identifier: Identifier
  let operation: Operation

  /// The identifier of what may be no request at all, so that a refusal can carry it.
  static func identifier(of document: JSONDocument) -> Identifier {
    guard let value = document.root.optional("id") else { return .none }
    if let number = try? value.integer() { return .integer(Int(number)) }
    return (try? value.string()).map { .text(String($0.prefix(100))) } ?? .none
  }

  /// Reads a request.
  ///
  /// - Throws: `invalidInput` for what is none, `limitExceeded` for more names than `limits` allow.
  init(_ document: JSONDocument, limits: StreamLimits) throws(SteelyardError) {
    let root = document.root
    identifier = StreamRequest.identifier(of: document)
    let word = try root.required("op")
    switch try word.string() {
    case "auth":
      try StreamRequest.check(root, ["op", "id", "authorization"])
      operation = .authenticate(try root.required("authorization").string())
    case "subscribe":
      try StreamRequest.check(root, ["op", "id", "channels"])
      var wishes: [Wish] = []
      for value in try root.required("channels").elements() {
        wishes.append(try Wish(value, limits))
      }
      guard !wishes.isEmpty else {
        throw root.error("No channel is named.", remedy: "Name one in \"channels\".")
      }
      operation = .subscribe(wishes)
    case "unsubscribe":
      try StreamRequest.check(root, ["op", "id", "subscriptions"])
      var numbers: [Int] = []
      for value in try root.required("subscriptions").elements() {
        numbers.append(Int(try value.integer()))
      }
      operation = .unsubscribe(numbers)
    case "ping":
      try StreamRequest.check(root, ["op", "id"])
      operation = .ping
    case let text:
      throw word.error(
        "There is no operation \"\(text.prefix(40))\".",
        remedy: "Write auth, subscribe, unsubscribe or ping.")
    }
  }

  static func check(_ value: JSONValue, _ known: [String]) throws(SteelyardError) {
    for (key, member) in try value.members() where !known.contains(key) {
      throw member.error(
        "There is no member \"\(key.prefix(40))\" here.",
        remedy: "Known are \(known.joined(separator: ", ")).")
    }
  }
}

extension StreamRequest.Wish {
  /// A channel by its name, or an object with more.
  init(_ value: JSONValue, _ limits: StreamLimits) throws(SteelyardError) {
    guard value.kind == .object else {
      self.init(channel: try Self.channel(value))
      return
    }
    let channel = try Self.channel(try value.required("channel"))
    self.init(channel: channel)
    switch channel {
    case .accounts, .risk:
      try StreamRequest.check(value, ["channel", "accounts"])
      accounts = try Self.names("accounts", value, limits)
    case .market:
      try StreamRequest.check(value, ["channel", "underlyings", "instruments"])
      underlyings = try Self.names("underlyings", value, limits)
      instruments = try Self.names("instruments", value, limits)
    case .events, .alerts:
      try StreamRequest.check(value, ["channel", "after"])
      guard let member = value.present("after") else { return }
      let position = try member.integer()
      guard position >= 0, position < Int64.max else {
        throw member.error(
          "\(position) is no position of the journal.", remedy: "Positions count from 0.")
      }
      after = position
    }
  }

  private static func channel(_ value: JSONValue) throws(SteelyardError) -> StreamChannel {
    let name = try value.string()
    guard let channel = StreamChannel(rawValue: name) else {
      let known = StreamChannel.allCases.map(\.rawValue).joined(separator: ", ")
      throw value.error(
        "There is no channel \"\(name.prefix(40))\".", remedy: "Known are \(known).")
    }
    return channel
  }

  private static func names(
    _ key: StaticString, _ value: JSONValue, _ limits: StreamLimits
  ) throws(SteelyardError) -> [String]? {
    guard let member = value.present(key) else { return nil }
    var names: [String] = []
    for element in try member.elements() {
      names.append(try element.string())
      guard names.count <= limits.namesMax else {
        throw member.error(
          code: .limitExceeded, "More than \(limits.namesMax) names stand in \(key).",
          remedy: "Leave the member out for all, or subscribe several times.")
      }
    }
    return names
  }
}
