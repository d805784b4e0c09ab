import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import SteelyardLedger

/// A call of an operation, its sender known and allowed.
struct APICall: Sendable {
  let request: Request
  let operation: APIOperation
  let principal: Principal
  let engine: Engine
  let olderRecords: ServiceRoutes.RecordSource?
  let standing: ServiceStanding
  let desk: AccountDesk
  /// Where longer work is done.
  let desks: WorkDesks

  /// The account of the path, as it is committed.
  ///
  /// - Throws: `notFound` in the same words as for somebody else's.
  func account() throws(SteelyardError) -> AccountView {
    let name = try request.account()
    guard let view = try? engine.account(name) else { throw Principal.unknown(name) }
    return view
  }

  /// The account of the path and what its figures stand on now.
  ///
  /// - Throws: `notFound` where there is none; `unavailable` before there is a risk frame.
  func question() throws(SteelyardError) -> Engine.Question {
    let name = try account().name
    try checkFrame()
    return try engine.question(of: name)
  }

  /// - Throws: `unavailable` before there is a risk frame.
  @discardableResult
  func checkFrame() throws(SteelyardError) -> LiveFrame {
    guard let frame = engine.frame else {
      throw engine.cycleFailure
        ?? SteelyardError(
          .unavailable, "There is no risk frame yet.", remedy: "Wait for the market to be complete."
        )
    }
    return frame
  }

  // MARK: The query

  /// - Throws: `invalidInput` for a parameter that the operation has not.
  func checkQuery() throws(SteelyardError) {
    let known = operation.query.map(\.name)
    for part in request.query.parts where !known.contains(part.name) {
      throw SteelyardError(
        .invalidInput, "There is no query parameter \"\(part.name.prefix(40))\".",
        remedy: known.isEmpty ? "Leave it out." : "Known are \(known.joined(separator: ", ")).",
        subject: .place(file: "query", row: nil, field: String(part.name.prefix(40))))
    }
  }

  /// A whole number of the query between two others.
  ///
  /// - Throws: `invalidInput` for anything else.
  func integer(
    _ name: String, _ range: ClosedRange<Int64>
  ) throws(SteelyardError) -> Int64? {
    guard let text = try request.query.value(name) else { return nil }
    guard text.utf8.count <= 20, let value = Int64(text), range.contains(value),
      String(value) == text
    else {
      throw refusal(
        name, text, "Write a whole number from \(range.lowerBound) to \(range.upperBound).")
    }
    return value
  }

  /// A time of the query.
  ///
  /// - Throws: `invalidInput` for what is none, `notApplicable` for one outside UTC or the years that can be meant.
  func time(_ name: String) throws(SteelyardError) -> Timestamp? {
    guard let text = try request.query.value(name) else { return nil }
    if text.utf8.count <= 40, let time = try? Timestamp(parsing: text) { return time }
    guard text.utf8.count <= 40, text.contains(/^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]/) else {
      throw refusal(name, text, "Write a time such as 2026-03-14T09:25:21Z.")
    }
    // A date and time as the description has it, of another zone or of years that no market has seen.
    throw SteelyardError(
      .notApplicable, "\(name) is no time that can be asked about.",
      remedy: "Write it in UTC, such as 2026-03-14T09:25:21Z.",
      subject: .place(file: "query", row: nil, field: name))
  }

  /// True or false of the query; false where it is left out.
  ///
  /// - Throws: `invalidInput` for anything else.
  func flag(_ name: String) throws(SteelyardError) -> Bool {
    switch try request.query.value(name) {
    case nil, "false": return false
    case "true": return true
    case let text?: throw refusal(name, text, "Write true or false.")
    }
  }

  /// One of some words of the query.
  ///
  /// - Throws: `invalidInput` for any other.
  func choice<Word: RawRepresentable & CaseIterable>(
    _ name: String, _ words: Word.Type
  ) throws(SteelyardError) -> Word? where Word.RawValue == String {
    guard let text = try request.query.value(name) else { return nil }
    guard let word = Word(rawValue: text) else {
      throw refusal(
        name, text,
        "Write one of \(Word.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    return word
  }

  /// How many elements the page has, and where it begins.
  func page() throws(SteelyardError) -> (start: Int, limit: Int) {
    (
      Int(try integer("cursor", 0...Int64(Int32.max)) ?? 0),
      Int(try integer("limit", 1...1000) ?? 100)
    )
  }

  /// The number that a placeholder of the path stands for.
  ///
  /// - Throws: `notFound` for what is no number from 1: nothing is called so.
  func number(_ name: String, _ what: String) throws(SteelyardError) -> UInt64 {
    let text = try request.parameter(name)
    guard let value = UInt64(text), value > 0, String(value) == text else {
      throw SteelyardError(
        .notFound, "There is no \(what) \"\(text.prefix(40))\".",
        remedy: "Numbers of \(what)s count from 1.",
        subject: .place(file: "path", row: nil, field: name))
    }
    return value
  }

  private func refusal(_ name: String, _ text: String, _ remedy: String) -> SteelyardError {
    SteelyardError(
      .invalidInput, "\"\(text.prefix(60))\" is no value of \(name).", remedy: remedy,
      subject: .place(file: "query", row: nil, field: name))
  }

  // MARK: The body

  /// The body as the object that the operation reads.
  ///
  /// - Throws: A problem with status 400 for what is not as described.
  func body() throws -> APIBody {
    guard let object = operation.body else {
      preconditionFailure("\(operation.name) reads no body.")
    }
    do throws(SteelyardError) {
      return try APIBody(request.body, as: object)
    } catch {
      throw Problem(error)
    }
  }

  /// The client's name for a command, out of `idempotency-key`.
  ///
  /// - Throws: `invalidInput` for what is no identifier, or for several.
  func commandIdentifier() throws(SteelyardError) -> ClientIdentifier? {
    let field = SteelyardError.Subject.place(file: "header", row: nil, field: "idempotency-key")
    let values = request.headers.values("idempotency-key")
    guard values.count <= 1 else {
      throw SteelyardError(
        .invalidInput, "There are \(values.count) idempotency keys.", remedy: "Send one.",
        subject: field)
    }
    guard let text = values.first else { return nil }
    do { return try ClientIdentifier(text) } catch { throw error.about(field) }
  }
}
