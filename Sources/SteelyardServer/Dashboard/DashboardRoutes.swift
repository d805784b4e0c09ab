import SteelyardContracts

/// The dashboard: `/` is its page, `/dashboard/…` what that asks for.
package struct DashboardRoutes: Sendable {
  private let files: [String: DashboardFile]

  /// The dashboard of some files.
  ///
  /// - Parameters:
  ///   - files: The embedded ones.
  ///   - plotly: The library of charts; nil where it was not found.
  package init(
    files: [DashboardFile] = DashboardFile.embedded, plotly: DashboardFile? = nil
  ) {
    var table: [String: DashboardFile] = [:]
    for file in files + (plotly.map { [$0] } ?? []) { table[file.path] = file }
    self.files = table
  }

  private static let page = "index.html"
  private static let names = ["first", "second", "third", "fourth"]

  /// The routes: open, because they stand before anybody has signed in.
  package var routes: [Route] {
    let depth = files.keys.map { $0.split(separator: "/").count }.max() ?? 1
    precondition(depth <= DashboardRoutes.names.count, "A file of the dashboard lies too deep.")
    return [
      Route(
        .get, "/", access: .open, writes: [],
        .inline { [self] request in try answer(request, DashboardRoutes.page) })
    ]
      + (1...depth).map { count in
        let names = DashboardRoutes.names.prefix(count)
        return Route(
          .get, "/dashboard/" + names.map { "{\($0)}" }.joined(separator: "/"), access: .open,
          writes: [],
          .inline { [self] request in
            // A segment that is a path in itself would be another file's name.
            let parts = names.map { request.parameters[$0] ?? "" }
            guard !parts.contains(where: { $0.utf8.contains(UInt8(ascii: "/")) }) else {
              throw DashboardRoutes.missing(request.path)
            }
            return try answer(request, parts.joined(separator: "/"))
          })
      }
  }

  private func answer(_ request: Request, _ path: String) throws(Problem) -> Response {
    guard let file = files[path] else {
      throw path == PlotlyFile.path
        ? DashboardRoutes.missingPlotly : DashboardRoutes.missing(request.path)
    }
    var headers = DashboardPolicy.headers
    headers.set("etag", file.tag)
    if request.knows(file.tag) { return Response(.notModified, headers: headers) }
    headers.set("content-type", file.mediaType)
    return Response(.ok, headers: headers, body: file.bytes)
  }

  private static func missing(_ path: String) -> Problem {
    Problem(
      .notFound, code: "not_found", "The dashboard has no file at \(path.prefix(200)).",
      remedy: "Open /, and let the page ask for what it needs.")
  }

  private static let missingPlotly = Problem(
    .notFound, code: "not_found", "Plotly is not here, which draws the dashboard's charts.",
    remedy: "Run make setup-run, or name the file in dashboard.plotly_file, and start again.")
}
