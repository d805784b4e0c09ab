import Glibc
import SteelyardCommandLine
public import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds

// What can be known of a configuration before anything is made or opened.
extension Service {
  /// Whether a service can be started as configured: models, certificate, market and fees are looked at, nothing is
  /// made, and neither journal nor port is touched.
  ///
  /// - Throws: What starting would throw for the same reason.
  public static func check(
    _ configuration: ServiceConfiguration, policies: LiquidationPolicies = .standard
  ) throws(SteelyardError) {
    let options = configuration.listen.options
    try options.validate(isGuarded: true)
    for file in [configuration.listen.certificateFile, configuration.listen.keyFile] {
      if let file { try checkReadable(file) }
    }
    if let file = configuration.dashboard.plotlyFile {
      try checkReadable(file, remedy: "Give the path of a file that the server may read.")
    }
    for file in configuration.historyFiles {
      try checkReadable(
        file, remedy: "Name files of daily closes or volatility indices that the server may read.")
    }
    for model in Set(configuration.models.byMode.values).sorted() {
      _ = try CatalogueModels.embeddedParameters(of: model)
    }
    if let policy = configuration.liquidation.policy { _ = try policies.policy(named: policy) }
    _ = try configuration.clerk.rules(venue: configuration.venue.name)
    _ = try configuration.strategies.spotCoins()
    switch configuration.market {
    case .simulated(_, let speed):
      guard speed.isFinite, speed > 0, speed <= 10_000 else {
        throw SteelyardError(
          .invalidInput, "\"market.speed\" is \(speed).", remedy: "Give more than 0, 10000 at most."
        )
      }
    case .deribit(let url, let currencies, let authoritiesFile):
      _ = try DeribitFeed.Options(url: url)
      for currency in currencies { _ = try Currency(currency) }
      if let authoritiesFile { try checkReadable(authoritiesFile) }
    case .recording(let source, _): _ = try RecordedFeed.firstTime(of: source)
    }
  }

  private static func checkReadable(
    _ path: String,
    remedy: String = "Give certificates and keys as PEM files that the server may read."
  ) throws(SteelyardError) {
    guard access(path, R_OK) == 0 else {
      throw SteelyardError(
        .unavailable, "The file \(path) cannot be read: \(SystemMessage.text()).",
        remedy: remedy)
    }
  }
}
