import Glibc

/// Wakes one thread that waits: a flag with a condition, so that no wake-up is lost.
final class Signal: @unchecked Sendable {
  // Safe to share: everything below is touched between lock and unlock only.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var isRaised = false

  init() {
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    // The time of day may be set back while a thread waits.
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Wakes the waiting thread, or the next that waits.
  func raise() {
    pthread_mutex_lock(mutex)
    isRaised = true
    pthread_cond_signal(condition)
    pthread_mutex_unlock(mutex)
  }

  /// Waits until it is raised, and lowers it.
  func wait() {
    pthread_mutex_lock(mutex)
    while !isRaised { pthread_cond_wait(condition, mutex) }
    isRaised = false
    pthread_mutex_unlock(mutex)
  }

  /// Waits until it is raised, and lowers it; or until the time is over.
  ///
  /// - Returns: Whether it was raised.
  @discardableResult
  func wait(milliseconds: Int64) -> Bool {
    var until = timespec()
    clock_gettime(CLOCK_MONOTONIC, &until)
    let nanoseconds = Int64(until.tv_nsec) + milliseconds % 1000 * 1_000_000
    until.tv_sec += Int(milliseconds / 1000 + nanoseconds / 1_000_000_000)
    until.tv_nsec = Int(nanoseconds % 1_000_000_000)
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while !isRaised {
      if pthread_cond_timedwait(condition, mutex, &until) == ETIMEDOUT { break }
    }
    defer { isRaised = false }
    return isRaised
  }
}
