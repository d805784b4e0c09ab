/// Where the package stands on this machine, found from the place of this source file.
public enum PackageRoot {
  /// Absolute path of the directory with `Package.swift`, without a slash at its end.
  public static let path: String = {
    // Sources/TestSupport/PackageRoot.swift: three components up.
    let components = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return components.dropLast(3).joined(separator: "/")
  }()

  /// Absolute path of a file or directory of the package.
  ///
  /// - Parameter relative: The path from the root, such as `Tests/Fixtures`.
  public static func path(of relative: String) -> String { path + "/" + relative }
}
