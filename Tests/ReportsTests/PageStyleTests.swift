import Foundation
import SteelyardReports
import Testing

/// Contrast and colours of pages, computed from the style sheet that they carry.
@Suite("Style sheet of pages")
struct PageStyleTests {
  /// Red, green and blue as light, 0 to 1.
  typealias Light = [Double]

  /// The colours of each scheme by name: light, dark, printed.
  static func schemes() throws -> [[String: Light]] {
    let html = try Fixed(
      document: ReportDocument(title: "t", subtitle: "", sections: [])
    ).rendered(as: .html)
    let blocks = html.components(separatedBy: ":root {").dropFirst()
      .map { $0.prefix { $0 != "}" } }
    return blocks.map { block in
      var colours: [String: Light] = [:]
      for match in block.matches(of: /--([a-z0-9]+): (#[0-9a-f]{6})/) {
        colours[String(match.output.1)] = light(String(match.output.2))
      }
      return colours
    }
  }

  /// WCAG 2.2, relative luminance: each channel of sRGB as light.
  static func light(_ hex: String) -> Light {
    let digits = Array(hex.dropFirst())
    return stride(from: 0, to: 6, by: 2).map { place in
      let value = Double(Int(String(digits[place...place + 1]), radix: 16) ?? 0) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
  }

  static func luminance(_ colour: Light) -> Double {
    0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]
  }

  static func contrast(_ first: Light, _ second: Light) -> Double {
    let (one, two) = (luminance(first), luminance(second))
    return (max(one, two) + 0.05) / (min(one, two) + 0.05)
  }

  /// What is seen without a deficiency, and with protanopia, deuteranopia and tritanopia.
  ///
  /// The matrices for severity 1 of G. Machado, M. Oliveira and L. Fernandes, IEEE Trans. Vis. Comput. Graph. 15 (2009).
  static let deficiencies: [[[Double]]] = [
    [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    [
      [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
      [-0.003882, -0.048116, 1.051998],
    ],
    [
      [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
      [-0.011820, 0.042940, 0.968881],
    ],
    [
      [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
      [0.004733, 0.691367, 0.303900],
    ],
  ]

  /// The distance of two colours as they are seen, in CIELAB of 1976, white of D65.
  static func distance(_ first: Light, _ second: Light, _ deficiency: [[Double]]) -> Double {
    func lab(_ colour: Light) -> [Double] {
      let seen = deficiency.map { row in
        min(1, max(0, zip(row, colour).reduce(0) { $0 + $1.0 * $1.1 }))
      }
      let x = 0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]
      let z = 0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]
      func root(_ value: Double) -> Double {
        value > 0.008856 ? cbrt(value) : 7.787 * value + 16.0 / 116
      }
      let (a, b, c) = (root(x / 0.9505), root(luminance(seen)), root(z / 1.089))
      return [116 * b - 16, 500 * (a - b), 200 * (b - c)]
    }
    return zip(lab(first), lab(second)).reduce(0) { $0 + pow($1.0 - $1.1, 2) }.squareRoot()
  }

  @Test("words stand out by 4.5 to 1 on the page and on cards, in light, dark and print")
  func words() throws {
    let schemes = try Self.schemes()
    #expect(schemes.count == 3)
    for scheme in schemes {
      for name in ["ink", "soft", "good", "caution", "bad", "s0"] {
        for ground in ["page", "card"] where !(name == "s0" && ground == "page") {
          let reached = Self.contrast(
            try #require(scheme[name]), try #require(scheme[ground]))
          #expect(reached >= 4.5, "\(name) on \(ground): \(reached)")
        }
      }
    }
  }

  @Test("lines, points and bars stand out by 3 to 1 from their card")
  func shapes() throws {
    for scheme in try Self.schemes() {
      for name in (0..<6).map({ "s\($0)" }) + ["axis"] {
        let reached = Self.contrast(try #require(scheme[name]), try #require(scheme["card"]))
        #expect(reached >= 3, "\(name): \(reached)")
      }
    }
  }

  @Test("numbers stay readable on the deepest colours of a heatmap")
  func heatmap() throws {
    for scheme in try Self.schemes() {
      for name in ["gain", "loss"] {
        // color-mix mixes the stored values; mixing light is brighter, so both are looked at.
        let (colour, card) = (try #require(scheme[name]), try #require(scheme["card"]))
        func stored(_ value: Double) -> Double {
          value <= 0.0031308 ? 12.92 * value : 1.055 * pow(value, 1 / 2.4) - 0.055
        }
        let mixed = zip(colour, card).map { pair -> Double in
          let value = 0.8 * stored(pair.0) + 0.2 * stored(pair.1)
          return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        let reached = Self.contrast(try #require(scheme["ink"]), mixed)
        #expect(reached >= 4.5, "ink on \(name): \(reached)")
      }
    }
  }

  @Test("the colours of series are told apart with every common deficiency")
  func deficiency() throws {
    for scheme in try Self.schemes() {
      for (index, deficiency) in Self.deficiencies.enumerated() {
        for first in 0..<6 {
          for second in first + 1..<6 {
            let reached = Self.distance(
              try #require(scheme["s\(first)"]), try #require(scheme["s\(second)"]), deficiency)
            #expect(reached >= 18, "s\(first) and s\(second), deficiency \(index): \(reached)")
          }
        }
        for pair in [("good", "bad"), ("gain", "loss")] {
          let reached = Self.distance(
            try #require(scheme[pair.0]), try #require(scheme[pair.1]), deficiency)
          #expect(reached >= 18, "\(pair), deficiency \(index): \(reached)")
        }
      }
    }
  }

  @Test("contrast is that of the standard: black on white 21, the grey of its example 4.54")
  func oracle() {
    #expect(abs(Self.contrast(Self.light("#000000"), Self.light("#ffffff")) - 21) < 1e-9)
    #expect(abs(Self.contrast(Self.light("#767676"), Self.light("#ffffff")) - 4.54) < 0.005)
  }

  @Test("paper has its own style: size, repeated heads, rows and drawings in one piece")
  func paper() throws {
    let html = try Fixed(
      document: ReportDocument(title: "t", subtitle: "", sections: [])
    ).rendered(as: .html)
    for rule in [
      "@page { size: A4", "@media print", "thead { display: table-header-group; }",
      "break-inside: avoid", "box-shadow: none",
    ] { #expect(html.contains(rule), "\(rule)") }
  }
}
