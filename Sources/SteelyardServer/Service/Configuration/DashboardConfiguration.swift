import SteelyardContracts

/// Whether the service shows a dashboard.
public struct DashboardConfiguration: Sendable, Decodable {
  /// Whether `/` is the dashboard.
  public var enabled = true
  /// The file of Plotly; nil for where set-up puts it.
  public var plotlyFile: String?

  /// The defaults.
  public init() {}

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case enabled
    case plotlyFile = "plotly_file"
  }

  /// Reads the section.
  ///
  /// - Throws: `invalidInput` for what can't be.
  public init(from decoder: any Decoder) throws {
    let fields = try ConfigurationFields<CodingKeys>(decoder)
    enabled = try fields.value(.enabled, default: enabled)
    plotlyFile = try fields.optional(.plotlyFile)
  }

  /// The routes of the dashboard; nil where it is not shown.
  ///
  /// - Throws: What reading a configured file of Plotly throws.
  func routes() throws(SteelyardError) -> DashboardRoutes? {
    guard enabled else { return nil }
    return DashboardRoutes(
      plotly: try PlotlyFile.read(
        configured: plotlyFile, places: PlotlyFile.places(of: PlotlyFile.program)))
  }
}
