// The house under an event of the library or a shock of one's own: what it loses, who falls, the worst accounts first.

import { h, fill, say } from '../../dom.js';
import { ask } from '../../api.js';
import { address, go, note } from '../../router.js';
import { brief, clock, day, duration, number, signed, signedPercent, words } from '../../format.js';
import { card, empty, failure, figures } from '../../parts/card.js';
import { levels, signedBar, status } from '../../parts/status.js';
import { tabs } from '../../parts/tabs.js';
import { VirtualTable } from '../../parts/virtual-table.js';
import { events, movesInWords } from './library.js';
import { shockForm } from './shock-form.js';

const fallen = ['margin_call', 'liquidation', 'bankrupt'];
const accountsShown = 1000;
const isSupposed = event => event.kind === 'hypothetical';

/** Opens the view. */
export function openScenarios({ element, live, parameters }) {
  const left = h('div');
  const kinds = h('div');
  const place = h('div', { class: 'stack-small' });
  const result = resultCards();
  let form = null;
  let library = [];
  let asked = null;
  let abort = null;
  let ended = false;
  let ranking = null;
  const losses = new Map();

  const ways = tabs({ label: 'Where the shock is from', tabs: [{ key: 'library', title: 'Library' }, { key: 'own', title: 'Own shock' }], chosen: parameters.get('shock') === 'own' ? 'own' : 'library', choose: show });
  fill(kinds, ways.element);
  fill(left, card({ title: 'Shock', actions: [kinds], flush: true }, place));
  element.append(h('div', { class: 'grid stress-grid' }, h('div', { class: 'third' }, left), h('div', { class: 'two-thirds stack' }, result.element)));

  /** Shows the library or the sliders. */
  function show(way) {
    note({ shock: way === 'own' ? 'own' : null });
    stopRanking();
    form?.stop();
    form = null;
    if (way === 'own') {
      form = shockForm({ coins: live.coins, changed: shock => run({ shock }) });
      fill(place, form.element);
      run({ shock: form.shock() });
    } else openLibrary();
  }

  async function openLibrary() {
    fill(place, empty('The library is being read.'));
    try {
      library = await events();
    } catch (error) {
      if (error.name !== 'Problem') throw error;
      fill(place, failure(error));
      return;
    }
    if (ended || form) return;
    drawLibrary();
    const wanted = parameters.get('event');
    const first = library.find(event => event.event === (asked?.event ?? wanted)) ?? library.find(event => event.event.includes('covid')) ?? library[0];
    if (!first) return;
    run({ event: first.event });
    const pressed = list.querySelector('[aria-pressed="true"]');
    if (pressed) list.scrollTop = pressed.offsetTop - list.clientHeight / 3;
  }

  let search = null;
  let list = null;
  let rankButton = null;

  function drawLibrary() {
    search = h('input', { type: 'search', placeholder: `Find among ${library.length} events`, 'aria-label': 'Find an event', oninput: drawEvents });
    rankButton = h('button', { type: 'button', onclick: () => (ranking ? stopRanking() : rank()) }, 'Rank by loss');
    list = h('ul', { class: 'event-list' });
    fill(place, h('div', { class: 'event-head' }, search, rankButton), list);
    drawEvents();
  }

  function drawEvents() {
    const text = search.value.trim().toLowerCase();
    const found = library.filter(event => `${event.title} ${event.event} ${event.summary ?? ''}`.toLowerCase().includes(text));
    if (losses.size > 0) found.sort((a, b) => (losses.get(a.event) ?? Infinity) - (losses.get(b.event) ?? Infinity));
    else found.sort((a, b) => isSupposed(a) - isSupposed(b) || (a.date < b.date ? 1 : a.date > b.date ? -1 : 0));
    const largest = Math.max(1e-9, ...[...losses.values()].map(Math.abs));
    fill(list, found.length === 0 && h('li', { class: 'empty' }, 'No event has these words.'),
      found.map(event => h('li', null, h('button', { type: 'button', class: 'event', 'aria-pressed': asked?.event === event.event ? 'true' : 'false', title: event.summary, onclick: () => run({ event: event.event }) },
        h('span', { class: 'event-title' }, event.title),
        h('span', { class: 'event-when' }, isSupposed(event) ? 'hypothetical' : day(event.date)),
        h('span', { class: 'event-moves' }, movesInWords(event, live.coins) || 'spot stays', event.days > 0 ? ` · ${duration(event.days * 86400)}` : ' · at once'),
        losses.has(event.event) && h('span', { class: 'event-loss' }, signedBar(losses.get(event.event), largest), h('span', { class: 'number' }, brief(losses.get(event.event))))))));
  }

  /** The house under every event, one after another; the list is then in the order of the losses. */
  async function rank() {
    ranking = new AbortController();
    const mine = ranking;
    try {
      for (const [index, event] of library.entries()) {
        say(rankButton, `Stop · ${index + 1} of ${library.length}`);
        const answer = await ask('/stress', { body: { event: event.event, limit: 1 }, signal: mine.signal });
        losses.set(event.event, answer.pnl);
      }
    } catch (error) {
      if (error.name === 'AbortError') return;
      if (error.name !== 'Problem') throw error;
      result.fail(error);
    } finally {
      if (ranking === mine) stopRanking();
      if (!ended && !form) drawEvents();
    }
  }

  function stopRanking() {
    ranking?.abort();
    ranking = null;
    if (rankButton) say(rankButton, losses.size > 0 ? 'Rank again' : 'Rank by loss');
  }

  async function run(what) {
    asked = what;
    if (what.event) {
      note({ event: what.event });
      for (const button of list?.querySelectorAll('button.event') ?? []) button.setAttribute('aria-pressed', 'false');
      if (list) drawMarks();
    }
    abort?.abort();
    abort = new AbortController();
    const mine = abort;
    result.wait();
    try {
      const answer = await ask('/stress', { body: { ...what, limit: accountsShown, order: result.order() }, signal: mine.signal });
      if (abort === mine) result.show(answer, library.find(event => event.event === what.event));
    } catch (error) {
      if (error.name === 'AbortError') return;
      if (error.name !== 'Problem') throw error;
      if (abort === mine) result.fail(error);
    }
  }

  function drawMarks() {
    const place = list.scrollTop;
    const had = list.contains(document.activeElement);
    drawEvents();
    list.scrollTop = place;
    if (had) list.querySelector('[aria-pressed="true"]')?.focus();
  }

  result.again(() => { if (asked) run(asked); });
  show(parameters.get('shock') === 'own' ? 'own' : 'library');
  return {
    stop() {
      ended = true;
      abort?.abort();
      stopRanking();
      form?.stop();
      result.stop();
    },
  };
}

