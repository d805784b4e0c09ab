import SteelyardCommandLine
import SteelyardContracts
import SteelyardServer

extension LoadCommand {
  static func admission(_ load: WhatIfLoad) throws(SteelyardError) {
    for orders in [0, 10, 100] {
      try StandardOutput.write(
        line("bound, \(orders) orders at work  ", try load.bound(orders: orders, count: 2000)))
    }
    for orders in [0, 9, 100] {
      try StandardOutput.write(
        line("search, \(orders) orders at work ", try load.search(orders: orders, count: 100)))
    }
  }

  static func whatIf(
    _ load: WhatIfLoad, clients: Int, seconds: Int, rate: Int
  ) throws(SteelyardError) {
    try StandardOutput.write(
      line("figures   ", try load.figures(count: 20_000))
        + line("explained ", try load.explained(count: 500)))
    let paced = try load.overHTTP(clients: clients, seconds: Double(seconds), rate: Double(rate))
    try StandardOutput.write("http      \(rate) a second asked, " + told(paced))
    let free = try load.overHTTP(clients: clients, seconds: Double(seconds), rate: nil)
    try StandardOutput.write("http      as fast as it goes, " + told(free))
  }

  static func requests(
    _ load: WhatIfLoad, clients: Int, seconds: Int
  ) throws(SteelyardError) {
    let done = try load.commandsOverHTTP(clients: clients, seconds: Double(seconds))
    try StandardOutput.write("deposits  durable, \(clients) clients, " + told(done))
  }

  static func stream(
    _ directory: String, clients: Int, rate: Int, seconds: Int
  ) async throws(SteelyardError) {
    let loaded = try await LoadedEngine(
      directory: directory, clients: 1, snapshotInterval: 100_000)
    let loop = try await Loop.start()
    var router = Router()
    let face = StreamFace(
      engine: loaded.engine, keyGuard: nil, archive: JournalPages(directory: directory))
    face.add(to: &router)
    let server = try await HTTPServer.start(
      router, options: ServerOptions(), requestGuard: nil, on: loop)
    let load = try await StreamLoad(
      loaded, port: server.port, clients: clients, rate: rate, seconds: seconds)
    face.stop()
    await server.stop(graceSeconds: 1)
    await loop.stop()
    loaded.stop()
    try StandardOutput.write(
      """
      clients   \(clients), each with \(rate) messages a second wanted
      messages  \(load.sentCount) sent, \(load.receivedCount) received, \
      \(load.sentCount - load.receivedCount) lost, \(load.brokenCount) clients broken, in \
      \(fixed(load.seconds)) s
      rate      \(Int(Double(load.receivedCount) / load.seconds)) a second
      latency   p50 \(fixed(load.milliseconds(atShare: 0.5))) ms, p99 \
      \(fixed(load.milliseconds(atShare: 0.99))) ms, largest \(fixed(load.milliseconds(atShare: 1))) ms

      """)
  }

  private static func line(_ what: String, _ times: WhatIfLoad.Times) -> String {
    "\(what)  p50 \(fixed(times.median)) us, p99 \(fixed(times.p99)) us\n"
  }

  private static func told(_ load: RequestLoad) -> String {
    "\(Int(load.ratePerSecond)) a second answered, \(load.refusedCount) refused; p50 "
      + "\(fixed(load.milliseconds(atShare: 0.5))) ms, p99 \(fixed(load.milliseconds(atShare: 0.99))) ms\n"
      + (load.firstRefusal.isEmpty ? "" : "refusal   \(load.firstRefusal)\n")
  }
}
