import Glibc
import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats

/// A browser that prints a page as PDF, with a profile of its own that is removed with it.
struct PageBrowser {
  /// The programs that are looked for on `PATH`.
  static let names = ["chromium", "chromium-browser", "google-chrome"]
  /// Seconds after which a page is given up.
  private static let secondsMax = 90.0

  private let path: String

  /// The browser at a path, or the first on `PATH`.
  ///
  /// - Throws: `unavailable` where there is none.
  init(stated: String?) throws(SteelyardError) {
    if let stated {
      guard access(stated, X_OK) == 0 else {
        throw SteelyardError(
          .unavailable, "--browser: there is no program to run at this path.",
          remedy: "Name one that can be run, such as /usr/bin/chromium.",
          subject: .place(file: stated, row: nil, field: nil))
      }
      path = stated
      return
    }
    let directories = getenv("PATH").map { String(cString: $0) } ?? ""
    let found = PageBrowser.names.flatMap { name -> [String] in
      directories.split(separator: ":").map { "\($0)/\(name)" }
    }.first { (path: String) in access(path, X_OK) == 0 }
    guard let found else {
      throw SteelyardError(
        .unavailable,
        "--format pdf needs a browser, and none of \(PageBrowser.names.joined(separator: ", ")) is on PATH.",
        remedy: "Install chromium, name one with --browser PATH, or take --format html.")
    }
    path = found
  }

  /// A page printed.
  ///
  /// - Throws: `unavailable` where the browser fails or takes longer than 90 seconds.
  func pdf(of html: String) throws(SteelyardError) -> [UInt8] {
    let directory = try PageBrowser.newDirectory()
    defer { PageBrowser.remove(directory) }
    let (page, printed) = ("\(directory)/page.html", "\(directory)/page.pdf")
    try OutputFile(path: page).write(html)
    let status = try run(directory, page, printed)
    guard status == 0, access(printed, R_OK) == 0 else {
      throw SteelyardError(
        .unavailable, "\(path) printed no page; it ended with \(status).",
        remedy: "Try `\(path) --headless --version`, or take --format html and print it yourself.")
    }
    return try InputFile(path: printed).bytes
  }

  private static func newDirectory() throws(SteelyardError) -> String {
    // The browser makes a socket below it, and the path of a socket has 107 bytes at most.
    let stated = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    let parent = stated.utf8.count <= 40 ? stated : "/tmp"
    guard let text = strdup("\(parent)/steelyard-XXXXXX") else { throw noDirectory(parent) }
    defer { free(text) }
    guard mkdtemp(text) != nil else { throw noDirectory(parent) }
    return String(cString: text)
  }

  private static func noDirectory(_ parent: String) -> SteelyardError {
    SteelyardError(
      .unavailable, "No directory for the browser can be made: \(SystemMessage.text()).",
      remedy: "Let TMPDIR name a directory that you may write to.",
      subject: .place(file: parent, row: nil, field: nil))
  }

  /// Removes a path with what is in it; links are removed, not followed.
  private static func remove(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      unlink(path)
      return
    }
    // What cannot be listed cannot be removed either; nobody can be told more than the system does.
    let names = (try? InputFile.names(inDirectory: path)).flatMap { $0 } ?? []
    for name in names { remove("\(path)/\(name)") }
    rmdir(path)
  }

  private func run(
    _ directory: String, _ page: String, _ printed: String
  ) throws(SteelyardError) -> Int32 {
    var words = [
      path, "--headless", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions",
      "--disable-background-networking", "--disable-sync", "--no-first-run",
      "--no-pdf-header-footer", "--user-data-dir=\(directory)/profile", "--print-to-pdf=\(printed)",
      "file://\(page)",
    ]
    // Its sandbox needs a user of its own; as root it would not start with one.
    if geteuid() == 0 { words.insert("--no-sandbox", at: 1) }
    let process = try start(words, home: directory)
    var status: Int32 = 0
    let start = MonotonicClock.nanosecondsNow()
    while true {
      let ended = waitpid(process, &status, WNOHANG)
      if ended == process { break }
      if ended < 0 && errno != EINTR { return -1 }
      if Double(MonotonicClock.nanosecondsNow() - start) > PageBrowser.secondsMax * 1e9 {
        // It stands in a group of its own, with the processes that it started.
        kill(-process, SIGKILL)
        waitpid(process, &status, 0)
        throw SteelyardError(
          .unavailable,
          "\(path) did not print the page within \(Int(PageBrowser.secondsMax)) seconds.",
          remedy: "Take --format html and print it yourself.")
      }
      usleep(20_000)
    }
    // What it started may outlive it for a moment and hold on to the profile.
    kill(-process, SIGKILL)
    return status
  }

  private func start(_ words: [String], home: String) throws(SteelyardError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    posix_spawnattr_setpgroup(&attributes, 0)
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    arguments.append(nil)
    let kept = ["PATH", "LANG", "LC_ALL", "FONTCONFIG_PATH"]
    var surroundings: [UnsafeMutablePointer<CChar>?] = []
    for name in kept {
      guard let value = getenv(name) else { continue }
      surroundings.append(strdup("\(name)=\(String(cString: value))"))
    }
    // Settings and caches beside the profile go with it.
    for name in ["HOME", "TMPDIR", "XDG_RUNTIME_DIR"] {
      surroundings.append(strdup("\(name)=\(home)"))
    }
    surroundings.append(nil)
    defer {
      for word in arguments { free(word) }
      for word in surroundings { free(word) }
    }
    var process: pid_t = 0
    let failure = posix_spawn(&process, path, &actions, &attributes, arguments, surroundings)
    guard failure == 0 else {
      throw SteelyardError(
        .unavailable, "\(path) can't be run: \(SystemMessage.text(failure)).",
        remedy: "Name another with --browser PATH, or take --format html.")
    }
    return process
  }
}
