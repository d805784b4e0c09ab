import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardScenarios

/// Which events and shocks a command line asks about.
struct StressInput {
  static let library = CommandOption<LibrarySelection>(
    "library", "WHICH", .once,
    "events of the library: all, historical, hypothetical or ID[,ID...]; default: all where nothing "
      + "else is asked, none beside --shock, --shocks, --through and --grid"
  ) { text throws(SteelyardError) in LibrarySelection(text) }
  static let shocks = CommandOption(
    texts: "shocks", "PATH",
    "shocks of your own: a file in the format of events, or a directory of them")
  static let through = CommandOption(
    texts: "through", "ID", "an event of the library through time: its shock and each later step")

  static let all: [any DeclaredOption] = [
    library, HistoryOptions.events, ShockOption.option, shocks, through, StressGridOption.option,
  ]

  /// Events of the library that are asked for.
  enum LibrarySelection: Sendable {
    case all
    case only(EventKind)
    case ids([String])

    init(_ text: String) {
      if text == "all" {
        self = .all
      } else if let kind = EventKind(rawValue: text) {
        self = .only(kind)
      } else {
        self = .ids(text.split(separator: ",", omittingEmptySubsequences: false).map(String.init))
      }
    }
  }

  let question: StressQuestion

  /// Reads what is asked, before any large file.
  ///
  /// - Throws: `invalidInput` for an event that there is none of, `limitExceeded` for too much.
  init(_ arguments: ParsedArguments) throws(SteelyardError) {
    var library = try EventLibrary.embedded()
    for path in try arguments.values(HistoryOptions.events) {
      library = library.overlaid(with: try EventLibrary(path: path))
    }
    var shocks = try arguments.values(ShockOption.option).map(\.shock)
    for path in try arguments.values(StressInput.shocks) {
      shocks += try EventLibrary(path: path).events.map { MarketShock($0) }
    }
    let paths = try arguments.values(StressInput.through).map { id throws(SteelyardError) in
      try library.event(named: id, askedBy: StressInput.through.name)
    }
    let planes = try arguments.values(StressGridOption.option).map(\.plane)
    let isNothingElse = shocks.isEmpty && paths.isEmpty && planes.isEmpty
    let selection = try arguments.value(StressInput.library) ?? (isNothingElse ? .all : .ids([]))
    let events =
      switch selection {
      case .all: library.events
      case .only(let kind): library.only(kind).events
      case .ids(let ids):
        try ids.map { id throws(SteelyardError) in
          try library.event(named: id, askedBy: StressInput.library.name)
        }
      }
    question = try StressQuestion(
      shocks: shocks + events.map { MarketShock($0) }, events: paths, planes: planes)
  }
}

extension EventLibrary {
  /// An event by its id.
  ///
  /// - Throws: `invalidInput` about the option where there is none, with the nearest id.
  fileprivate func event(
    named id: String, askedBy option: String
  ) throws(SteelyardError) -> MarketEvent {
    do throws(SteelyardError) {
      return try event(named: id)
    } catch {
      throw SteelyardError(
        error.code, "--\(option): \(error.message)",
        remedy: NearestWord.among(events.map(\.id), to: id).map { "Did you mean \($0)?" }
          ?? error.remedy)
    }
  }
}
