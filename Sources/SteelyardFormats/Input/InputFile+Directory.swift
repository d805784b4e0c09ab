package import SteelyardContracts

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension InputFile {
  /// The names in a directory, sorted; nil where the path is no directory, or not there.
  ///
  /// - Throws: `invalidInput` where the directory cannot be read.
  package static func names(inDirectory path: String) throws(SteelyardError) -> [String]? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
    guard let directory = opendir(path) else {
      throw SteelyardError(
        .invalidInput, "The directory cannot be read (error \(errno)).",
        remedy: "Check its permissions.", subject: .place(file: path, row: nil, field: nil))
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
