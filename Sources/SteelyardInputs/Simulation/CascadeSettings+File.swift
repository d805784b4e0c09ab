package import SteelyardContracts
package import SteelyardFormats
package import SteelyardLiquidation

extension CascadeSettings {
  /// The file that comes with the program.
  package static let embeddedName = "simulation/market-2026-11.json"

  /// The settings that come with the program.
  ///
  /// - Throws: `invalidInput` where what is embedded is wrong, which the tests rule out.
  package static func embedded() throws(SteelyardError) -> CascadeSettings {
    try CascadeSettings(
      file: InputFile(name: embeddedName, bytes: try EmbeddedParameters.file(named: embeddedName)))
  }

  /// The settings of a file.
  ///
  /// - Throws: `invalidInput` with the field for what can't be read, is unknown, or can't be.
  package init(file: InputFile) throws(SteelyardError) {
    let json = StrictJSON(input: file, examples: "Parameters/simulation")
    self = try json.strictly(CascadeSettings.self)
    do { try check() } catch { throw json.placed(error) }
  }

  /// What files of accounts are read against.
  package var populationMarket: PopulationMarket {
    PopulationMarket(
      venue: market.venues.first?.name ?? "",
      prices: Dictionary(
        market.coins.map { ($0.name, $0.price) }, uniquingKeysWith: { first, _ in first }),
      strikes: market.options.strikes, days: market.options.days)
  }
}
