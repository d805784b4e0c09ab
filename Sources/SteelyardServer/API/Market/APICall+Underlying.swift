import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardFormats

extension APICall {
  /// The frame that an answer about the market stands on, and the underlying that the query names.
  ///
  /// - Throws: `invalidInput` where none is named, `notFound` for one that the market has not, `unavailable` before
  ///   there is a frame.
  func marketQuestion() throws(SteelyardError) -> (frame: LiveFrame, underlying: Underlying) {
    let field = SteelyardError.Subject.place(file: "query", row: nil, field: "underlying")
    guard let name = try request.query.value("underlying") else {
      throw SteelyardError(
        .invalidInput, "No underlying is named.", remedy: "Pass underlying=BTC/USD:BTC.",
        subject: field)
    }
    let frame = try checkFrame()
    guard
      let underlying = frame.board.standings.keys.first(where: { $0.description == name })
    else {
      throw SteelyardError(
        .notFound, "The market has no underlying \"\(name.prefix(60))\".",
        remedy: "Ask /market for its underlyings.", subject: field)
    }
    return (frame, underlying)
  }

  /// An answer that is the same wherever it stands on this frame.
  func answer(
    on frame: LiveFrame, _ body: (inout JSONWriter) throws(SteelyardError) -> Void
  ) throws(SteelyardError) -> Response {
    let tag = "\"frame-\(frame.number)\""
    var response =
      request.knows(tag) ? Response(.notModified) : try Response.object(body)
    response.headers.set("etag", tag)
    response.headers.set("cache-control", "private, no-cache")
    response.headers.set("vary", "authorization")
    return response
  }
}

extension APIParameter {
  /// Which underlying.
  static let underlying = APIParameter(
    name: "underlying",
    schema: .text("Which.", pattern: APISchema.instrumentPattern, example: "BTC/USD:BTC"),
    presence: .required)
}
