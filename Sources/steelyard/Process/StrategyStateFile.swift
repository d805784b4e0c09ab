import FoundationEssentials
import Glibc
import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardValidation

/// Where a strategy's backtest stands, in a file that is always whole: a run that was stopped goes on from it.
struct StrategyStateFile {
  /// The file.
  let path: String
  /// What the run stands on; a file of another run is refused.
  let identity: String

  private static let version = 1

  private struct Kept<State: Codable>: Codable {
    let steelyard: String
    let version: Int
    let identity: String
    let state: State
  }

  /// What the file holds; nil where there is none yet.
  ///
  /// - Throws: `invalidInput` where the file belongs to another run or is none of ours.
  func state<State: Codable>() throws(SteelyardError) -> State? {
    guard access(path, F_OK) == 0 else { return nil }
    let input = try InputFile(path: path)
    guard
      let kept = try? JSONDecoder().decode(Kept<State>.self, from: Data(input.bytes)),
      kept.steelyard == "strategy-backtest", kept.version == StrategyStateFile.version
    else {
      throw SteelyardError(
        .invalidInput, "The file is no backtest of this strategy that could be resumed.",
        remedy: "Give another path, or remove the file.",
        subject: .place(file: path, row: nil, field: nil))
    }
    guard kept.identity == identity else {
      throw SteelyardError(
        .invalidInput, "The file holds a backtest of other histories, numbers or rules.",
        remedy: "Give another path, or remove the file.",
        subject: .place(file: path, row: nil, field: nil))
    }
    return kept.state
  }

  /// Writes a state, whole or not at all.
  func keep<State: Codable>(_ state: State) throws(SteelyardError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    guard
      let data = try? encoder.encode(
        Kept(
          steelyard: "strategy-backtest", version: StrategyStateFile.version, identity: identity,
          state: state))
    else {
      throw SteelyardError(
        .invalidInput, "The backtest has a figure that is no number.",
        remedy: "Check the histories.")
    }
    try OutputFile(path: path).write(String(decoding: data, as: UTF8.self))
  }
}
