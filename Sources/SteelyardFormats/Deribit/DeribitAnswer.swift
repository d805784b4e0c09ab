import SteelyardContracts

/// The envelope of Deribit's JSON-RPC answers.
enum DeribitAnswer {
  /// The result's rows: the elements of an array, or the one object.
  ///
  /// Takes the whole answer or the bare `result`.
  ///
  /// - Throws: `invalidInput` where the answer is an error, or its result no object or array.
  static func rows(_ document: JSONDocument) throws(SteelyardError) -> [JSONValue] {
    let result = try result(document)
    switch result.kind {
    case .array: return Array(try result.elements())
    case .object: return [result]
    default: throw result.mismatch("array")
    }
  }

  /// The result, without its envelope.
  ///
  /// - Throws: `invalidInput` where the answer is an error.
  static func result(_ document: JSONDocument) throws(SteelyardError) -> JSONValue {
    let root = document.root
    if let result = root.present("result") { return result }
    if let failure = root.present("error") {
      let code = failure.optional("code")?.text ?? "?"
      let message = failure.optional("message")?.text ?? "no message"
      let details = failure.optional("data")
      let reason = details?.optional("reason")?.text ?? ""
      let parameter = details?.optional("param")?.text ?? ""
      let cause = [parameter, reason].filter { !$0.isEmpty }.joined(separator: ": ")
      throw SteelyardError(
        .invalidInput,
        "The file holds an error answer, \(code) \"\(message.prefix(80))\", no data.",
        remedy: "Correct the request and save its answer again.", subject: failure.subject,
        cause: cause.isEmpty ? nil : String(cause.prefix(80)))
    }
    if root.optional("jsonrpc") != nil {
      throw document.input.error(
        "The answer has neither a result nor an error.", remedy: "Save the whole answer again.")
    }
    return root
  }
}
