import CThreads
import Glibc

/// The allocator of a process that runs for long.
public enum ProcessHeaps {
  /// Lets threads share as many heaps as there are processors, at least two: with glibc's eight times as many each keeps
  /// what it was once the largest of, and a service of a week holds a tenth more memory than it uses.
  ///
  /// To be called before there are threads.
  public static func limit() {
    steelyard_limit_heaps(Int32(clamping: max(2, sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
  }
}
