// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Embedding",
  dependencies: [
    // In a project of your own: the place of your copy of Steelyard.
    .package(name: "Steelyard", path: "../..")
  ],
  targets: [
    .executableTarget(
      name: "embedding",
      dependencies: [
        .product(name: "SteelyardCore", package: "Steelyard"),
        .product(name: "SteelyardFormats", package: "Steelyard"),
      ],
      path: "Sources",
      swiftSettings: [.enableUpcomingFeature("MemberImportVisibility")])
  ],
  swiftLanguageModes: [.v6]
)
