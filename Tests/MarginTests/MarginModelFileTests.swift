import Foundation
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import TestSupport
import Testing

@Suite("Margin model files") struct MarginModelFileTests {
  static let files = [
    "deribit-2026-02", "deribit-2024-06", "deribit-classic-2021", "deribit-classic-2019",
    "deribit-classic-2018", "deribit-classic-2017", "cross", "isolated", "derive-standard",
    "dynamic-2026-11",
  ]

  static func text(_ name: String) throws -> String {
    try String(
      contentsOfFile: PackageRoot.path(of: "Parameters/margin/\(name).json"), encoding: .utf8)
  }

  static func input(_ text: String) -> InputFile {
    InputFile(name: "own.json", bytes: [UInt8](text.utf8))
  }

  static func refusal(_ file: String, _ old: String, _ new: String) throws -> SteelyardError? {
    let text = try text(file)
    #expect(text.contains(old))
    let changed = text.replacing(old, with: new, maxReplacements: 1)
    return #expect(throws: SteelyardError.self) {
      _ = try MarginModelFile.model(input(changed))
    }
  }

  static func field(_ error: SteelyardError?) -> String? {
    guard case .place("own.json", _, let field) = error?.subject else { return "no place" }
    return field
  }

  @Test("decode, encode and decode to themselves", arguments: files)
  func roundTrip(_ file: String) throws {
    let model = try MarginModelFile.specification(Self.input(try Self.text(file)))
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    switch model {
    case .scenario(let parts):
      let data = try encoder.encode(parts)
      #expect(try decoder.decode(ScenarioMarginSpecification.self, from: data) == parts)
    case .position(let parts):
      let data = try encoder.encode(parts)
      #expect(try decoder.decode(StandardMarginSpecification.self, from: data) == parts)
    case .dynamic(let parts):
      let data = try encoder.encode(parts)
      #expect(try decoder.decode(DynamicSpecification.self, from: data) == parts)
    }
    #expect(!model.provenance.sources.isEmpty && model.provenance.effective.count == 10)
  }

  @Test(
    "mistakes are told with their path",
    arguments: [
      ("deribit-2024-06", "\"price_range\"", "\"price_ranges\"", "families[0].sources[0].grid"),
      ("deribit-2024-06", "\"gain_share\": 0,", "", "families[0].offsets[0].gains"),
      (
        "deribit-2024-06", "\"moves_per_side\": 4", "\"moves_per_side\": \"4\"",
        "families[0].sources[0].grid.moves_per_side"
      ),
      ("deribit-2024-06", "\"worst_loss\"", "\"best_loss\"", "measure"),
      ("cross", "\"equity\": \"cash\"", "\"equity\": 7", "equity"),
      ("cross", "\"kind\": \"position\"", "\"kind\": \"other\"", "kind"),
    ])
  func mistakes(_ file: String, _ old: String, _ new: String, _ path: String) throws {
    let error = try Self.refusal(file, old, new)
    #expect(error?.code == .invalidInput)
    #expect(Self.field(error)?.hasPrefix(path) == true, "\(Self.field(error) ?? "none")")
  }

  @Test(
    "unknown fields are refused at every depth",
    arguments: [
      ("deribit-2024-06", "\"measure\"", "\"measured\": 1, \"measure\"", "measured"),
      (
        "deribit-2024-06", "\"gain_share\"", "\"gain\": 1, \"gain_share\"",
        "families[0].offsets[0].gains.gain"
      ),
      ("cross", "\"rise_per_coin\"", "\"rise\": 1, \"rise_per_coin\"", "families[0].future.rise"),
      (
        "dynamic-2026-11", "\"damping\"", "\"dampening\": 1, \"damping\"", "calibration.dampening"
      ),
      (
        "dynamic-2026-11", "{\"others\"", "{\"rest\": 1, \"others\"", "initial.horizon_days.rest"
      ),
    ])
  func unknown(_ file: String, _ old: String, _ new: String, _ path: String) throws {
    let error = try Self.refusal(file, old, new)
    #expect(error?.code == .invalidInput)
    #expect(error?.description.contains("not known") == true)
    #expect(error?.description.contains(path) == true, "\(error?.description ?? "")")
  }

  @Test(
    "parts that contradict each other are refused",
    arguments: [
      ("deribit-2024-06", "\"maintenance\": 0.8", "\"maintenance\": 1.1"),
      ("deribit-2024-06", "\"maintenance\": 0.8", "\"maintenance\": -0.1"),
      ("deribit-2024-06", "\"decimals\": 9", "\"decimals\": 20"),
      ("deribit-2024-06", "\"gain_share\": 0", "\"gain_share\": 1.5"),
      ("deribit-2024-06", "\"gain_share\": 0", "\"gain_share\": -1"),
      ("deribit-2024-06", "\"tail_dampener_usd\": 100000", "\"tail_dampener_usd\": -1"),
      ("deribit-2024-06", "\"move_min\": 0.01", "\"move_min\": -0.01"),
      ("deribit-2024-06", "\"price_range\": 0.16", "\"price_range\": 16"),
      (
        "deribit-2024-06", "{\"initial\": 0, \"maintenance\": 0}",
        "{\"initial\": -0.5, \"maintenance\": -0.5}"
      ),
      ("deribit-2024-06", "\"not_accepted\"", "\"absent\""),
      ("cross", "{\"initial\": 0, \"maintenance\": 0}", "{\"initial\": 1.5, \"maintenance\": 0}"),
      ("cross", "\"initial_min\": 0.1", "\"initial_min\": 0.05"),
      ("cross", "\"initial\": 0.02", "\"initial\": 0.005"),
      ("cross", "\"rise_per_coin\": 5e-05", "\"rise_per_coin\": -5e-05"),
      ("deribit-classic-2017", "\"option_share\": 0.01", "\"option_share\": -0.01"),
      (
        "deribit-classic-2017", "\"option_share\": 0.01",
        "\"option_share\": 0.01, \"stated\": \"x\""
      ),
    ])
  func contradictions(_ file: String, _ old: String, _ new: String) throws {
    let error = try Self.refusal(file, old, new)
    #expect(error?.code == .invalidInput)
    #expect(Self.field(error) != "no place", "\(error?.description ?? "")")
  }

  @Test("what is no JSON object is refused", arguments: ["", "[]", "{", "7", "{\"kind\": null}"])
  func broken(_ text: String) {
    let error = #expect(throws: SteelyardError.self) {
      _ = try MarginModelFile.model(Self.input(text))
    }
    #expect(error?.code == .invalidInput)
  }

  @Test("the catalogue knows its names and nothing else")
  func catalogue() throws {
    for name in MarginModelCatalogue.names {
      #expect(
        try MarginModelCatalogue.specification(named: name, parameters: nil).name == name)
      #expect(try SyntheticState.model(named: name).name == name)
    }
    let unknown = #expect(throws: SteelyardError.self) {
      _ = try MarginModelCatalogue.model(named: "span2", parameters: nil)
    }
    #expect(unknown?.code == .invalidInput && unknown?.remedy.contains("deribit") == true)
    let other = #expect(throws: SteelyardError.self) {
      _ = try MarginModelCatalogue.model(
        named: "deribit", parameters: Self.input(try Self.text("cross")))
    }
    #expect(other?.code == .invalidInput && Self.field(other) == "name")
  }
}
