/// An answer as people read it: facts, tables and plots in sections.
public struct ReportDocument: Sendable, Hashable {
  /// What the answer is about.
  public let title: String
  /// What it stood on, in a line: model, parameters, time.
  public let subtitle: String
  /// Its parts, the most important first.
  public let sections: [Section]

  /// A document from its parts.
  public init(title: String, subtitle: String, sections: [Section]) {
    self.title = title
    self.subtitle = subtitle
    self.sections = sections
  }

  /// A part of a document.
  public struct Section: Sendable, Hashable {
    /// Its heading; empty for the part that stands under the title.
    public let heading: String
    /// What it holds, in order.
    public let blocks: [Block]

    /// A section from its parts.
    public init(_ heading: String, _ blocks: [Block]) {
      self.heading = heading
      self.blocks = blocks
    }
  }

  /// What a section is made of.
  public enum Block: Sendable, Hashable {
    /// Running text.
    case paragraph(String)
    /// Single values with their labels.
    case facts([Fact])
    /// A table.
    case table(ReportTable)
    /// Lines or points over two axes, several side by side.
    case plots([ReportPlot])
    /// The same where a table tells the numbers already: text leaves them out.
    case pictures([ReportPlot])
    /// Numbers over two inputs, with the table that programs read in their place.
    case heatmap(ReportHeatmap, table: ReportTable)
    /// How a total is made up.
    case composition(ReportComposition)
    /// The same where a table tells the numbers already: text leaves it out.
    case compositionPicture(ReportComposition)
  }

  /// How a value is meant, for its colour.
  public enum Tone: String, Sendable, Hashable {
    /// Neither good nor bad.
    case neutral
    /// As it should be.
    case good
    /// To be watched.
    case caution
    /// Bad news.
    case bad
  }

  /// A value with its label.
  public struct Fact: Sendable, Hashable {
    /// The name of the value for programs: `initial_margin`.
    public let key: String
    /// The label for people.
    public let label: String
    /// The value.
    public let value: ReportCell
    /// The unit of a number; empty where it has none.
    public let unit: String
    /// How it is meant.
    public let tone: Tone

    /// A fact from its parts.
    public init(
      _ key: String, _ label: String, _ value: ReportCell, unit: String = "", tone: Tone = .neutral
    ) {
      self.key = key
      self.label = label
      self.value = value
      self.unit = unit
      self.tone = tone
    }
  }
}
