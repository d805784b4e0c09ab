public import SteelyardContracts
import SteelyardFormats

extension NamesReport {
  /// The answer for programs.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { (writer) throws(SteelyardError) in
      try writer.objects("names", entries) { (writer, entry) throws(SteelyardError) in
        writer.field("given", entry.text)
        guard case .success(let reading) = entry.reading else { return }
        writer.field("naming", reading.naming.rawValue)
        try writer.strings("otherwise_on", reading.others.map(\.rawValue))
        for part in reading.parts {
          writer.key(named: part.key)
          writer.string(part.value)
        }
        try write(reading, &writer)
        try writer.objects("terms", entry.listings) { (writer, listing) throws(SteelyardError) in
          try write(listing, &writer)
        }
      }
      try writer.failures(failures)
    }
  }

  private func write(
    _ reading: NameEntry.Reading, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    writer.key("names")
    try writer.object { (writer) throws(SteelyardError) in
      for (naming, name) in reading.names {
        guard case .success(let name) = name else { continue }
        writer.key(named: naming.rawValue)
        writer.string(name)
      }
    }
    writer.key("why_not")
    try writer.object { (writer) throws(SteelyardError) in
      for (naming, name) in reading.names {
        guard case .failure(let error) = name else { continue }
        writer.key(named: naming.rawValue)
        writer.string(error.message)
      }
    }
  }

  private func write(
    _ listing: NameEntry.Listing, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    writer.field("venue", listing.venue.rawValue)
    writer.key("multiplier")
    writer.amount(listing.terms.multiplier)
    writer.key("tick")
    writer.amount(listing.terms.tick)
    try writer.objects("tick_steps", listing.terms.tickSteps) {
      (writer, step) throws(SteelyardError) in
      writer.key("above_price")
      writer.amount(step.abovePrice)
      writer.key("tick")
      writer.amount(step.tick)
    }
    writer.key("lot")
    writer.amount(listing.terms.lot)
    writer.key("averaging_window_seconds")
    writer.integer(listing.terms.averagingWindowSeconds)
    writer.field("delivery", listing.terms.delivery.rawValue)
    writer.field("evidence", listing.evidence.rawValue)
    writer.field("dated", listing.dated)
  }
}
