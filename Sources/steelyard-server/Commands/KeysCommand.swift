import SteelyardCommandLine
import SteelyardContracts
import SteelyardServer

/// `steelyard keys`: makes, revokes and lists the API keys of a service.
///
/// It changes the file of keys; a server that runs on the same file sees the change within a second.
enum KeysCommand: Command {
  private static let file = CommandOption(
    text: "file", "FILE", "the file of keys; made with mode 0600 by the first key")
  private static let name = CommandOption(
    text: "name", "NAME", "create: what its holder calls it, 1 to 100 characters")
  private static let account = CommandOption(
    text: "account", "NAME", "create: the account, with its subaccounts, that it opens")
  private static let house = CommandOption(
    flag: "house", "create: it opens every account")
  private static let scope = CommandOption<Scope>(
    "scope", Scope.allCases.map(\.rawValue).joined(separator: "|"), .repeated,
    "create: what it may be used for; default: read"
  ) { text throws(SteelyardError) in
    if let scope = Scope(rawValue: text) { return scope }
    throw SteelyardError(
      .invalidInput, "\"\(text.prefix(60))\" is no scope.",
      remedy: "Choose \(Scope.allCases.map(\.rawValue).joined(separator: ", ")).")
  }
  private static let expires = CommandOption<Timestamp>(
    "expires", "TIME", .once,
    "create: refused from this time on, 2027-01-31T00:00:00Z; default: never"
  ) { text throws(SteelyardError) in try Timestamp(parsing: text) }
  private static let from = CommandOption<AddressRange>(
    "from", "RANGE", .repeated,
    "create: addresses it may be used from, 203.0.113.0/24; default: everywhere"
  ) { text throws(SteelyardError) in try AddressRange(text) }
  private static let rate = CommandOption<Double>(
    "requests-per-second", "COUNT", .once,
    "create: how many it may have, on average; default: 1000"
  ) { text throws(SteelyardError) in
    if let rate = Double(text), APIKey.requestsPerSecondRange.contains(rate) { return rate }
    throw SteelyardError(
      .invalidInput, "\"\(text.prefix(60))\" is no rate of requests.",
      remedy: "Give a number from 1 to 1000000.")
  }
  private static let key = CommandOption(
    text: "key", "IDENTIFIER", "revoke: the key, as `list` shows it")

  static let declaration = CommandDeclaration(
    name: "keys", summary: ServiceCommandNames.keys,
    description: """
      create prints the key and its secrets, which are shown this once: the file keeps what signatures
      are checked with, not the secrets. A running server sees new and revoked keys within a second.
      """,
    operands: .init(
      placeholder: "create|revoke|list", count: 1...1, summary: "what to do with the keys"),
    options: [file, name, account, house, scope, expires, from, rate, key],
    examples: [
      .init(
        says: "a key for one account's own programs",
        line:
          "steelyard keys create --file keys.json --name desk-bot --account desk --scope read --scope trade"
      ),
      .init(
        says: "one for operators, from one network, for a month",
        line:
          "steelyard keys create --file keys.json --name operations --house --scope read --scope admin --from 10.0.0.0/8 --expires 2027-01-31T00:00:00Z"
      ),
      .init(says: "what there is", line: "steelyard keys list --file keys.json"),
      .init(
        says: "an end to one",
        line: "steelyard keys revoke --file keys.json --key sk-4931895e8b93ef03"),
    ])

  private enum Action: String, CaseIterable { case create, revoke, list }

  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus {
    let word = arguments.operands[0]
    guard let action = Action(rawValue: word) else {
      let near = NearestWord.among(Action.allCases.map(\.rawValue), to: word)
      throw SteelyardError(
        .invalidInput, "\"\(word.prefix(60))\" is nothing to do with keys.",
        remedy: near.map { "Did you mean \($0)?" } ?? "Choose create, revoke or list.")
    }
    let now = WallClock.now
    let path = try arguments.required(file)
    switch action {
    case .create: try create(arguments, KeyStore(path: path, at: now), at: now)
    case .revoke:
      let identifier = try arguments.required(key)
      try requireFile(path)
      try KeyStore(path: path, at: now).revoke(identifier, at: now)
      try StandardOutput.write("revoked \(identifier)\n")
    case .list:
      try requireFile(path)
      try list(KeyStore(path: path, at: now), at: now)
    }
    return .fine
  }

  /// Only the first key makes the file: a path that is misspelt has no keys to list or revoke.
  private static func requireFile(_ path: String) throws(SteelyardError) {
    guard FilePresence.isThere(path) else {
      throw SteelyardError(
        .notFound, "There is no key file \(path).",
        remedy: "Correct the path, or make a first key with `steelyard keys create`.")
    }
  }

  private static func create(
    _ arguments: ParsedArguments, _ keys: KeyStore, at now: Timestamp
  ) throws(SteelyardError) {
    let tenant: Principal.Tenant
    switch (try arguments.value(account), arguments.has(house)) {
    case (let account?, false): tenant = .account(account)
    case (nil, true): tenant = .house
    default:
      throw SteelyardError(
        .invalidInput, "A key opens one account, or all of them.",
        remedy: "Give either --account NAME or --house.")
    }
    let end = try arguments.value(expires)
    if let end, end <= now {
      throw SteelyardError(
        .invalidInput, "--expires: \(end) has passed.", remedy: "Name a time to come.")
    }
    let scopes = try arguments.values(scope)
    let made = try keys.create(
      name: try arguments.required(name), tenant: tenant,
      scopes: scopes.isEmpty ? [.read] : Set(scopes), expires: end,
      addresses: try arguments.values(from),
      requestsPerSecondMax: try arguments.value(rate), at: now)
    try StandardOutput.write(
      """
      key            \(made.key.identifier)
      secret         \(made.secret.revealed)
      client secret  \(made.venueSecret.revealed)

      The secret signs requests and makes a bearer (docs/server.md); the client secret is for programs
      that speak Deribit's protocol, with the key as client id. Neither is shown again.

      """)
  }

  private static func list(_ keys: KeyStore, at now: Timestamp) throws(SteelyardError) {
    var lines: [String] = []
    for key in keys.keys {
      let opens =
        switch key.tenant {
        case .house: "all accounts"
        case .account(let name): name
        }
      let state =
        if let revoked = key.revoked {
          "revoked \(revoked)"
        } else if key.isValid(at: now) {
          key.expires.map { "until \($0)" } ?? "valid"
        } else {
          "expired"
        }
      let scopes = Scope.allCases.filter(key.scopes.contains).map(\.rawValue)
      lines.append(
        "\(key.identifier)  \(opens)  \(scopes.joined(separator: ","))  \(state)  \(key.name)")
    }
    try StandardOutput.write((lines + [""]).joined(separator: "\n"))
  }
}
