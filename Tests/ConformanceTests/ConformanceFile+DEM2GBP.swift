import SteelyardForecasts

extension ConformanceFile {
  /// The DEM/GBP benchmark of GARCH programs.
  static let dem2gbp = ConformanceFile(name: "r_dem2gbp.json") { file, tally in
    let returns = file["dem2gbp_data"].elements.map(\.double)
    let fits = file["dem2gbp"]
    checkR(fits["garch11_norm"], returns, .garch, .normal, "garch11_norm", &tally)
    checkR(fits["garch11_std"], returns, .garch, .studentT, "garch11_std", &tally)
    checkR(fits["aparch11"], returns, .aparch, .normal, "aparch11", &tally)
    checkPublished(fits["published_FCP"], returns, &tally)
  }
}
