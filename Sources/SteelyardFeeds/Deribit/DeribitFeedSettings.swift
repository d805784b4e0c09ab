public import SteelyardContracts

/// What is asked of Deribit's feed, and how patiently.
public struct DeribitFeedSettings: Sendable, Hashable {
  /// Of which instruments something is fed.
  public enum Selection: String, Sendable, Hashable, Codable, CaseIterable {
    /// Of none.
    case none
    /// Of perpetuals.
    case perpetuals
    /// Of perpetuals and dated futures.
    case futures
    /// Of all.
    case all
  }

  /// The feed's name in every update.
  public var feed = "deribit"
  /// What the client calls itself: letters, digits, `.` and `-`.
  public var clientName = "steelyard"
  /// The client's version, likewise.
  public var clientVersion = "1"
  /// The currencies whose instruments are asked for, as the venue groups them: the settlement currencies.
  public var currencies: [Currency]
  /// The underlyings that are fed; nil for all of those currencies.
  public var underlyings: Set<Underlying>?
  /// Options and futures that expire later than so many days ahead are left out; nil for none.
  public var expiryDaysMax: Int?
  /// Whose order books are fed.
  public var books: Selection = .perpetuals
  /// Whose trades are fed.
  public var trades: Selection = .perpetuals
  /// Indices besides those of the instruments: the price of a stablecoin in USD.
  public var priceIndices: [PricePair] = []
  /// Seconds between the venue's signs of life, 10 or more.
  public var heartbeatSeconds = 30
  /// Seconds without any message after which the connection is given up.
  public var silenceSecondsMax = 75
  /// Seconds that an answer, or a book that was asked for again, may take.
  public var answerSecondsMax = 10
  /// How often a request is made before the connection is given up.
  public var attemptsMax = 5
  /// Most channels in one request.
  public var channelsMax = 100
  /// Most requests without an answer.
  public var requestsMax = 4
  /// Least milliseconds between two requests: the venue allows about twenty a second, and bursts.
  public var requestSpacingMilliseconds = 100
  /// The first delay before connecting again, in milliseconds; it doubles with each failure.
  public var reconnectMillisecondsMin = 500
  /// The longest delay before connecting again, in milliseconds.
  public var reconnectMillisecondsMax = 60_000
  /// Most instruments followed.
  public var instrumentsMax = 10_000
  /// Messages in a row that can't be read, after which the connection is given up.
  public var badMessagesMax = 100

  /// Settings for the instruments of some currencies, all else as it stands above.
  public init(currencies: [Currency]) { self.currencies = currencies }

  /// Throws `invalidInput`, with the setting's name, where the settings can't be.
  public func check() throws(SteelyardError) {
    let counts = [
      ("heartbeatSeconds", heartbeatSeconds, 10...600),
      ("silenceSecondsMax", silenceSecondsMax, heartbeatSeconds + 1...3600),
      ("answerSecondsMax", answerSecondsMax, 1...600), ("attemptsMax", attemptsMax, 1...100),
      ("channelsMax", channelsMax, 1...500), ("requestsMax", requestsMax, 1...100),
      ("requestSpacingMilliseconds", requestSpacingMilliseconds, 0...60_000),
      ("reconnectMillisecondsMin", reconnectMillisecondsMin, 1...3_600_000),
      (
        "reconnectMillisecondsMax", reconnectMillisecondsMax,
        reconnectMillisecondsMin...3_600_000
      ),
      ("instrumentsMax", instrumentsMax, 1...DeribitFeedSettings.instrumentsLimit),
      ("badMessagesMax", badMessagesMax, 1...1_000_000),
      ("expiryDaysMax", expiryDaysMax ?? 1, 1...10_000), ("currencies", currencies.count, 1...100),
    ]
    for (name, value, range) in counts where !range.contains(value) {
      throw SteelyardError(
        .invalidInput, "\(name) is \(value).",
        remedy: "Give a number from \(range.lowerBound) to \(range.upperBound).")
    }
    for (name, text) in [
      ("feed", feed), ("clientName", clientName), ("clientVersion", clientVersion),
    ]
    where !(1...64).contains(text.utf8.count) || !text.utf8.allSatisfy(Self.isPlain) {
      throw SteelyardError(
        .invalidInput, "\(name) is \"\(text.prefix(64))\".",
        remedy: "Write 1 to 64 letters, digits, points and hyphens.")
    }
  }

  private static let instrumentsLimit = 20_000

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E: true
    default: false
    }
  }
}

extension DeribitFeedSettings.Selection {
  /// Whether it holds an instrument.
  func contains(_ instrument: Instrument) -> Bool {
    switch (self, instrument.product) {
    case (.none, _): false
    case (.all, _), (.perpetuals, .perpetual), (.futures, .perpetual), (.futures, .future): true
    default: false
    }
  }
}
