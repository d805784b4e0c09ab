import Glibc
import SteelyardContracts

/// What a failed system call on a file means to the user.
enum SystemFailure {
  /// The error for the number in `errno`.
  static func error(_ what: String, number: Int32, path: String) -> SteelyardError {
    let remedy =
      switch number {
      case ENOSPC, EDQUOT, EFBIG: "Free space or raise the quota, then start again."
      case EROFS, EACCES, EPERM:
        "Check that the file system is writable and that this user may write to the directory."
      case ENOENT, ENOTDIR: "Make the directory above it, or correct the path."
      default: "Look at the system's log for disk errors, then start again."
      }
    return SteelyardError(
      .unavailable, "Can't \(what).", remedy: remedy,
      subject: .place(file: path, row: nil, field: nil), cause: String(cString: strerror(number)))
  }
}