/** What a shock does to the house. */
function resultCards() {
  const told = Object.fromEntries(['pnl', 'share', 'fallen', 'fallenUnder', 'bankrupt', 'bankruptUnder', 'shortfall', 'accounts', 'accountsUnder'].map(key => [key, h('span')]));
  const title = h('h2', { class: 'scenario-title' }, '\u00a0');
  const moves = h('div', { class: 'chips' });
  const standing = h('span', { class: 'small soft', role: 'status' });
  const trouble = h('div', { class: 'trouble' });
  const before = h('div', { class: 'level-bar' });
  const after = h('div', { class: 'level-bar' });
  const counts = h('tbody');
  const button = h('button', { type: 'button' }, 'Run again');
  const about = h('p', { class: 'small soft' });
  let rows = [];
  let largest = 1;
  let order = 'pnl';
  let again = () => {};

  const grid = new VirtualTable({
    label: 'Accounts by loss',
    columns: [
      { key: 'account', title: 'Account', width: 132, sortable: false, cell: row => h('a', { href: address('account', [row.account]), tabindex: -1 }, row.account) },
      { key: 'pnl', title: 'Gain or loss', unit: 'USD', number: true, width: 118, cell: row => h('span', { class: row.pnl < 0 ? 'loss' : 'gain' }, signed(row.pnl)) },
      { key: 'bar', title: '', width: 62, sortable: false, cell: row => signedBar(row.pnl, largest) },
      { key: 'equity_after', title: 'Equity after', unit: 'USD', number: true, sortable: false, width: 112, cell: row => number(row.equity_after) },
      { key: 'excess', title: 'MM excess after', unit: 'USD', number: true, width: 118, cell: row => h('span', { class: row.maintenance_excess_after < 0 ? 'loss' : null }, number(row.maintenance_excess_after)) },
      { key: 'status', title: 'Before', width: 118, sortable: false, cell: row => status(row.status) },
      { key: 'after', title: 'After', width: 120, sortable: false, cell: row => status(row.status_after) },
    ],
    sort: { key: 'pnl', descending: false },
    open: row => go('account', [row.account]),
    onSort: sort => { order = sort.key; grid.sort.descending = false; grid.drawHeadings(); again(); },
    load: async (offset, limit) => ({ rows: rows.slice(offset, offset + limit), matched: rows.length }),
  });
  grid.element.classList.add('stress-table');

  const shown = h('div', { class: 'stack fade' },
    h('section', { class: 'card' }, h('div', { class: 'body' }, h('div', { class: 'scenario-head' }, h('div', null, title, about), standing, button), moves)),
    figures([
      { name: 'All accounts, USD', node: told.pnl, under: told.share },
      { name: 'Called or worse', node: told.fallen, under: told.fallenUnder },
      { name: 'Bankrupt', node: told.bankrupt, under: told.bankruptUnder },
      { name: 'Shortfall, USD', node: told.shortfall, under: 'equity below zero' },
      { name: 'Accounts', node: told.accounts, under: told.accountsUnder },
    ]),
    trouble,
    card({ title: 'Levels', note: 'before and after' },
      h('div', { class: 'level-bars' }, h('span', { class: 'small soft' }, 'before'), before, h('span', { class: 'small soft' }, 'after'), after),
      h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Accounts by level' }, h('table', { class: 'plain-rows level-counts' }, h('caption', { class: 'visually-hidden' }, 'Accounts by level'),
        h('thead', null, h('tr', null, h('th', { scope: 'col' }, ''), levels.map(level => h('th', { scope: 'col', class: 'number' }, status(level))))), counts))),
    card({ title: 'Accounts', note: 'the worst first', flush: true, foot: `At most ${number(accountsShown)} accounts are told. Sort by loss, or by the maintenance excess that is left.` }, grid.element));

  button.addEventListener('click', () => again());

  return {
    element: shown,
    order: () => order,
    again(act) { again = act; },
    wait() {
      say(standing, 'computing');
      shown.setAttribute('aria-busy', 'true');
    },
    fail(problem) {
      shown.removeAttribute('aria-busy');
      say(standing, '');
      fill(trouble, failure(problem));
    },
    show(answer, event) {
      shown.removeAttribute('aria-busy');
      fill(trouble, answer.exact === false && h('div', { class: 'notice card' }, h('strong', null, 'Not every figure is exact.'), answer.why),
        (answer.failures ?? []).length > 0 && h('div', { class: 'notice card bad' }, h('strong', null, `${answer.failures.length} accounts could not be evaluated and are in no sum.`), answer.failures.slice(0, 5).map(entry => `${entry.account}: ${entry.reason}`).join(' ')));
      say(title, answer.scenario.title);
      say(about, event ? `${event.summary ?? ''}${event.unsourced > 0 ? ` ${event.unsourced} of its figures ${event.unsourced === 1 ? 'stands' : 'stand'} on a stated prior, not on data.` : ''}` : 'A shock of your own.');
      fill(moves, answer.scenario.moves.filter(move => move.spot || move.volatility).map(move => h('span', { class: 'chip' },
        `${move.coin ?? 'others'} ${signedPercent(move.spot, 1)}${typeof move.volatility === 'number' && move.volatility !== 0 ? `, volatility ${signedPercent(move.volatility, 0)}` : ''}`)),
      answer.scenario.days > 0 && h('span', { class: 'chip' }, duration(answer.scenario.days * 86400)));
      say(standing, `frame ${number(answer.frame)}, ${clock(answer.time)} UTC`);
      const sum = (counts, names) => names.reduce((total, name) => total + (counts[name] ?? 0), 0);
      const badBefore = sum(answer.levels_before, fallen);
      const badAfter = sum(answer.levels_after, fallen);
      say(told.pnl, brief(answer.pnl));
      told.pnl.className = answer.pnl < 0 ? 'loss' : 'gain';
      const worst = answer.rows[0];
      say(told.share, worst ? `${worst.account} ${brief(worst.pnl)}` : '');
      say(told.fallen, number(badAfter));
      say(told.fallenUnder, `${signed(badAfter - badBefore)} by the shock`);
      say(told.bankrupt, number(answer.levels_after.bankrupt));
      say(told.bankruptUnder, `${number(answer.levels_before.bankrupt)} before`);
      say(told.shortfall, brief(answer.shortfall));
      say(told.accounts, number(answer.accounts));
      say(told.accountsUnder, (answer.levels_after.unknown ?? 0) > 0 ? `${number(answer.levels_after.unknown)} without figures` : 'all with figures');
      levelBar(before, answer.levels_before);
      levelBar(after, answer.levels_after);
      fill(counts, [['before', answer.levels_before], ['after', answer.levels_after]].map(([name, count]) => h('tr', null, h('th', { scope: 'row' }, name), levels.map(level => h('td', { class: 'number' }, number(count[level]))))));
      rows = answer.rows;
      largest = Math.max(1e-9, ...rows.map(row => Math.abs(row.pnl)));
      grid.restart();
    },
    stop: () => grid.stop(),
  };
}

/** Accounts by level as one bar; the table under it has the numbers. */
function levelBar(element, counts) {
  const total = levels.reduce((sum, level) => sum + (counts[level] ?? 0), 0);
  element.setAttribute('role', 'img');
  element.setAttribute('aria-label', levels.map(level => `${words(level)} ${counts[level] ?? 0}`).join(', '));
  fill(element, levels.filter(level => counts[level] > 0).map(level => h('span', { 'data-level': level, title: `${words(level)}: ${number(counts[level])}`, style: { flex: `${counts[level]} 0 ${total > 0 ? '3px' : '0'}` } })));
}
