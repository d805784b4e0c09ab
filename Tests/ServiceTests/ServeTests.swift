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
      ("  \n", "The configuration is empty"),
      (
        "{ data_directory: 'd', market: { kind: 'simulated' }, models: { portfolio: 'scales' } }",
        "There is no margin model \"scales\"."
      ),
      (
        "{ data_directory: 'd', market: { kind: 'simulated', speed: 0 } }",
        "\"market.speed\" is 0.0. Give more than 0"
      ),
      (
        "{ data_directory: 'd', market: { kind: 'simulated' }, listen: { certificate_file: 'c.pem' } }",
        "a certificate or a key, and not both"
      ),
      (
        "{ data_directory: 'd', market: { kind: 'simulated' }, listen: { certificate_file: '/none.pem', key_file: '/none.pem' } }",
        "The file /none.pem cannot be read"
      ),
      (
        "{ data_directory: 'd', market: { kind: 'simulated' }, listen: { host: '0.0.0.0' } }",
        "there is no TLS"
      ),
      (
        "{ data_directory: 'd', market: { kind: 'simulated' }, dashboard: { shown: true } }",
        "There is no option \"dashboard.shown\""
      ),
      (
        "{ data_directory: 'd', market: { kind: 'simulated' }, dashboard: { plotly_file: '/none.js' } }",
        "The file /none.js cannot be read"
      ),
      (
        "{ data_directory: 'd', market: { kind: 'recording' } }",
        "A recording market has one source"
      ),
      (
        "{ data_directory: 'd', market: { kind: 'recording', path: '/none' } }",
        "/none: The recording can't be read: No such file"
      ),
      (
        "{ data_directory: 'd', market: { kind: 'recording', path: 'p', speed: 'fast' } }",
        "is no speed of a recording"
      ),
      (
        "{ data_directory: 'd', market: { kind: 'recording', tardis_files: ['README.md'] } }",
        "README.md"
      ),
    ])
  func wrong(configuration: String, message: String) throws {
    let run = try checked(configuration)
    #expect(run.status == 2)
    #expect(run.output.contains(message), "\(run.output)")
  }

  @Test("it serves what its file says, refuses a taken port, and ends on SIGTERM with its state")
  func serves() throws {
    let run = try ProgramRun.shell(
      """
      directory=$(mktemp -d)
      config() { echo "{ data_directory: '$directory/$1', listen: { port: $2 }, dashboard: { enabled: $3 }, market: { kind: 'simulated' } }"; }
      config one 0 false > $directory/one.json5
      steelyard serve --config $directory/one.json5 2> $directory/log & pid=$!
      for i in $(seq 100); do grep -q '"serving"' $directory/log && break; sleep 0.1; done
      port=$(sed -n 's/.*"address":"http:..127.0.0.1:\\([0-9]*\\)".*/\\1/p' $directory/log)
      echo "health $(curl -s -o $directory/body -w '%{http_code}' http://127.0.0.1:$port/healthz)"
      echo "page $(curl -s -o $directory/body -w '%{http_code}' http://127.0.0.1:$port/)"
      config two $port true > $directory/two.json5
      steelyard serve --config $directory/two.json5 2> $directory/other; echo "taken $?"
      tail -1 $directory/other
      kill -TERM $pid; wait $pid; echo "ended $?"
      cat $directory/log; rm -r $directory
      """)
    #expect(run.output.contains("health 200"))
    #expect(run.output.contains("page 404"))
    #expect(run.output.contains("\"dashboard\":\"none\""))
    #expect(run.output.contains("taken 2"), "\(run.output)")
    #expect(run.output.contains("steelyard-server: "))
    #expect(run.output.contains("ended 0"))
    #expect(run.output.contains("\"event\":\"stopped\""), "\(run.output)")
  }

  @Test("what the market said is written down, and told again as fast as can be by another service")
  func recorded() throws {
    let run = try ProgramRun.shell(
      """
      directory=$(mktemp -d)
      run() { steelyard serve --config $directory/$1.json5 2> $directory/$1.log & pid=$!
        for i in $(seq 100); do grep -q '"serving"' $directory/$1.log && break; sleep 0.1; done
        port=$(sed -n 's/.*"address":"http:..127.0.0.1:\\([0-9]*\\)".*/\\1/p' $directory/$1.log); }
      echo "{ data_directory: '$directory/live', listen: { port: 0 }, market: { kind: 'simulated' },
        record_file: '$directory/recording' }" > $directory/live.json5
      run live; sleep 4; kill -TERM $pid; wait $pid; echo "live $?"
      echo "{ data_directory: '$directory/again', listen: { port: 0 },
        market: { kind: 'recording', path: '$directory/recording', speed: 'unlimited' } }" > $directory/again.json5
      steelyard serve --check --config $directory/again.json5
      mkdir -m 700 $directory/again
      key=$(steelyard keys create --file $directory/again/keys.json --name test --house |
        sed -n 's/^key *//p;s/^secret *//p' | paste -sd.)
      run again
      for i in $(seq 100); do
        curl -s -H "authorization: Bearer $key" http://127.0.0.1:$port/api/v1/status > $directory/status
        grep -q '"frame":[0-9]' $directory/status && break; sleep 0.1
      done
      cat $directory/status; echo
      kill -TERM $pid; wait $pid; echo "again $?"
      cat $directory/again.log; rm -r $directory
      """)
    #expect(run.output.contains("live 0"), "\(run.output)")
    #expect(run.output.contains("the configuration is fine"))
    #expect(run.output.firstMatch(of: /"frame":[0-9]+/) != nil, "\(run.output)")
    #expect(run.output.contains("again 0"), "\(run.output)")
  }

  @Test("a signal while it starts ends it cleanly after the start")
  func earlySignal() throws {
    let run = try ProgramRun.shell(
      """
      directory=$(mktemp -d)
      steelyard demo --port 0 --directory $directory/data > $directory/out 2>&1 & pid=$!
      sleep 0.3; kill -TERM $pid; wait $pid; echo "ended $?"
      steelyard ledger verify --journal $directory/data/journal; rm -r $directory
      """)
    #expect(run.output.contains("ended 0"), "\(run.output)")
    #expect(run.output.contains("verdict        whole"), "\(run.output)")
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
