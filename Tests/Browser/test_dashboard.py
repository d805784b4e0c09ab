"""The dashboard in a real browser, on a demo."""

import re
import time
import urllib.error
import urllib.request

import pytest
from selenium.webdriver.common.keys import Keys

from conftest import Page

PAGES = {
    "book": ("/book", ".virtual .line .cell:nth-child(5)"),
    "account": ("/account/maker-000", ".figure"),
    "account-what-if": ("/account/maker-000?tab=what-if", "button.quote"),
    "account-holdings": ("/account/maker-000?tab=holdings", "table"),
    "account-events": ("/account/maker-000?tab=events", ".events li"),
    "account-choice": ("/account", ".account-list a"),
    "market": ("/market", "table"),
    "stress": ("/stress", "table"),
    "model": ("/model", "table"),
    "operations": ("/operations", ".figure"),
}


def numbers(text):
    return [float(part.replace(",", "").replace("−", "-")) for part in re.findall(r"[−-]?\d[\d,]*(?:\.\d+)?", text)]


def settled(page, name):
    route, sign = PAGES[name]
    page.open(route)
    page.until(lambda: page.all(sign), f"{sign} of {name}")
    page.until(lambda: not page.all(".js-plotly-plot .loading") and "…" not in page.text(".figures"), f"figures of {name}")
    time.sleep(1.5)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_whole_in_light_in_dark_and_on_a_phone(page, name):
    settled(page, name)
    look(page, name, "light")
    page.scheme("dark")
    page.until(lambda: page.script("return document.documentElement.dataset.theme") == "dark", "the dark theme")
    time.sleep(0.5)
    look(page, name, "dark")
    page.scheme("light")
    page.size(390, 844, mobile=True)
    time.sleep(0.7)
    look(page, name, "phone")
    assert page.script("return document.documentElement.scrollWidth") <= 390
    # What is pressed with a thumb is large enough for one.
    assert page.script(
        "return [...document.querySelectorAll('nav.rail a')].filter(e => e.getBoundingClientRect().height < 40).length") == 0


def look(page, name, way):
    page.picture(f"{name}-{way}")
    assert page.complaints() == []
    assert page.faults() == []
    assert page.texts("#page [role='alert']:not(:empty)") == []


def test_sign_in_refused_and_accepted(page, demo):
    page.script("sessionStorage.clear(); localStorage.clear()")
    page.driver.get("about:blank")
    page.driver.get(f"{demo.address}/")
    page.until(lambda: page.all("#key"), "the sign-in page")
    assert page.faults() == []
    page.picture("sign-in")
    field = page.one("#key")
    field.send_keys("no key", Keys.ENTER)
    page.until(lambda: "id.secret" in page.text("#key-failure"), "the refusal of what is no key")
    field.clear()
    field.send_keys("sk-0000000000000000.wrongwrongwrongwrongwrongwrongwrongwrongwro", Keys.ENTER)
    page.until(lambda: "does not accept" in page.text("#key-failure"), "the refusal of a wrong key")
    assert page.script("return sessionStorage.length + localStorage.length") == 0
    field.clear()
    field.send_keys(demo.key, Keys.ENTER)
    page.until(lambda: page.all(".virtual .line"), "the book")
    assert demo.key not in page.driver.current_url
    assert page.script("return localStorage.getItem('steelyard.key')") is None
    page.press("button[aria-label='Sign out']")
    page.until(lambda: page.all("#key"), "the sign-in page again")
    assert page.script("return sessionStorage.length") == 0


def test_a_key_in_the_address_is_taken_out_of_it(page, demo):
    page.sign_in()
    assert "key" not in page.script("return location.href")
    page.driver.refresh()
    page.until(lambda: page.all("nav.rail a"), "the frame after a reload")


def test_numbers_change_by_themselves(page):
    settled(page, "book")
    before = page.texts(".ticker .price")
    figures = page.text(".figures")
    page.until(lambda: page.texts(".ticker .price") != before, "another price")
    page.until(lambda: page.text(".figures") != figures, "another sum")
    settled(page, "account")
    equity = page.text(".figure dd")
    page.until(lambda: page.text(".figure dd") != equity, "another equity")


def column(page, index):
    return page.script(
        "return [...document.querySelectorAll('.virtual .line')].sort((a, b) => a.ariaRowIndex - b.ariaRowIndex)"
        ".map(line => line.children[arguments[0]].textContent)", index)


def test_the_book_is_sorted(page):
    settled(page, "book")

    def equities():
        return [numbers(text)[0] for text in column(page, 4) if numbers(text)]

    page.press(".virtual .heading:nth-child(5) button")
    page.until(lambda: len(equities()) > 10 and equities() == sorted(equities(), reverse=True), "falling equity")
    assert page.one(".virtual .heading:nth-child(5)").get_attribute("aria-sort") == "descending"
    page.press(".virtual .heading:nth-child(5) button")
    page.until(lambda: len(equities()) > 10 and equities() == sorted(equities()), "rising equity")
    assert "sort=equity" in page.script("return location.hash")


