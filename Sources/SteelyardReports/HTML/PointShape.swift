/// Shapes of points, so that series are told apart without their colours.
enum PointShape: Int, CaseIterable {
  case circle, square, triangle, diamond, cross, plus

  /// The shape of a series by its number.
  init(_ number: Int) {
    self = PointShape.allCases[number % PointShape.allCases.count]
  }

  /// The shape around a place of a drawing.
  func drawn(x: Double, y: Double, style: String) -> String {
    func at(_ right: Double, _ down: Double) -> String {
      "\(coordinate(x + right)),\(coordinate(y + down))"
    }
    return switch self {
    case .circle:
      "<circle class=\"dot \(style)\" cx=\"\(coordinate(x))\" cy=\"\(coordinate(y))\" r=\"2.6\"/>"
    case .square:
      "<rect class=\"dot \(style)\" x=\"\(coordinate(x - 2.4))\" y=\"\(coordinate(y - 2.4))\" "
        + "width=\"4.8\" height=\"4.8\"/>"
    case .triangle:
      "<polygon class=\"dot \(style)\" points=\"\(at(0, -3.2)) \(at(3, 2.2)) \(at(-3, 2.2))\"/>"
    case .diamond:
      "<polygon class=\"dot \(style)\" points=\"\(at(0, -3.6)) \(at(3.2, 0)) \(at(0, 3.6)) \(at(-3.2, 0))\"/>"
    case .cross:
      "<path class=\"line \(style)\" style=\"stroke-dasharray:none;stroke-width:1.4\" "
        + "d=\"M\(at(-2.6, -2.6)) L\(at(2.6, 2.6)) M\(at(-2.6, 2.6)) L\(at(2.6, -2.6))\"/>"
    case .plus:
      "<path class=\"line \(style)\" style=\"stroke-dasharray:none;stroke-width:1.4\" "
        + "d=\"M\(at(-3, 0)) L\(at(3, 0)) M\(at(0, -3)) L\(at(0, 3))\"/>"
    }
  }
}
