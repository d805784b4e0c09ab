public import SteelyardContracts
public import SteelyardScenarios

extension EventLibrary {
  /// The events that come with Steelyard.
  ///
  /// - Throws: `invalidInput` where an embedded file is wrong, which the tests rule out.
  public static func embedded() throws(SteelyardError) -> EventLibrary {
    var events: [MarketEvent] = []
    for name in EmbeddedParameters.names() where name.hasPrefix("events/") {
      events.append(
        try EventFile.event(InputFile(name: name, bytes: try EmbeddedParameters.file(named: name))))
    }
    return try EventLibrary(events)
  }

  /// The events of a user: one file, or every `.json` file of a directory.
  ///
  /// - Throws: `invalidInput` where there is no such file or directory, it has no event, a file is
  ///   none, or two events share an id; `limitExceeded` for too many.
  public init(path: String) throws(SteelyardError) {
    guard let names = try InputFile.names(inDirectory: path) else {
      try self.init([try EventFile.event(InputFile(path: path))])
      return
    }
    let files = names.filter { $0.hasSuffix(".json") }
    guard !files.isEmpty else {
      throw SteelyardError(
        .invalidInput, "The directory holds no event.",
        remedy: "Put files as those of Parameters/events into it, each ending in .json.",
        subject: .place(file: path, row: nil, field: nil))
    }
    guard files.count <= EventLibrary.eventsMax else {
      throw SteelyardError(
        .limitExceeded, "The directory holds \(files.count) events.",
        remedy: "Keep at most \(EventLibrary.eventsMax).",
        subject: .place(file: path, row: nil, field: nil))
    }
    var events: [MarketEvent] = []
    for file in files {
      events.append(try EventFile.event(InputFile(path: "\(path)/\(file)")))
    }
    do {
      try self.init(events)
    } catch {
      throw error.about(.place(file: path, row: nil, field: nil))
    }
  }
}
