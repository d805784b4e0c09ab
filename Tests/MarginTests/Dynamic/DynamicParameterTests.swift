import SteelyardContracts
import SteelyardFormats
import TestSupport
import Testing

@Suite("Parameters of the dynamic model that cannot be computed with")
struct DynamicParameterTests {
  /// The shipped file with the first value of a field replaced, whatever it is tuned to.
  private static func changed(_ field: String, to value: String) throws -> InputFile {
    let text = String(
      decoding: try EmbeddedParameters.file(named: "margin/dynamic-2026-11.json"), as: UTF8.self)
    let pattern = try Regex("\"\(field)\": (-?[0-9.e-]+|\"[a-z_]+\")")
    try #require(text.firstMatch(of: pattern) != nil, "\(field)")
    let changed = text.replacing(pattern, with: "\"\(field)\": \(value)", maxReplacements: 1)
    return InputFile(name: "own.json", bytes: Array(changed.utf8))
  }

  @Test(
    "are refused with their place",
    arguments: [
      ("expected_shortfall", "1", "initial.measure"), ("crash_share", "1.5", "initial"),
      ("stressed_weight", "-0.1", "initial"), ("broken_share", "2", "initial"),
      ("benefit_max", "-0.1", "benefit_max"), ("others", "0", "initial.horizon_days"),
      ("damping", "2", "calibration.damping"), ("fast_decay", "1", "calibration.fast_decay"),
      ("cap_multiple", "0.5", "calibration.cap_multiple"),
      ("window_days", "0", "calibration.window_days"), ("source", "\"guess\"", "calibration.source"),
      ("on_fall", "\"-1\"", "calibration.volatility.others"), ("share_max", "0.5", "surfaces"),
      ("stickiness", "2", "surfaces"), ("averaging_window_seconds", "-1", ""),
      ("equity", "\"all\"", "equity"), ("unlisted", "\"others\"", "collateral.unlisted"),
    ])
  func refused(_ field: String, _ value: String, _ place: String) throws {
    let input = try Self.changed(field, to: value)
    let error = #expect(throws: SteelyardError.self) {
      let parts = try MarginModelFile.specification(input)
      // What only the model itself refuses needs a state that fits the parameters.
      _ = try parts.model(state: try SyntheticState.file(parameters: parts.provenance.name))
    }
    #expect(error?.code == .invalidInput, "\(field)")
    guard case .place("own.json", _, let found) = error?.subject else {
      if place.isEmpty { return }
      Issue.record("\(field) is refused without a place: \(String(describing: error))")
      return
    }
    #expect(found?.hasPrefix(place) == true || place.isEmpty, "\(found ?? "none")")
  }

  @Test("a missing field is named")
  func missing() throws {
    let text = String(
      decoding: try EmbeddedParameters.file(named: "margin/dynamic-2026-11.json"), as: UTF8.self
    ).replacing("\"damping\":", with: "\"dampin\":")
    let error = #expect(throws: SteelyardError.self) {
      _ = try MarginModelFile.specification(
        InputFile(name: "own.json", bytes: Array(text.utf8)))
    }
    #expect(error?.message.contains("damping") == true)
  }
}
