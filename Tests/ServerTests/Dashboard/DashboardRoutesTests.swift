import Foundation
import SteelyardContracts
import SteelyardServer
import TestSupport
import Testing

@Suite("The dashboard's files")
struct DashboardRoutesTests {
  /// Asks a server of some files, each request on a connection of its own.
  private func ask(
    _ requests: [String], _ routes: DashboardRoutes
  ) async throws -> [(head: String, body: String)] {
    try await withServer(Router(routes.routes)) { server in
      requests.map { request in
        let connection = RawConnection(port: server.port)
        connection.send(request + "host: localhost\r\nconnection: close\r\n\r\n")
        let answer = connection.rest()
        let end = answer.range(of: "\r\n\r\n")
        return (
          String(end.map { answer[..<$0.upperBound] } ?? ""),
          String(end.map { answer[$0.upperBound...] } ?? "")
        )
      }
    }
  }

  private static let some = DashboardRoutes(
    files: [
      DashboardFile(
        path: "index.html", mediaType: "text/html; charset=utf-8", bytes: Array("<p>page".utf8)),
      DashboardFile(
        path: "script/pages/book.js", mediaType: "text/javascript; charset=utf-8",
        bytes: Array("export {}".utf8)),
    ])

  @Test("what is built in is what stands in Dashboard/, byte for byte")
  func embedded() throws {
    let root = URL(fileURLWithPath: PackageRoot.path(of: "Dashboard"))
    var found: [String: [UInt8]] = [:]
    let tree = try #require(
      FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
    for case let url as URL in tree where !url.hasDirectoryPath {
      found[String(url.path.dropFirst(root.path.count + 1))] = Array(try Data(contentsOf: url))
    }
    let embedded = DashboardFile.embedded
    #expect(found.keys.sorted() == embedded.map(\.path).sorted(), "run make embed-dashboard")
    for file in embedded {
      #expect(found[file.path] == file.bytes, "\(file.path) was changed after the build")
    }
    #expect(embedded.contains { $0.path == "index.html" })
  }

