package import SteelyardMargin

extension DynamicSpecification {
  /// Days left that a contract needs to be walked: it must outlive every window that it is held over.
  package var walkedDaysMin: Double {
    let initialDays = initial.horizonDays.all.max() ?? 1
    let maintenanceDays = maintenance.horizonDays.all.max() ?? 1
    return max(initialDays.rounded(.up), 1 + maintenanceDays)
  }
}
