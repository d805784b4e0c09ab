import Glibc
import SteelyardContracts

// Runs an engine on a journal, a simulated market and clients that send commands under identifiers, until it is
// killed or the journal fails; prints every answer at once. The tests of the engine start it and kill it.
//
// usage: engine-hammer DIRECTORY SNAPSHOT_INTERVAL FIRST[,FIRST...]
//        engine-hammer DIRECTORY SNAPSHOT_INTERVAL liquidate:COUNT
//
// The second brings COUNT accounts below maintenance margin, one after another, and liquidates them on a faulty venue.
// There is a client for each FIRST, the number of the command that it begins with. Lines:
//   open POSITION SNAPSHOT   the journal's last record, and the snapshot that the state was read from
//   ack IDENTIFIER POSITION  done, and durable at this place of the journal
//   again IDENTIFIER POSITION  it had been done before
//   no IDENTIFIER CODE TEXT  refused
//   end LIQUIDATIONS POSITION  every account is through its liquidation
//   error CODE TEXT          the end

// A file that reaches the limit of the process is an error to handle, not the end.
signal(SIGXFSZ, SIG_IGN)
let arguments = CommandLine.arguments
if arguments.count == 4, let interval = Int64(arguments[2]), interval > 0,
  let count = arguments[3].split(separator: ":").last.flatMap({ Int($0) }),
  arguments[3].hasPrefix("liquidate:")
{
  do {
    try await LiquidatedEngine(
      directory: arguments[1], snapshotInterval: interval, count: count
    ).run()
    exit(0)
  } catch {
    Line.say("error \((error as? SteelyardError)?.code.rawValue ?? "unknown") \(error)")
    exit(1)
  }
}
let firsts = arguments.last.map { $0.split(separator: ",").compactMap { Int($0) } } ?? []
guard arguments.count == 4, let interval = Int64(arguments[2]), interval > 0, !firsts.isEmpty
else {
  Line.say("usage: engine-hammer DIRECTORY SNAPSHOT_INTERVAL FIRST[,FIRST...]")
  exit(2)
}
do {
  let service = try HammeredEngine(directory: arguments[1], snapshotInterval: interval)
  try await service.prepare(clients: firsts.count)
  await service.load(from: firsts)
} catch {
  Line.say("error \(error.code.rawValue) \(error)")
  exit(1)
}
