import Foundation

/// What a program printed, and how it ended.
public struct ProgramRun: Sendable {
  /// Standard output and standard error, mixed as a terminal shows them.
  public let output: String
  /// The exit status; a negative number is the signal that ended the program.
  public let status: Int

  /// Runs a shell command line in the root of the package.
  ///
  /// The built programs come first on the search path, so `steelyard` is the one under test.
  /// - Parameters:
  ///   - command: What `/bin/sh -c` gets.
  ///   - input: Text for standard input.
  /// - Throws: What Foundation throws when the shell cannot be started.
  public static func shell(_ command: String, input: String = "") throws -> ProgramRun {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = URL(fileURLWithPath: PackageRoot.path)
    var environment = ProcessInfo.processInfo.environment
    environment["PATH"] =
      PackageRoot.path(of: ".build/release") + ":" + (environment["PATH"] ?? "/usr/bin:/bin")
    // One language and one clock zone for every machine that compares outputs.
    environment["LC_ALL"] = "C.UTF-8"
    environment["TZ"] = "UTC"
    process.environment = environment

    // Input goes through a file: a pipe that nobody reads would block the writer.
    let inputFile = FileManager.default.temporaryDirectory
      .appendingPathComponent("steelyard-\(UUID().uuidString)")
    try Data(input.utf8).write(to: inputFile)
    defer { try? FileManager.default.removeItem(at: inputFile) }
    process.standardInput = try FileHandle(forReadingFrom: inputFile)
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe

    try process.run()
    let printed = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let status = Int(process.terminationStatus)
    return ProgramRun(
      output: String(decoding: printed, as: UTF8.self),
      status: process.terminationReason == .exit ? status : -status)
  }
}
