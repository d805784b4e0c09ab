public import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardScenarios

extension CalibrationReport {
  /// The answer for programs, with the fields of `docs/calibration.md`.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { writer throws(SteelyardError) in
      writer.field("state", stateName)
      writer.field("name", state.name)
      writer.field("model", state.model)
      writer.field("parameters", state.parameters)
      writer.field("as_of", state.asOf.description)
      writer.key("epoch")
      writer.integer(state.epoch)
      writer.field("seed", "\(state.seed)")
      try writer.objects("coins", lines) { writer, line throws(SteelyardError) in
        writer.field("coin", line.coin.coin.code)
        writer.key("observations")
        writer.integer(line.coin.observations)
        try writer.field("fast", line.coin.fast)
        try writer.field("slow", line.coin.slow)
        try writer.field("initial_scale", line.coin.initialScale)
        try writer.field("maintenance_scale", line.coin.maintenanceScale)
        try writer.field("horizon_days", line.horizonDays)
        try writer.field("core_long", line.long)
        try writer.field("core_short", line.short)
        if let error = line.longError { try writer.field("core_long_standard_error", error) }
        if let error = line.shortError { try writer.field("core_short_standard_error", error) }
        try writer.field("worst_fall", line.coin.worstFall)
        try writer.field("largest_rise", line.coin.largestRise)
      }
      try writer.objects("groups", groups) { writer, group throws(SteelyardError) in
        writer.field("group", group.name)
        writer.key("count")
        writer.integer(group.scenarios.count)
        writer.field("made", group.scenarios.makingWords)
        if let origin = group.scenarios.origin {
          try writer.field("degrees_of_freedom", origin.degreesOfFreedom)
        }
      }
      try writeContests(&writer)
      try writer.strings("crashes", state.initial.crashes?.labels ?? [])
      try writer.strings("sources", state.sources)
      try writer.strings("notes", notes)
    }
  }
}
