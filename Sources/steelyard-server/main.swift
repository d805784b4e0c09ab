import Glibc
import SteelyardCommandLine
import SteelyardServer

ProcessHeaps.limit()
exit(Program.whole.run(Array(CommandLine.arguments.dropFirst())).rawValue)
