/// The floors of the house: who may import whom.
///
/// A module imports only modules of lower floors. A new module gets its line here first.
enum Floors {
  /// Floor by module; the numbers are those of the design.
  static let floor: [String: Int] = [
    "CClp": -1, "CSimdjson": -1, "CSodium": -1, "CSQLite": -1, "CThreads": -1,
    "CWebSockets": -1,
    "SteelyardKernels": 0, "SteelyardParameters": 0, "SteelyardDashboard": 0,
    "SteelyardJSONScanner": 0,
    "SteelyardMath": 1, "SteelyardContracts": 1, "SteelyardDigests": 1,
    "SteelyardPricing": 2, "SteelyardOptimisation": 2, "SteelyardLedger": 2,
    "SteelyardMarket": 3, "SteelyardStore": 3, "SteelyardStorePostgres": 4,
    "SteelyardForecasts": 4,
    "SteelyardScenarios": 5,
    "SteelyardMargin": 6,
    "SteelyardFormats": 7, "SteelyardHedging": 7,
    "SteelyardFeeds": 8,
    "SteelyardLiquidation": 8,
    "SteelyardAllocation": 9,
    "SteelyardValidation": 10,
    "SteelyardBenchmarks": 11, "SteelyardInputs": 11,
    "SteelyardReports": 12,
    "SteelyardEngine": 12,
    commandLine: 12,
    server: 13,
    "steelyard": 14, "steelyard-server": 14,
    testSupport: 15,
    // Programs that tests start and kill; they stand on what serves the tests.
    "journal-hammer": 16, "engine-hammer": 16, "embedding": 16,
  ]

  static let server = "SteelyardServer"
  static let commandLine = "SteelyardCommandLine"
  static let testSupport = "TestSupport"
  /// Test targets stand above everything.
  static let roof = 17

  /// Programs and what serves the tests: they may look at the machine they run on.
  static let programs: Set<String> = [
    "steelyard", "steelyard-server", "SteelyardBenchmarks", "journal-hammer", "engine-hammer",
    "embedding", commandLine, testSupport,
  ]

  /// Modules that take their clock, generator and surroundings as arguments.
  static func isLibrary(_ module: String) -> Bool {
    module != server && !programs.contains(module)
  }

  /// Toolchain modules that a module may import, by where it stands.
  static func toolchainModules(for module: String, isTest: Bool) -> Set<String> {
    var allowed: Set<String> = [
      "Swift", "Glibc", "Musl", "Darwin", "Synchronization", "FoundationEssentials",
    ]
    if isTest || !isLibrary(module) {
      allowed.formUnion(["Foundation", "Dispatch"])
    }
    if module == server { allowed.insert("FoundationNetworking") }
    if isTest || module == testSupport {
      allowed.formUnion(["Testing", "FoundationNetworking", "RegexBuilder"])
    }
    return allowed
  }
}
