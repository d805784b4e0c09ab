// swift-tools-version: 6.2
import PackageDescription

/// One floor of the house: a Swift module and what it may import, all of it from lower floors.
func module(
  _ name: String, _ dependencies: [Target.Dependency] = [], path: String? = nil
) -> Target {
  .target(name: name, dependencies: dependencies, path: path, swiftSettings: settings)
}

/// A suite that computes much by itself (oracles, sums over scenarios) is compiled like a module.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["TestSupport"], swiftSettings: settings)
}

/// A suite that leaves the work to what it tests: not optimised, it compiles in half the time.
func callingTests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["TestSupport"],
    swiftSettings: settings + [.unsafeFlags(["-Onone"])])
}

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("ExistentialAny"),
]

let package = Package(
  name: "Steelyard",
  products: [
    .library(
      name: "SteelyardCore",
      targets: [
        "SteelyardMath", "SteelyardContracts", "SteelyardPricing", "SteelyardMarket",
        "SteelyardForecasts", "SteelyardScenarios", "SteelyardMargin",
      ]),
    .library(name: "SteelyardFormats", targets: ["SteelyardFormats"]),
    .library(
      name: "SteelyardPlanning",
      targets: [
        "SteelyardHedging", "SteelyardLiquidation", "SteelyardAllocation", "SteelyardValidation",
      ]),
    .library(
      name: "SteelyardEngine",
      targets: ["SteelyardEngine", "SteelyardFeeds", "SteelyardLedger", "SteelyardStore"]),
    .library(name: "SteelyardServer", targets: ["SteelyardServer"]),
    .executable(name: "steelyard", targets: ["steelyard"]),
    .executable(name: "steelyard-server", targets: ["steelyard-server"]),
  ],
  targets: [
    // Below the floors: libraries of the system.
    .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(
      name: "CWebSockets", pkgConfig: "libwebsockets", providers: [.apt(["libwebsockets-dev"])]),
    .systemLibrary(name: "CClp", pkgConfig: "clp", providers: [.apt(["coinor-libclp-dev"])]),
    .systemLibrary(name: "CThreads"),
    // Floor 0: C, no finance beyond the formulas that a vector kernel needs.
    .target(name: "SteelyardKernels"),
    .target(name: "SteelyardParameters"),
    .target(name: "SteelyardDashboard"),
    // Floor 1
    module("SteelyardMath"),
    module("SteelyardContracts"),
    module("SteelyardDigests", ["CSodium"]),
    // Floor 2
    module("SteelyardPricing", ["SteelyardKernels", "SteelyardMath", "SteelyardContracts"]),
    module("SteelyardOptimisation", ["CClp", "SteelyardMath", "SteelyardContracts"]),
    module("SteelyardLedger", ["SteelyardDigests", "SteelyardContracts"]),
    // Floor 3
    module("SteelyardStore", ["CSQLite", "CSodium", "SteelyardContracts"]),
    module("SteelyardMarket", ["SteelyardPricing", "SteelyardMath", "SteelyardContracts"]),
    // Floor 4
    module(
      "SteelyardForecasts",
      ["SteelyardMath", "SteelyardMarket", "SteelyardPricing", "SteelyardContracts"]),
    // Floor 5
    module(
      "SteelyardScenarios",
      [
        "SteelyardKernels", "SteelyardForecasts", "SteelyardMath", "SteelyardPricing",
        "SteelyardMarket", "SteelyardContracts",
      ]),
    // Floor 6
    module(
      "SteelyardMargin",
      [
        "SteelyardKernels", "SteelyardScenarios", "SteelyardForecasts", "SteelyardMath",
        "SteelyardPricing", "SteelyardMarket", "SteelyardContracts",
      ]),
    // Floor 7
    .target(name: "SteelyardJSONScanner", linkerSettings: [.linkedLibrary("simdjson")]),
    module(
      "SteelyardFormats",
      [
        "SteelyardDigests", "SteelyardJSONScanner", "SteelyardParameters", "SteelyardMargin",
        "SteelyardScenarios", "SteelyardForecasts", "SteelyardMarket", "SteelyardPricing",
        "SteelyardMath", "SteelyardContracts",
      ]),
    module(
      "SteelyardHedging",
      [
        "SteelyardOptimisation", "SteelyardMargin", "SteelyardScenarios", "SteelyardForecasts",
        "SteelyardMarket", "SteelyardPricing", "SteelyardMath", "SteelyardContracts",
      ]),
    // Floor 8
    module(
      "SteelyardFeeds",
      [
        "SteelyardJSONScanner", "SteelyardFormats", "SteelyardMarket", "SteelyardPricing",
        "SteelyardMath", "SteelyardContracts",
      ]),
    module(
      "SteelyardLiquidation",
      [
        "SteelyardOptimisation", "SteelyardMargin", "SteelyardScenarios", "SteelyardForecasts",
        "SteelyardMarket", "SteelyardPricing", "SteelyardMath", "SteelyardContracts",
      ]),
    // Floor 9
    module(
      "SteelyardAllocation",
      [
        "SteelyardLiquidation", "SteelyardOptimisation", "SteelyardMargin",
        "SteelyardScenarios", "SteelyardForecasts", "SteelyardMarket", "SteelyardPricing",
        "SteelyardMath", "SteelyardContracts",
      ]),
    // Floor 10
    module(
      "SteelyardValidation",
      [
        "SteelyardAllocation", "SteelyardLiquidation", "SteelyardMargin", "SteelyardScenarios",
        "SteelyardForecasts", "SteelyardMarket",
        "SteelyardPricing", "SteelyardMath", "SteelyardContracts",
      ]),
    module(
      "SteelyardBenchmarks",
      [
        "SteelyardValidation", "SteelyardKernels", "SteelyardAllocation", "SteelyardStore",
        "SteelyardLiquidation", "SteelyardLedger", "SteelyardFormats", "SteelyardMargin",
        "SteelyardScenarios", "SteelyardForecasts", "SteelyardMath", "SteelyardMarket",
        "SteelyardPricing", "SteelyardContracts",
      ]),
    // Floor 11
    module(
      "SteelyardReports",
      [
        "SteelyardBenchmarks", "SteelyardValidation", "SteelyardAllocation",
        "SteelyardLiquidation", "SteelyardHedging", "SteelyardFormats",
        "SteelyardMargin", "SteelyardScenarios", "SteelyardForecasts", "SteelyardMarket",
        "SteelyardPricing", "SteelyardMath", "SteelyardContracts",
      ]),
    module(
      "SteelyardInputs",
      [
        "SteelyardValidation", "SteelyardAllocation", "SteelyardLiquidation", "SteelyardFormats",
        "SteelyardMargin", "SteelyardScenarios", "SteelyardMarket", "SteelyardContracts",
      ]),
    // Floor 12
    module(
      "SteelyardEngine",
      [
        "CThreads", "SteelyardDigests", "SteelyardKernels", "SteelyardFeeds", "SteelyardStore",
        "SteelyardAllocation", "SteelyardLiquidation", "SteelyardLedger", "SteelyardFormats",
        "SteelyardMargin", "SteelyardScenarios",
        "SteelyardForecasts",
        "SteelyardMarket", "SteelyardPricing", "SteelyardMath", "SteelyardContracts",
      ]),
    // Floor 12 as well: what the programs are made of.
    module("SteelyardCommandLine", ["SteelyardContracts"]),
    // Floor 13
    module(
      "SteelyardServer",
      [
        "CThreads", "CWebSockets", "CSodium", "SteelyardDashboard", "SteelyardDigests",
        "SteelyardJSONScanner", "SteelyardCommandLine", "SteelyardInputs", "SteelyardValidation",
        "SteelyardEngine", "SteelyardAllocation", "SteelyardLiquidation", "SteelyardFeeds",
        "SteelyardStore", "SteelyardLedger", "SteelyardFormats", "SteelyardReports",
        "SteelyardHedging", "SteelyardMargin", "SteelyardScenarios",
        "SteelyardMarket",
        "SteelyardPricing", "SteelyardMath", "SteelyardContracts",
      ]),
    // Floor 14
    .executableTarget(
      name: "steelyard-server",
      dependencies: [
        "SteelyardCommandLine", "SteelyardBenchmarks", "SteelyardServer", "SteelyardEngine",
        "SteelyardLiquidation", "SteelyardFeeds", "SteelyardStore", "SteelyardLedger",
        "SteelyardFormats",
        "SteelyardMargin",
        "SteelyardMarket", "SteelyardPricing", "SteelyardContracts",
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "steelyard",
      dependencies: [
        "SteelyardCommandLine", "SteelyardBenchmarks", "SteelyardReports", "SteelyardInputs",
        "SteelyardValidation", "SteelyardHedging", "SteelyardAllocation", "SteelyardLiquidation",
        "SteelyardFormats",
        "SteelyardMargin", "SteelyardScenarios", "SteelyardForecasts", "SteelyardMarket",
        "SteelyardPricing", "SteelyardMath", "SteelyardContracts",
      ],
      swiftSettings: settings),
    // Tests
    module(
      "TestSupport",
      [
        "SteelyardMath", "SteelyardContracts", "SteelyardMarket", "SteelyardScenarios",
        "SteelyardMargin", "SteelyardFormats",
      ]),
    // Programs that tests start and kill.
    .executableTarget(
      name: "journal-hammer",
      dependencies: ["SteelyardStore", "SteelyardContracts", "TestSupport"],
      path: "Tests/Programs/JournalHammer", swiftSettings: settings),
    .executableTarget(
      name: "engine-hammer",
      dependencies: [
        "SteelyardEngine", "SteelyardLiquidation", "SteelyardFeeds", "SteelyardStore",
        "SteelyardLedger", "SteelyardMargin", "SteelyardMarket", "SteelyardPricing",
        "SteelyardContracts",
      ],
      path: "Tests/Programs/EngineHammer", swiftSettings: settings),
    // The program of the package in Examples/Embedding: here it is compiled once with everything
    // else, and sees no more of the modules than a package of its own does.
    .executableTarget(
      name: "embedding",
      dependencies: [
        "SteelyardFormats", "SteelyardMargin", "SteelyardScenarios", "SteelyardMarket",
        "SteelyardPricing", "SteelyardContracts",
      ],
      path: "Examples/Embedding/Sources", packageAccess: false, swiftSettings: settings),
    callingTests("ContractsTests", ["SteelyardContracts"]),
    callingTests("DigestsTests", ["SteelyardDigests"]),
    callingTests("LedgerTests", ["SteelyardLedger", "SteelyardMath", "SteelyardContracts"]),
    callingTests("StoreTests", ["CSQLite", "SteelyardStore", "SteelyardContracts"]),
    callingTests(
      "FeedsTests",
      [
        "SteelyardFeeds", "SteelyardFormats", "SteelyardMarket", "SteelyardPricing",
        "SteelyardMath", "SteelyardContracts",
      ]),
    tests(
      "LiquidationTests",
      [
        "SteelyardLiquidation", "SteelyardFormats", "SteelyardMargin", "SteelyardScenarios",
        "SteelyardForecasts", "SteelyardLedger", "SteelyardMarket", "SteelyardPricing",
        "SteelyardMath", "SteelyardContracts",
      ]),
    tests(
      "HedgingTests",
      [
        "SteelyardHedging", "SteelyardOptimisation", "SteelyardFormats", "SteelyardMargin",
        "SteelyardScenarios", "SteelyardForecasts", "SteelyardMarket", "SteelyardPricing",
        "SteelyardMath", "SteelyardContracts",
      ]),
    tests("OptimisationTests", ["SteelyardOptimisation", "SteelyardMath", "SteelyardContracts"]),
    tests(
      "AllocationTests",
      [
        "SteelyardAllocation", "SteelyardLiquidation", "SteelyardOptimisation",
        "SteelyardFormats", "SteelyardMargin", "SteelyardForecasts", "SteelyardScenarios",
        "SteelyardMarket", "SteelyardPricing", "SteelyardMath", "SteelyardContracts",
      ]),
    callingTests(
      "EngineTests",
      [
        "SteelyardEngine", "SteelyardBenchmarks", "SteelyardAllocation", "SteelyardLiquidation",
        "SteelyardFeeds", "SteelyardStore", "SteelyardLedger", "SteelyardDigests",
        "SteelyardFormats", "SteelyardMargin", "SteelyardScenarios", "SteelyardMarket",
        "SteelyardPricing", "SteelyardMath", "SteelyardContracts",
      ]),
    callingTests(
      "ServerTests",
      [
        "SteelyardServer", "SteelyardInputs", "SteelyardEngine",
        "SteelyardAllocation", "SteelyardLiquidation",
        "SteelyardFeeds", "SteelyardStore", "SteelyardLedger", "SteelyardFormats",
        "SteelyardReports", "SteelyardMargin", "SteelyardMarket", "SteelyardPricing",
        "SteelyardContracts",
      ]),
    callingTests("ServiceTests", ["SteelyardStore", "SteelyardLedger", "SteelyardContracts"]),
    tests("TidyTests", []),
    callingTests("ExampleTests", []),
    callingTests("CommandLineTests", ["SteelyardFormats", "SteelyardMargin"]),
    tests("MathTests", ["SteelyardMath"]),
    tests("PricingTests", ["SteelyardPricing", "SteelyardMath", "SteelyardContracts"]),
    callingTests(
      "MarketTests",
      ["SteelyardMarket", "SteelyardPricing", "SteelyardMath", "SteelyardContracts"]),
    tests(
      "ForecastsTests",
      ["SteelyardForecasts", "SteelyardMath", "SteelyardMarket", "SteelyardContracts"]),
    tests(
      "MarginTests",
      [
        "SteelyardMargin", "SteelyardScenarios", "SteelyardFormats", "SteelyardMarket",
        "SteelyardPricing", "SteelyardMath", "SteelyardContracts",
      ]),
    tests(
      "ScenariosTests",
      [
        "SteelyardScenarios", "SteelyardMarket", "SteelyardPricing", "SteelyardMath",
        "SteelyardContracts",
      ]),
    tests(
      "ConformanceTests",
      [
        "SteelyardHedging", "SteelyardAllocation", "SteelyardLiquidation",
        "SteelyardValidation", "SteelyardMargin", "SteelyardScenarios",
        "SteelyardForecasts",
        "SteelyardMarket", "SteelyardLedger",
        "SteelyardPricing", "SteelyardMath", "SteelyardContracts",
      ]),
    callingTests(
      "ValidationTests",
      [
        "SteelyardValidation", "SteelyardAllocation", "SteelyardLiquidation", "SteelyardLedger",
        "SteelyardMargin", "SteelyardScenarios", "SteelyardForecasts",
        "SteelyardMarket", "SteelyardPricing", "SteelyardMath", "SteelyardContracts",
      ]),
    tests("KernelsTests", ["SteelyardKernels", "SteelyardMath"]),
    tests("BenchmarksTests", ["SteelyardBenchmarks", "SteelyardPricing"]),
    callingTests(
      "ReportsTests",
      [
        "SteelyardReports", "SteelyardBenchmarks", "SteelyardValidation", "SteelyardLiquidation",
        "SteelyardFormats", "SteelyardMargin", "SteelyardScenarios", "SteelyardForecasts",
        "SteelyardMarket", "SteelyardPricing", "SteelyardContracts",
      ]),
    callingTests(
      "FormatsTests",
      [
        "SteelyardFormats", "SteelyardMargin", "SteelyardForecasts", "SteelyardScenarios",
        "SteelyardMarket", "SteelyardPricing", "SteelyardMath", "SteelyardContracts",
      ]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
