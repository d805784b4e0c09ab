"""What the pages Market, Stress, Model and Operations do when somebody works with them."""

import re
import time

from test_dashboard import numbers


def choose(page, selector, value):
    page.until(lambda: page.all(f"{selector} option[value='{value}']"), f"{value} in {selector}")
    page.script("const e = document.querySelector(arguments[0]); e.value = arguments[1]; e.dispatchEvent(new Event('change'))",
                selector, value)


def write(page, selector, text):
    page.until(lambda: page.all(selector), selector)
    page.script("const e = document.querySelector(arguments[0]); e.value = arguments[1]; e.dispatchEvent(new Event('input'))",
                selector, text)


def open_whole(page, route, sign):
    page.open(route)
    page.until(lambda: page.all(sign), f"{sign} of {route}")


def test_the_market_is_shown_coin_by_coin(page):
    open_whole(page, "/market", "[role='tab'][aria-selected='true']")
    first = page.text("[role='tab'][aria-selected='true']")
    other = next(name for name in page.texts(".page-head [role='tab']") if name != first)
    page.script("[...document.querySelectorAll('.page-head [role=tab]')].find(e => e.textContent === arguments[0]).click()", other)
    page.until(lambda: f"Index of {other}" in page.text(".figures"), f"figures of {other}")
    assert page.script("return location.hash") == f"#/market/{other}"
    page.until(lambda: page.script("return document.activeElement.textContent") == other, "the focus on the tab")


def test_each_source_of_the_oracle_has_its_ruling(page):
    open_whole(page, "/market", ".status[data-level='accepted']")
    rows = page.script("return [...document.querySelectorAll('table')].find(t => t.caption.textContent.startsWith('Sources'))"
                       ".tBodies[0].rows.length")
    accepted = len(page.all("td .status[data-level='accepted']"))
    assert f"{accepted} of {rows}" in page.text(".figures")


def test_a_smile_is_chosen(page):
    open_whole(page, "/market", "select[aria-label='Expiry of the smile'] option:nth-child(2)")
    assert "strikes quoted" in page.text("#page")
    choose(page, "select[aria-label='Expiry of the smile']", "all")
    page.until(lambda: "expiries over ln(strike / forward)" in page.text("#page"), "all smiles")
    assert "smile=all" in page.script("return location.hash")


def test_the_chain_follows_its_expiry(page):
    open_whole(page, "/market", ".chain tbody tr")
    strikes = [numbers(text)[0] for text in page.texts(".chain tbody .strike")]
    assert len(strikes) > 4 and strikes == sorted(strikes)
    options = page.script("return [...document.querySelectorAll(\"select[aria-label='Expiry of the chain'] option\")].map(e => e.value)")
    shown = page.script("return document.querySelector(\"select[aria-label='Expiry of the chain']\").value")
    wanted = next(value for value in options if value != shown)
    choose(page, "select[aria-label='Expiry of the chain']", wanted)
    page.until(lambda: page.script("return document.querySelector(\"select[aria-label='Expiry of the chain']\").value") == wanted
               and page.all(".chain tbody tr"), "the other expiry")


def levels(page, name):
    return page.script(
        "return [...document.querySelectorAll('.level-counts tbody tr')].find(r => r.cells[0].textContent === arguments[0])"
        "?.textContent ?? ''", name)


def test_an_event_of_the_library_strikes_the_house(page):
    open_whole(page, "/stress", ".event")
    page.until(lambda: levels(page, "after"), "the levels after")
    write(page, "input[aria-label='Find an event']", "FTX")
    page.until(lambda: len(page.all(".event")) == 1, "the one event")
    title = page.text(".event .event-title")
    page.press(".event")
    page.until(lambda: page.text(".scenario-title") == title, "its result")
    page.until(lambda: page.all(".stress-table .line .status"), "the accounts")
    losses = [numbers(text)[0] for text in page.texts(".stress-table .line .cell:nth-child(2)")]
    assert losses == sorted(losses)


def test_the_sliders_move_the_house(page):
    open_whole(page, "/stress?shock=own", ".slider")
    page.until(lambda: levels(page, "after") and "All coins" in page.text(".scenario-title"), "the first result")
    before = page.text(".scenario-title")
    loss = page.text(".figure:first-child dd")
    write(page, ".slider input[type='number']", "-60")
    page.until(lambda: page.text(".scenario-title") not in ("", before), "the next result")
    assert "−60 %" in page.text(".scenario-title")
    assert page.text(".figure:first-child dd") != loss


