import Foundation
import TestSupport
import Testing

/// What is in `deploy` fits the programs and itself.
@Suite("What the service is deployed with", .serialized)
struct DeployTests {
  private static func text(_ path: String) throws -> String {
    try String(contentsOfFile: PackageRoot.path(of: path), encoding: .utf8)
  }

  private static let rules = "deploy/prometheus/steelyard.rules.yml"
  private static let tests = "deploy/prometheus/steelyard.tests.yml"

  /// The names of all alerts.
  private func alerts() throws -> [String] {
    try DeployTests.text(DeployTests.rules).matches(of: /alert: ([A-Za-z]+)/).map { String($0.1) }
  }

  /// What the panels of the board ask for.
  private func questions() throws -> [String] {
    let board = try #require(
      try JSONSerialization.jsonObject(
        with: Data(DeployTests.text("deploy/grafana/steelyard.json").utf8)) as? [String: Any])
    let panels = try #require(board["panels"] as? [[String: Any]])
    return panels.flatMap { panel in
      (panel["targets"] as? [[String: Any]] ?? []).compactMap { $0["expr"] as? String }
    }
  }

  @Test("alert rules are right, and each fires when it should and is quiet when it should be")
  func rules() throws {
    let run = try ProgramRun.shell(
      "promtool check rules \(DeployTests.rules) && promtool test rules \(DeployTests.tests)"
        + " && promtool check config --syntax-only deploy/prometheus/prometheus.yml")
    #expect(run.status == 0, "\(run.output)")
    let tests = try DeployTests.text(DeployTests.tests)
    let runbook = try DeployTests.text("docs/operations.md")
    let alerts = try alerts()
    #expect(alerts.count >= 20)
    for alert in alerts {
      #expect(tests.contains("name: \(alert) fires\n"), "\(alert)")
      #expect(tests.contains("name: \(alert) stays quiet\n"), "\(alert)")
      #expect(runbook.contains("\n### \(alert)\n"), "\(alert)")
      #expect(
        try DeployTests.text(DeployTests.rules).contains(
          "runbook: docs/operations.md#\(alert.lowercased())\n"), "\(alert)")
    }
  }

  @Test("every question of the board is one that Prometheus understands")
  func board() throws {
    let questions = try questions()
    #expect(questions.count > 40)
    var file = "groups:\n  - name: board\n    rules:\n"
    for (number, question) in questions.enumerated() {
      let plain = question.replacing("$__rate_interval", with: "5m").replacing(
        "$instance", with: ".*")
      file += "      - record: panel_\(number)\n        expr: |-\n          \(plain)\n"
    }
    let run = try ProgramRun.shell(
      "f=$(mktemp) && cat > $f && promtool check rules $f; s=$?; rm $f; exit $s", input: file)
    #expect(run.status == 0, "\(run.output)")
  }

  @Test("every metric that rules and board ask for is one that a running server has")
  func metrics() throws {
    let run = try ProgramRun.shell(
      """
      directory=$(mktemp -d)
      steelyard demo --port 0 --accounts 8 --directory $directory/data > $directory/out 2>&1 & pid=$!
      for i in $(seq 300); do grep -q 'Ctrl-C' $directory/out && break; sleep 0.1; done
      address=$(sed -n 's/^address *//p' $directory/out)
      bearer="authorization: $(sed -n "s/.*'Authorization: \\(.*\\)'.*/\\1/p" $directory/out)"
      curl -s -H "$bearer" $address/metrics
      kill -TERM $pid; wait $pid; rm -r $directory
      """)
    let families = Set(run.output.matches(of: #/\# TYPE ([a-z_]+) /#).map { String($0.1) })
    #expect(families.count > 10, "\(run.output.prefix(2_000))")
    let asked = try DeployTests.text(DeployTests.rules) + questions().joined(separator: "\n")
    let names = Set(asked.matches(of: /\b(?:steelyard|process)_[a-z_]+/).map { String($0.0) })
    #expect(names.count > 30)
    for name in names.sorted() {
      let family = name.hasSuffix("_bucket") ? String(name.dropLast("_bucket".count)) : name
      #expect(families.contains(family), "no server has \(name)")
    }
  }

  @Test("systemd takes the unit, and finds little that it is exposed to")
  func unit() throws {
    let run = try ProgramRun.shell(
      """
      command -v systemd-analyze > /dev/null || { echo "no systemd here"; exit 0; }
      d=$(mktemp -d) && unit=$d/steelyard.service
      sed "s#/usr/local/bin/steelyard#$(command -v steelyard)#" deploy/systemd/steelyard.service > $unit
      systemd-analyze verify --man=no $unit; echo "verified $?"
      systemd-analyze security --offline=yes --threshold=20 $unit > $d/report; echo "safe $?"
      rm -r $d
      """)
    guard !run.output.contains("no systemd here") else { return }
    #expect(run.output == "verified 0\nsafe 0\n", "\(run.output)")
  }

  @Test("the container has what the programs load and starts what there is")
  func container() throws {
    let file = try DeployTests.text("deploy/docker/Dockerfile")
    for library in ["libsimdjson14", "libsodium23", "libsqlite3-0", "libwebsockets17"] {
      #expect(file.contains(library))
    }
    #expect(file.contains("\nUSER 10001:10001\n"))
    let check = try ProgramRun.shell("steelyard serve --check --config deploy/steelyard.json5")
    #expect(check.status == 0)
  }
}