def test_the_book_is_filtered(page):
    settled(page, "book")
    page.one("input[type=search]").send_keys("maker-0")
    page.until(lambda: column(page, 0) and all("maker-0" in name for name in column(page, 0)), "makers only")
    shown = numbers(page.text(".figure .under"))[0]
    assert shown == page.demo.ask("/book?search=maker-0&limit=1")["matched"]
    page.one("input[type=search]").send_keys("-no-such")
    page.until(lambda: page.all(".virtual .line") == [], "none")
    assert page.complaints() == []


def test_the_book_is_walked_with_keys(page):
    settled(page, "book")
    grid = page.one(".virtual")
    grid.send_keys(Keys.END)
    page.until(lambda: any(e.get_attribute("aria-rowindex") == str(page.demo.accounts + 1) for e in page.all(".virtual .line")), "the last row")
    grid.send_keys(Keys.HOME)
    grid.send_keys(Keys.ARROW_DOWN)
    active = page.one(f"#{grid.get_attribute('aria-activedescendant')}")
    assert active.get_attribute("aria-rowindex") == "3"
    name = page.script("return arguments[0].firstElementChild.textContent", active)
    grid.send_keys(Keys.ENTER)
    page.until(lambda: page.text("h1") == name, "the account's page")


def rows_of(page, label):
    """The rows of a table by their heads, read at once: a live page puts others in their place."""
    return page.script(
        "const rows = document.querySelectorAll(`[aria-label='${arguments[0]}'] tbody tr`);"
        "return Object.fromEntries([...rows].map(r => [r.querySelector('th').textContent, [...r.querySelectorAll('td')].map(c => c.textContent)]))",
        label)


def test_what_if_shows_before_and_after(page):
    settled(page, "account-what-if")
    page.press("button.quote[data-side='ask']")
    page.until(lambda: "Initial margin" in page.text("#page") and page.all(".what-if-column [aria-label='Figures before and after'] tbody tr"), "before and after")
    rows = rows_of(page, "Figures before and after")
    before, after, change = (numbers(text)[0] for text in rows["Initial margin, USD"])
    assert after - before == pytest.approx(change, abs=2)
    instrument = page.one(".ticket-number").get_attribute("aria-label").removeprefix("Quantity of ")
    quantity = page.one(".ticket-number").get_attribute("value")
    answer = page.demo.ask("/accounts/maker-000/what-if/figures", {"trades": [{"instrument": instrument, "quantity": quantity}]})
    assert answer["after"]["initial_margin"] == pytest.approx(after, rel=0.02)
    # A wrong number is marked and not sent; a right one changes the answer.
    field = page.one(".ticket-number")
    field.clear()
    field.send_keys("abc")
    page.until(lambda: page.one(".ticket-number").get_attribute("aria-invalid") == "true", "the wrong number marked")
    page.press("button[aria-label^='Remove']")
    page.until(lambda: "No trades yet" in page.text("#page"), "an empty ticket")


def test_a_hedge_is_one_press_away(page):
    settled(page, "account-what-if")
    page.press("button.primary")
    page.until(lambda: "of spread, fees and impact" in page.text("#page") or "Nothing in the chain" in page.text("#page"), "the proposal")
    if page.all("[aria-label='Trades of the hedge'] tbody tr"):
        count = len(page.all("[aria-label='Trades of the hedge'] tbody tr"))
        page.script("[...document.querySelectorAll('button.primary')].find(e => e.textContent === 'Put into the ticket').click()")
        page.until(lambda: len(page.all(".ticket-number")) == 2 * count, "the ticket")
    page.picture("account-hedge")


