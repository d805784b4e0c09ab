import SteelyardContracts
public import SteelyardFeeds

/// Where prices come from.
public enum MarketConfiguration: Sendable, Decodable {
  /// A simulated market of three coins, so many times faster than time.
  case simulated(seed: UInt64, speed: Double)
  /// Deribit's live market.
  case deribit(url: String, currencies: [String], authoritiesFile: String?)
  /// A recording, or files of Tardis, told again.
  case recording(RecordedFeed.Source, speed: ReplaySchedule.Speed)

  /// The kinds.
  enum Kind: String, Decodable, CaseIterable { case simulated, deribit, recording }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case kind, seed, speed, url, currencies
    case authoritiesFile = "authorities_file"
    case path
    case tardisFiles = "tardis_files"

    static func of(_ kind: Kind) -> Set<CodingKeys> {
      switch kind {
      case .simulated: [.kind, .seed, .speed]
      case .deribit: [.kind, .url, .currencies, .authoritiesFile]
      case .recording: [.kind, .path, .tardisFiles, .speed]
      }
    }
  }

  /// Reads the section.
  ///
  /// - Throws: `invalidInput` for what can't be, and for an option that the kind does not have.
  public init(from decoder: any Decoder) throws {
    let fields = try ConfigurationFields<CodingKeys>(decoder)
    let word: String = try fields.required(.kind)
    guard let kind = Kind(rawValue: word) else {
      throw SteelyardError(
        .invalidInput, "There is no market of the kind \"\(word.prefix(60))\".",
        remedy: "Choose one of \(Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    for key in CodingKeys.allCases
    where fields.has(key) && !CodingKeys.of(kind).contains(key) {
      throw SteelyardError(
        .invalidInput, "A \(kind.rawValue) market has no option \"\(key.rawValue)\".",
        remedy: "Leave it out.")
    }
    switch kind {
    case .simulated:
      self = .simulated(
        seed: try fields.value(.seed, default: 1), speed: try fields.value(.speed, default: 1))
    case .deribit:
      self = .deribit(
        url: try fields.value(.url, default: "wss://www.deribit.com/ws/api/v2"),
        currencies: try fields.value(.currencies, default: ["BTC", "ETH", "USDC"]),
        authoritiesFile: try fields.optional(.authoritiesFile))
    case .recording:
      self = .recording(
        try MarketConfiguration.source(fields), speed: try MarketConfiguration.speed(fields))
    }
  }

  private static func source(
    _ fields: ConfigurationFields<CodingKeys>
  ) throws -> RecordedFeed.Source {
    let path: String? = try fields.optional(.path)
    let files: [String]? = try fields.optional(.tardisFiles)
    switch (path, files) {
    case (let path?, nil): return .recording(path: path)
    case (nil, let files?) where !files.isEmpty: return .tardis(paths: files)
    default:
      throw SteelyardError(
        .invalidInput, "A recording market has one source.",
        remedy:
          "Give \"path\" for a recording of Steelyard's, or \"tardis_files\" for CSV of Tardis.")
    }
  }

  private static func speed(
    _ fields: ConfigurationFields<CodingKeys>
  ) throws -> ReplaySchedule.Speed {
    let given: ConfigurationValue = try fields.value(.speed, default: .number(1))
    switch given {
    case .text("unlimited"): return .unlimited
    case .number(let factor) where (0.001...1_000_000).contains(factor): return .factor(factor)
    default:
      throw SteelyardError(
        .invalidInput, "\"market.speed\" is no speed of a recording.",
        remedy: "Give 0.001 to 1000000, or \"unlimited\" for as fast as it can be taken.")
    }
  }

  /// Which kind it is.
  var kind: Kind {
    switch self {
    case .simulated: .simulated
    case .deribit: .deribit
    case .recording: .recording
    }
  }

  /// Whether its time is that of the world.
  var runsWithTheWorld: Bool {
    switch self {
    case .simulated(_, let speed): speed == 1
    case .deribit: true
    case .recording: false
    }
  }

  /// What the board takes: five venues in the simulation, else the venue's own index.
  var boardRules: BoardRules {
    switch self {
    case .simulated: .fiveVenues
    case .deribit, .recording: .oneVenue
    }
  }
}
