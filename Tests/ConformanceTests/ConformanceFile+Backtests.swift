extension ConformanceFile {
  static let backtests = ConformanceFile(name: "backtests.json") { file, tally in
    checkDieboldMariano(file, &tally)
    checkLosses(file, &tally)
    for kind in ["acerbi_szekely", "christoffersen", "kupiec", "traffic_light", "tuff"] {
      tally.leaveUncovered(kind, count: file[kind].elements.count)
    }
  }

  static let microstructure = ConformanceFile(name: "microstructure.json") { file, tally in
    checkHeterogeneous(file, &tally)
    tally.leaveUncovered("flow", count: 1)
  }
}