def test_the_heatmap_has_its_figures(page):
    settled(page, "account")
    page.until(lambda: page.all("[aria-label^='P&L of maker-000'].js-plotly-plot .heatmaplayer image"), "the heatmap")
    page.press("button[aria-label^='P&L of maker-000 over moves']")
    page.until(lambda: page.all(".chart-table table tbody tr"), "its figures as a table")
    middle = rows_of(page, "P&L of maker-000 over moves of spot and volatility")["0 %"]
    assert middle[len(middle) // 2] == "0"


def test_the_theme_is_chosen_and_kept(page):
    settled(page, "book")
    page.press("button[aria-label='Light or dark']")
    assert page.script("return document.documentElement.dataset.theme") == "dark"
    page.driver.refresh()
    page.until(lambda: page.all(".virtual .line"), "the book again")
    assert page.script("return document.documentElement.dataset.theme") == "dark"
    page.script("localStorage.clear()")


def test_the_focus_goes_in_reading_order(page):
    settled(page, "book")
    page.script("document.activeElement.blur(); window.scrollTo(0, 0)")
    order = []
    for _ in range(24):
        page.driver.switch_to.active_element.send_keys(Keys.TAB)
        order.append(page.script(
            "const e = document.activeElement, b = e.getBoundingClientRect(), s = getComputedStyle(e);"
            "const all = [...document.querySelectorAll('*')];"
            "return {place: all.indexOf(e), name: e.getAttribute('aria-label') || e.textContent.trim().slice(0, 30), seen: b.width > 0 && b.height > 0, outline: s.outlineStyle !== 'none'}"))
    places = [entry["place"] for entry in order]
    wrapped = places.index(min(places))
    turned = places[wrapped:] if wrapped else places
    assert turned == sorted(turned), order
    assert all(entry["seen"] for entry in order), order
    assert all(entry["outline"] for entry in order), order
    assert order[0]["name"] == "To the page"


def test_names_are_text_whatever_is_in_them(page):
    name = "<img src=x onerror=document.title='pwned'>"
    try:
        page.demo.ask("/accounts", {"account": name})
    except urllib.error.HTTPError as refusal:
        # The ledger does not take such a name; the page must not believe that it never comes.
        assert refusal.code in (400, 422)
    hostile = name.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20").replace("'", "%27")
    page.open(f"/account/{hostile}")
    page.until(lambda: page.text("h1") == name, "the name as text")
    assert page.all("#page img") == []
    page.open("/book")
    page.until(lambda: page.all("input[type=search]"), "the book")
    page.one("input[type=search]").send_keys("<script>document.title='pwned'</script>")
    time.sleep(1)
    # Whatever the service says is text too: a page that is answered with markup shows it.
    shown = page.script("""
        return (async () => {
          const {card} = await import('/dashboard/script/parts/card.js');
          const {table} = await import('/dashboard/script/parts/table.js');
          const name = "<img src=x onerror=document.title='pwned'>";
          const place = document.createElement('div');
          place.append(card({title: name, note: name, foot: name}, table({label: name, columns: [{title: name, cell: row => row}], rows: [name]}).element));
          document.body.append(place);
          const found = place.querySelectorAll('img').length;
          place.remove();
          return found;
        })()""")
    assert shown == 0
    assert "pwned" not in page.driver.title


def test_a_lost_connection_is_said_and_comes_back(browser):
    import tempfile
    from conftest import Demo
    with tempfile.TemporaryDirectory(prefix="steelyard-dashboard-lost-") as directory:
        service = Demo(directory, accounts=10).start()
        page = Page(browser, service)
        page.size(1440, 900)
        browser.get(f"{service.address}/")
        browser.execute_script("sessionStorage.clear(); localStorage.clear()")
        page.sign_in()
        page.until(lambda: page.all(".virtual .line"), "the book")
        page.until(lambda: page.one(".live").get_attribute("data-state") == "live", "a live stream")
        key = service.key
        service.stop(how=9)
        page.until(lambda: page.one(".live").get_attribute("data-state") != "live", "the loss")
        page.until(lambda: "lost" in page.text(".banner") and page.one(".banner").is_displayed(), "the banner")
        page.picture("connection-lost")
        service.start()
        assert page.script("return sessionStorage.getItem('steelyard.key')") == key
        page.until(lambda: page.one(".live").get_attribute("data-state") == "live", "the stream again", 60)
        page.until(lambda: not page.one(".banner").is_displayed(), "no banner")
        before = page.texts(".ticker .price")
        page.until(lambda: page.texts(".ticker .price") != before, "live prices again")
        service.stop()
        page.complaints()


def test_the_page_is_served_with_a_strict_policy(demo):
    with urllib.request.urlopen(f"{demo.address}/") as answer:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "script-src 'self'" in policy
        assert "unsafe-eval" not in policy and "unsafe-inline" not in policy.split("style-src-attr")[0]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"


def test_tables_stay_where_plotly_is_missing(page):
    page.driver.execute_cdp_cmd("Network.enable", {})
    page.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*plotly.min.js"]})
    try:
        page.driver.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": True})
        page.driver.refresh()
        settled(page, "account")
        page.until(lambda: page.all(".chart-table table tbody tr"), "figures in place of plots")
        assert "make setup-run" in page.text("#page")
        page.picture("account-without-plotly")
    finally:
        page.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": []})
        page.driver.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": False})
        page.complaints()


def test_the_first_paint_is_told(page):
    page.driver.get("about:blank")
    page.sign_in()
    page.until(lambda: page.all(".virtual .line .cell:nth-child(5)"), "rows")
    paint = page.until(lambda: page.script("return performance.getEntriesByName('first-contentful-paint')[0]?.startTime"), "the first paint")
    shift = page.script("""
        return new Promise(done => {
          let sum = 0;
          new PerformanceObserver(list => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value; }).observe({type: 'layout-shift', buffered: true});
          setTimeout(() => done(sum), 1500);
        })""")
    print(f"first contentful paint {paint:.0f} ms, layout shift {shift:.4f}")
    # A page that jumps is one that cannot be read; 0.1 is where browsers begin to call it so.
    assert shift < 0.1
