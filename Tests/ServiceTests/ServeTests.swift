import TestSupport
import Testing

@Suite("The service and its configuration", .serialized)
struct ServeTests {
  /// Checks a configuration.
  private func checked(_ configuration: String) throws -> ProgramRun {
    try ProgramRun.shell(
      "f=$(mktemp) && cat > $f && steelyard serve --check --config $f; s=$?; rm $f; exit $s",
      input: configuration)
  }

  @Test("the sample configuration is fine")
  func sample() throws {
    let run = try ProgramRun.shell("steelyard serve --check --config deploy/steelyard.json5")
    #expect(run.output == "the configuration is fine\n")
    #expect(run.status == 0)
  }

  @Test("two options are enough, comments are fine")
  func least() throws {
    let run = try checked(
      """
      { // where things are
        data_directory: "/nowhere", market: { kind: "simulated" }, }
      """)
    #expect(run.status == 0, "\(run.output)")
  }

  @Test(
    "a wrong configuration is refused with the option and what it may be",
    arguments: [
      ("{ market: { kind: 'simulated' } }", "\"data_directory\" is missing"),
      ("{ data_directory: 'd' }", "\"market\" is missing"),
      (
        "{ data_directory: 'd', market: { kind: 'simulated' }, lisen: {} }",
        "There is no option \"lisen\". Did you mean listen?"
      ),
      (
        "{ data_directory: 'd', market: { kind: 'simulated' }, listen: { prt: 1 } }",
        "There is no option \"listen.prt\". Did you mean listen.port?"
      ),
      (
        "{ data_directory: 'd', market: { kind: 'simulated' }, listen: { port: 99999 } }",
        "\"listen.port\" is 99999. Give 0 to 65535."
      ),
      (
        "{ data_directory: 'd', market: { kind: 'simulated' }, log_level: 3 }",
        "\"log_level\" is of the wrong kind"
      ),
      ("{ data_directory: 'd', market: { kind: 'dreamt' } }", "no market of the kind \"dreamt\""),
      (
        "{ data_directory: 'd', market: { kind: 'simulated', url: 'wss://x' } }",
        "A simulated market has no option \"url\"."
      ),
      (
        "{ data_directory: 'd', market: { kind: 'simulated' }, clerk: { future_taker: '0.5' } }",
        "The fee rate 0.5 is beyond"
      ),
      (
        "{ data_directory: 'd', market: { kind: 'simulated' }, margin_calls: { call_ratio_in: 1 } }",
        "A rule lacks"
      ),
      ("{ data_directory: ", "is no JSON5"),
    ])
  func wrong(configuration: String, message: String) throws {
    let run = try checked(configuration)
    #expect(run.status == 2)
    #expect(run.output.contains(message), "\(run.output)")
  }

  @Test("it serves what its file says, refuses a taken port, and ends on SIGTERM with its state kept")
  func serves() throws {
    let run = try ProgramRun.shell(
      """
      directory=$(mktemp -d)
      config() { echo "{ data_directory: '$directory/$1', listen: { port: $2 }, market: { kind: 'simulated' } }"; }
      config one 0 > $directory/one.json5
      steelyard serve --config $directory/one.json5 2> $directory/log & pid=$!
      for i in $(seq 100); do grep -q '"serving"' $directory/log && break; sleep 0.1; done
      port=$(sed -n 's/.*"address":"http:..127.0.0.1:\\([0-9]*\\)".*/\\1/p' $directory/log)
      echo "health $(curl -s -o $directory/body -w '%{http_code}' http://127.0.0.1:$port/healthz)"
      config two $port > $directory/two.json5
      steelyard serve --config $directory/two.json5 2> $directory/other; echo "taken $?"
      tail -1 $directory/other
      kill -TERM $pid; wait $pid; echo "ended $?"
      cat $directory/log; rm -r $directory
      """)
    #expect(run.output.contains("health 200"))
    #expect(run.output.contains("taken 2"), "\(run.output)")
    #expect(run.output.contains("steelyard-server: "))
    #expect(run.output.contains("ended 0"))
    #expect(run.output.contains("\"event\":\"stopped\""), "\(run.output)")
  }

  @Test("a public address without a certificate is refused")
  func publicAddress() throws {
    let run = try ProgramRun.shell(
      """
      f=$(mktemp) && echo "{ data_directory: '/nowhere/at/all', listen: { host: '0.0.0.0' },
        market: { kind: 'simulated' } }" > $f
      steelyard serve --config $f; s=$?; rm $f; exit $s
      """)
    #expect(run.status == 2)
    #expect(run.output.contains("there is no TLS"))
  }
}
