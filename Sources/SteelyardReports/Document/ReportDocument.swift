/// An answer as people read it: facts, tables and plots in sections.
public struct ReportDocument: Sendable, Hashable {
  /// What the answer is about.
  public let title: String
  /// What it stood on, in a line: model, parameters, time.
  public let subtitle: String
  /// Its parts, the most important first.
  public let sections: [Section]
  /// Other pages of the same answer, which a page leads to.
  public let links: [Link]

  /// A document from its parts.
  public init(title: String, subtitle: String, sections: [Section], links: [Link] = []) {
    self.title = title
    self.subtitle = subtitle
    self.sections = sections
    self.links = links
  }

  /// Another page of the same answer.
  public struct Link: Sendable, Hashable {
    /// What it is called.
    public let words: String
    /// Its path, beside this page.
    public let path: String

    /// A link from its parts.
    public init(_ words: String, path: String) {
      self.words = words
      self.path = path
    }
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
    /// The same where a table tells the numbers already: text that no person looks at leaves them out.
    case pictures([ReportPlot])
    /// Numbers over two inputs, with the table that programs read in their place.
    case heatmap(ReportHeatmap, table: ReportTable)
    /// The same where a table tells the numbers already: text that no person looks at leaves it out.
    case heatmapPicture(ReportHeatmap)
    /// How a total is made up.
    case composition(ReportComposition)
    /// The same where a table tells the numbers already: text that no person looks at leaves it out.
    case compositionPicture(ReportComposition)
    /// What the answer stands on; a page has it at its foot.
    case sources([ReportSource])
    /// Amounts as bars from zero.
    case bars(ReportBars)
    /// The same where a table tells the numbers already: text that no person looks at leaves it out.
    case barPicture(ReportBars)
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