  @Test("the page and what it asks for come without a key, and say what a browser may do with them")
  func headers() async throws {
    let answers = try await ask(
      [
        "GET / HTTP/1.1\r\n", "GET /dashboard/index.html HTTP/1.1\r\n",
        "GET /dashboard/script/pages/book.js?v=2 HTTP/1.1\r\n",
      ], Self.some)
    for (place, answer) in answers.enumerated() {
      #expect(answer.head.hasPrefix("HTTP/1.1 200 "))
      #expect(
        answer.head.contains("content-security-policy: default-src 'none'; script-src 'self';"))
      #expect(!answer.head.contains("unsafe"))
      for line in [
        "x-content-type-options: nosniff\r\n", "referrer-policy: no-referrer\r\n",
        "cross-origin-opener-policy: same-origin\r\n", "permissions-policy: accelerometer=()",
        "cache-control: no-cache\r\n", "frame-ancestors 'none'\r\n", "connect-src 'self'",
        place == 2 ? "content-type: text/javascript" : "content-type: text/html",
      ] {
        #expect(answer.head.contains(line), "\(line)")
      }
      #expect(answer.body == (place == 2 ? "export {}" : "<p>page"))
    }
  }

  @Test("who has a file already is told so, and HEAD has no body")
  func conditional() async throws {
    let first = try await ask(["GET / HTTP/1.1\r\n"], Self.some)[0]
    let tag = try #require(
      first.head.split(separator: "\r\n").first { $0.hasPrefix("etag: ") }?.dropFirst(6))
    let answers = try await ask(
      [
        "GET / HTTP/1.1\r\nif-none-match: \(tag)\r\n",
        "GET / HTTP/1.1\r\nif-none-match: \"another\", W/\(tag)\r\n",
        "GET /dashboard/script/pages/book.js HTTP/1.1\r\nif-none-match: \(tag)\r\n",
        "HEAD / HTTP/1.1\r\n",
      ], Self.some)
    #expect(answers[0].head.hasPrefix("HTTP/1.1 304 "))
    #expect(answers[0].head.contains("etag: \(tag)\r\n") && answers[0].body.isEmpty)
    #expect(answers[1].head.hasPrefix("HTTP/1.1 304 "))
    #expect(answers[2].head.hasPrefix("HTTP/1.1 200 "))
    #expect(answers[3].head.hasPrefix("HTTP/1.1 200 ") && answers[3].body.isEmpty)
    #expect(answers[3].head.contains("content-length: 7\r\n"))
  }

  @Test(
    "nothing but the files is there",
    arguments: [
      "/dashboard", "/dashboard/", "/dashboard/script", "/dashboard/script/pages/",
      "/dashboard/../Package.swift", "/dashboard/%2e%2e/Package.swift",
      "/dashboard/script/../index.html", "/dashboard/%2e%2e%2fPackage.swift",
      "/dashboard/script%2Fpages%2Fbook.js", "/dashboard/script%2Fpages/book.js",
      "/dashboard//index.html", "/dashboard/INDEX.HTML",
      "/dashboard/script/pages/book.js/more", "/index.html", "//",
    ])
  func missing(path: String) async throws {
    let answer = try await ask(["GET \(path) HTTP/1.1\r\n"], Self.some)[0]
    #expect(answer.head.hasPrefix("HTTP/1.1 404 "), "\(answer.head.prefix(40))")
    #expect(answer.head.contains("content-type: application/problem+json\r\n"))
    #expect(answer.body.contains("\"code\":\"not_found\""))
  }

  @Test("a method that is none of a file's is refused, and so is a path that is wrongly encoded")
  func wrong() async throws {
    let answers = try await ask(
      [
        "POST / HTTP/1.1\r\n", "DELETE /dashboard/index.html HTTP/1.1\r\n",
        "GET /dashboard/%zz HTTP/1.1\r\n", "GET /dashboard/index.html%00 HTTP/1.1\r\n",
      ],
      Self.some)
    for answer in answers.prefix(2) {
      #expect(answer.head.hasPrefix("HTTP/1.1 405 "))
      #expect(answer.head.contains("allow: GET, HEAD, OPTIONS\r\n"))
    }
    for answer in answers.suffix(2) { #expect(answer.head.hasPrefix("HTTP/1.1 400 ")) }
  }

  @Test("Plotly is served where it is, and the answer says how to get it where it is not")
  func plotly() async throws {
    let request = "GET /dashboard/plotly.min.js HTTP/1.1\r\n"
    let missing = try await ask([request], Self.some)[0]
    #expect(missing.head.hasPrefix("HTTP/1.1 404 "))
    #expect(
      missing.body.contains("make setup-run") && missing.body.contains("dashboard.plotly_file"))
    try await withTemporaryDirectory { directory in
      let place = directory + "/plotly/plotly.min.js"
      try FileManager.default.createDirectory(
        atPath: directory + "/plotly", withIntermediateDirectories: true)
      // More than the server copies behind a head.
      let script = String(repeating: "a", count: 200_000)
      try script.write(toFile: place, atomically: true, encoding: .utf8)
      let places = PlotlyFile.places(of: directory + "/triple/release/steelyard-server")
      #expect(places.contains(place))
      let found = try #require(try PlotlyFile.read(configured: nil, places: places))
      let there = try await ask(
        [request, "HEAD /dashboard/plotly.min.js HTTP/1.1\r\n"], DashboardRoutes(plotly: found))
      #expect(there[0].head.hasPrefix("HTTP/1.1 200 ") && there[0].body == script)
      #expect(there[1].head.contains("content-length: 200000\r\n") && there[1].body.isEmpty)
      #expect(try PlotlyFile.read(configured: nil, places: [directory + "/nothing"]) == nil)
      let absent = #expect(throws: SteelyardError.self) {
        try PlotlyFile.read(configured: directory + "/nothing", places: places)
      }
      #expect(absent?.code == .invalidInput)
      let large = directory + "/large"
      _ = FileManager.default.createFile(
        atPath: large, contents: Data(count: PlotlyFile.bytesMax + 1))
      let refused = #expect(throws: SteelyardError.self) {
        try PlotlyFile.read(configured: large, places: [])
      }
      #expect(refused?.code == .limitExceeded)
    }
  }
}
