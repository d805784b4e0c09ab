import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import SteelyardLedger
import SteelyardMargin

/// The catalogue of margin models, and the parameters that each version had.
enum ModelOperations {
  static let all: [APIOperation] = [
    .read(
      "/models", "listModels",
      "The margin models that come with the service, and which are in use.",
      audience: .everyone, answer: .object(models)
    ) { call in
      let modes = call.engine.configuration.models
      return try .object { writer throws(SteelyardError) in
        try writer.objects("models", try catalogue.get()) { writer, model throws(SteelyardError) in
          let name = model.name
          writer.field("name", name)
          writer.field("title", model.title)
          try writer.strings(
            "in_use_for", modes.filter { $0.value == name }.keys.map(\.rawValue).sorted())
          writer.field("effective", model.provenance.effective)
          writer.optional("superseded", model.provenance.superseded)
          try writer.strings("sources", model.provenance.sources)
        }
      }
    },
    .read(
      "/parameters/{model}/versions/{version}", "getParameterVersion",
      "A version of a model's parameters with its file.", audience: .everyone,
      answer: .object(version)
    ) { call in
      let (version, next) = try call.version()
      return try Response.object { writer throws(SteelyardError) in
        writer.field("model", version.model)
        writer.field("version", version.number)
        writer.field("hash", version.hash)
        writer.field("since", version.since)
        writer.optional("until", next?.since)
        writer.optional("change", version.change)
      }.adding("file", json: version.file)
    },
  ]

  private struct Entry: Sendable {
    let name: String
    let title: String
    let provenance: ParameterProvenance
  }

  /// The files come with the program, so they are read once.
  private static let catalogue: Result<[Entry], SteelyardError> = Result {
    () throws(SteelyardError) in
    var entries: [Entry] = []
    for name in MarginModelCatalogue.names {
      let model = try MarginModelCatalogue.specification(named: name, parameters: nil)
      entries.append(
        Entry(name: name, title: model.provenance.name, provenance: model.provenance))
    }
    return entries
  }

  private static let models = APIObject(
    "Models", "The margin models.",
    [
      .required(
        "models",
        .list(
          "Those in use elsewhere first.",
          .object(
            APIObject(
              "Model", "A margin model.",
              [
                .required("name", .text("Its name.")),
                .required("title", .text("The parameter set that it stands for.")),
                .required(
                  "in_use_for",
                  .list(
                    "Margin modes of accounts that it is used for here.", .text("A margin mode."))),
                .required("effective", .text("The day from which the set holds.")),
                .required("superseded", .nullable(.text("What replaced it, where that is known."))),
                .required("sources", .list("What its figures were read from.", .text("A source."))),
              ]))))
    ])

  private static let version = APIObject(
    "ParameterVersionFile", "One version of a model's parameters.",
    [
      .required("model", .text("The model.")),
      .required("version", .integer("Its number, from 1.")),
      .required("hash", .text("SHA-256 of its file, in hexadecimal.")),
      .required("since", .time("From when on it is in force.")),
      .required("until", .nullable(.time("Until when; null where no later one is known."))),
      .required("change", .nullable(.integer("The change that brought it."))),
      .required("file", .free("The file.")),
    ])
}

extension APICall {
  /// The version of the path, and the one after it.
  ///
  /// - Throws: `notFound` where there is none.
  fileprivate func version() throws(SteelyardError) -> (ParameterVersion, next: ParameterVersion?) {
    let model = try request.parameter("model")
    let number = try number("version", "version")
    let versions = engine.governance.versions[model] ?? []
    guard let place = versions.firstIndex(where: { UInt64($0.number) == number }) else {
      throw SteelyardError(
        .notFound, "\"\(model.prefix(60))\" has no version \(number) of its parameters.",
        remedy: "Ask /parameters for those that there are.",
        subject: .place(file: "path", row: nil, field: "version"))
    }
    return (versions[place], versions.dropFirst(place + 1).first)
  }
}