def test_events_are_ranked_by_what_they_cost(page):
    open_whole(page, "/stress", ".event")
    page.press(".event-head button")
    page.until(lambda: page.text(".event-head button") == "Rank again", "the ranking", 120)
    page.until(lambda: page.all(".event-loss .number"), "the losses")
    assert len(page.all(".event-loss .number")) == len(page.all(".event"))


def test_reverse_stress_finds_the_way_to_the_edge(page):
    open_whole(page, "/stress?view=reverse&account=maker-000", ".figures")
    # The page before has figures, too.
    page.until(lambda: "maker-000" in page.text(".figures"), "the account's figures")
    page.until(lambda: "σ" in page.text(".figures") or "none found" in page.text(".figures"), "the distance")


def test_a_cascade_is_run_and_plotted(page):
    open_whole(page, "/stress?view=cascade", "#cascade-fall")
    page.press(".policies input[value='partial']")
    page.press("form button.primary")
    page.until(lambda: "Amplification" in page.text("#page"), "the outcome", 180)
    assert len(page.all(".grid .chart")) == 5
    assert "job=" in page.script("return location.hash")


def test_the_file_in_force_is_searched(page):
    open_whole(page, "/model", ".file-table tbody tr")
    every = len(page.all(".file-table tbody tr"))
    write(page, ".file-search input", "maintenance")
    page.until(lambda: 0 < len(page.all(".file-table tbody tr")) < every, "fewer entries")
    assert "in force" in page.text(".timeline")


def test_models_stand_side_by_side(page):
    open_whole(page, "/model?view=compare&account=maker-000", "table tbody tr")
    names = page.texts("table tbody tr th")
    assert any(name.startswith("isolated") for name in names) and len(names) >= 3


def test_a_backtest_has_coverage_and_procyclicality(page):
    open_whole(page, "/model?view=backtest&account=maker-000", "#backtest-days")
    page.press("form button.primary")
    page.until(lambda: "Coverage" in page.text("#page") or "There is no backtest" in page.text("#page"), "the result", 180)
    if "Coverage" in page.text("#page"):
        assert "Kupiec" in page.text("#page") and "Peak to trough" in page.text("#page")


def test_liquidations_are_stopped_with_a_reason_and_let_go_on(page):
    open_whole(page, "/operations", ".actions button.danger")
    page.press(".actions button.danger")
    page.until(lambda: page.all("dialog[open]"), "the question")
    page.press("dialog footer button.danger")
    time.sleep(0.3)
    assert page.all("dialog[open]") and "stopped" not in page.text(".toast")
    write(page, "#confirmation-reason", "index of BTC is wrong")
    page.press("dialog footer button.danger")
    page.until(lambda: "index of BTC is wrong" in page.text("#page"), "the reason on the page")
    page.press(".actions button.primary")
    write(page, "#confirmation-reason", "index of BTC is right again")
    page.press("dialog footer button.danger")
    page.until(lambda: "Every liquidation is stopped" not in page.text("#page"), "liquidations going on")


def test_alerts_are_filtered(page):
    open_whole(page, "/operations", ".alert-filter button")
    page.until(lambda: page.all(".alert-list li:not(.empty)") or "Nothing has been alerted" in page.text(".alert-list"), "the alerts")
    for severity in ("critical", "warning", "info"):
        count = numbers(page.script(
            "return [...document.querySelectorAll('.alert-filter button')].find(b => b.querySelector(`[data-level='${arguments[0]}']`)).textContent",
            severity))[0]
        assert len(page.all(f".alert-list li[data-severity='{severity}']")) == count
    page.press(".alert-filter button:nth-child(3)")
    page.until(lambda: not page.all(".alert-list li[data-severity='info']"), "no information")


def test_times_of_cycles_go_on(page):
    open_whole(page, "/operations", ".figure")
    page.until(lambda: re.search(r"frame \d", page.text(".figures")), "the frame")
    frame = re.search(r"frame ([\d,]+)", page.text(".figures")).group(1)
    page.until(lambda: re.search(r"frame ([\d,]+)", page.text(".figures")).group(1) != frame, "the next frame")
