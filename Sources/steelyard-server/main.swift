import Glibc
import SteelyardCommandLine

exit(Program.whole.run(Array(CommandLine.arguments.dropFirst())).rawValue)
