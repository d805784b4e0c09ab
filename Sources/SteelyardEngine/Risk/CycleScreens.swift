import SteelyardLedger
import SteelyardMargin
import SteelyardScenarios

/// The screens of the models in force, kept from one cycle to the next.
struct CycleScreens: Sendable {
  private var screens: [MarginMode: RiskEvaluation.Screen] = [:]

  /// The screens that a cycle uses: those of modes with many accounts that are due and a model that can be
  /// screened.
  ///
  /// - Parameters:
  ///   - due: How many accounts are, by mode.
  ///   - count: How many make a screen worth while.
  ///   - version: That of the models.
  ///   - sharing: Who writes their matrices.
  mutating func screens(
    for due: [MarginMode: Int], from count: Int, _ slots: [MarginMode: LiveFrame.Slot],
    version: UInt64, sharing: WorkSharing
  ) -> [MarginMode: RiskEvaluation.Screen] {
    var used: [MarginMode: RiskEvaluation.Screen] = [:]
    for (mode, dueCount) in due where dueCount >= max(1, count) {
      guard let slot = slots[mode], let model = slot.model as? DynamicMargin else { continue }
      let known = screens[mode].flatMap { $0.version == version ? $0 : nil }
      if let known, known.frame.frame.number == slot.frame.number {
        used[mode] = known
        continue
      }
      guard let screen = known?.screen ?? DynamicScreen(model) else { continue }
      let made = RiskEvaluation.Screen(
        frame: ScreenFrame(slot.frame, screen, after: known?.frame, sharing: sharing),
        screen: screen,
        version: version)
      screens[mode] = made
      used[mode] = made
    }
    return used
  }
}
