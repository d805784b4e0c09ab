import SteelyardContracts
import SteelyardServer
import TestSupport
import Testing

@Suite("The HTTP server", .serialized)
struct HTTPServerTests {
  static let router = Router([
    Route(.get, "/hello", access: .open, writes: [], .inline { _ in .text("hello") }),
    Route(
      .get, "/accounts/{account}/margin", access: .open,
      .task { request in
        .json(Array("{\"account\":\"\(try request.account())\"}".utf8))
      }),
    Route(
      .post, "/echo", access: .open, reads: ["application/json"],
      .task { request in .json(request.body) }),
    Route(
      .post, "/brief", access: .open,
      .brief(
        { request in
          guard request.body.count > 0 else { throw Problem(HTTPServerTests.noBody) }
          return request.body.count < 10 ? .text("at once") : nil
        }, otherwise: { _ in .text("in a task") })),
    Route(
      .get, "/refused", access: .open,
      .inline { _ in
        throw SteelyardError(
          .insufficientMargin, "Short by 5 USD.", remedy: "Deposit.", subject: .account("desk"))
      }),
  ])

  static let noBody = SteelyardError(.invalidInput, "There is no body.", remedy: "Send one.")

  @Test("what a brief handler leaves is done in a task, and what it refuses is refused")
  func brief() async throws {
    try await withServer(HTTPServerTests.router) { server in
      let connection = RawConnection(port: server.port)
      let head = "POST /brief HTTP/1.1\r\nhost: localhost\r\ncontent-length: "
      connection.send(head + "20\r\n\r\n01234567890123456789")
      #expect(connection.answer().body == "in a task")
      // After a pause it is the loop that answers.
      try await Task.sleep(for: .milliseconds(50))
      connection.send(head + "5\r\n\r\n01234")
      #expect(connection.answer().body == "at once")
      try await Task.sleep(for: .milliseconds(50))
      connection.send(head + "0\r\n\r\n")
      #expect(connection.answer().head.hasPrefix("HTTP/1.1 400 "))
    }
  }

  @Test("a GET is answered, over and over on one connection")
  func get() async throws {
    try await withServer(HTTPServerTests.router) { server in
      let connection = RawConnection(port: server.port)
      for _ in 0..<3 {
        connection.send("GET /hello HTTP/1.1\r\nhost: localhost\r\n\r\n")
        let answer = connection.answer()
        #expect(answer.head.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answer.body == "hello")
      }
    }
  }

  @Test("a stroke inside a name is sent encoded and stays in the name")
  func encodedStroke() async throws {
    try await withServer(HTTPServerTests.router) { server in
      let connection = RawConnection(port: server.port)
      connection.send("GET /accounts/desk%2Fhedges/margin HTTP/1.1\r\nhost: localhost\r\n\r\n")
      #expect(connection.answer().body == "{\"account\":\"desk/hedges\"}")
    }
  }

  @Test("an error of the library is a problem document with code, field and remedy")
  func problem() async throws {
    try await withServer(HTTPServerTests.router) { server in
      let connection = RawConnection(port: server.port)
      connection.send("GET /refused HTTP/1.1\r\nhost: localhost\r\n\r\n")
      let answer = connection.answer()
      #expect(answer.head.hasPrefix("HTTP/1.1 422 "))
      #expect(answer.head.contains("content-type: application/problem+json"))
      #expect(answer.body.contains("\"code\":\"insufficient_margin\""))
      #expect(answer.body.contains("\"field\":\"account desk\""))
      #expect(answer.body.contains("\"remedy\":\"Deposit.\""))
    }
  }
}
