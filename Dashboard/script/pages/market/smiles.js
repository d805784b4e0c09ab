// The fitted volatility: smiles with the quotes that they are fitted to, and the surface of them all.

import { h, fill, say } from '../../dom.js';
import { ask } from '../../api.js';
import { note } from '../../router.js';
import { expiry, number, percent, price } from '../../format.js';
import { card, failure } from '../../parts/card.js';
import { keepFresh } from '../../parts/fresh.js';
import { heatmap, lines, surface } from '../../parts/plots.js';
import { status } from '../../parts/status.js';
import { tabs } from '../../parts/tabs.js';

const inPercent = value => (typeof value === 'number' ? value * 100 : null);
const all = 'all';

/** Cards of the volatility of an underlying. */
export function openSmiles({ live, underlying, parameters }) {
  const trouble = h('div', { class: 'trouble' });
  const fit = h('span', { class: 'fit-state' });
  const pick = h('select', { 'aria-label': 'Expiry of the smile', onchange: () => { chosen = pick.value; note({ smile: chosen }); draw(); } }, h('option', { value: '' }, 'Expiry'));
  const foot = h('span');
  let chosen = parameters.get('smile');
  let answer = null;
  let options = '';

  const smile = lines({
    label: 'Smile: volatility by strike', height: 320, unit: '%', format: value => number(value, 2),
    x: { title: 'Strike', format: value => price(value) }, table: value => value.figures,
  });
  const map = heatmap({
    label: 'Volatility over strike and time', height: 320, unit: '%', diverging: false, brief: value => number(value, 0), format: value => number(value, 2),
    x: { title: 'ln(K/F)', format: value => number(value, 2) }, y: { title: 'days', format: value => number(value, value < 10 ? 1 : 0) },
  });
  // Turned in space only where somebody asks for it: it costs a graphics processor.
  let space = null;
  const frame = h('div', null, map.element);
  const tools = h('span', { class: 'surface-tools' });
  const views = tabs({ label: 'Surface as', tabs: [{ key: 'map', title: 'Map' }, { key: '3d', title: '3-D' }], chosen: 'map', choose: turn });

  function turn(view) {
    space?.stop();
    space = view === '3d' ? surface({
      label: 'Volatility surface', height: 320, x: { title: 'ln(K/F)' }, y: { title: 'days' }, z: { title: 'volatility %' }, format: value => number(value, 2),
    }) : null;
    const chosenView = space ?? map;
    fill(frame, chosenView.element);
    fill(tools, chosenView.turn);
    drawWhole();
  }

  function drawWhole() {
    if (!answer || answer.grid.days.length === 0) return;
    (space ?? map).show({ x: answer.grid.log_moneyness, y: answer.grid.days, z: answer.grid.volatility.map(row => row.map(inPercent)) });
  }

  function draw() {
    const names = answer.expiries.map(entry => entry.expiry).join(' ');
    if (names !== options) {
      options = names;
      fill(pick, answer.expiries.map(entry => h('option', { value: entry.expiry }, `${expiry(entry.expiry)} · ${number(entry.days, entry.days < 10 ? 1 : 0)} d`)),
        h('option', { value: all }, 'All expiries'));
    }
    if (chosen !== all && !answer.expiries.some(entry => entry.expiry === chosen)) {
      chosen = (answer.expiries.find(entry => entry.days >= 21) ?? answer.expiries[answer.expiries.length - 1])?.expiry ?? all;
    }
    pick.value = chosen;
    fill(fit, answer.arbitrage_free ? status('healthy', 'free of arbitrage') : status('warning', 'arbitrage in the fit'));
    if (answer.expiries.length === 0) {
      say(foot, 'There are no options that a surface could be fitted to.');
      return;
    }
    if (chosen === all) drawAll();
    else drawOne(answer.expiries.find(entry => entry.expiry === chosen));
  }

  function drawOne(entry) {
    const strikes = entry.log_moneyness.map(moneyness => entry.forward * Math.exp(moneyness));
    const quoted = entry.quotes.map(quote => quote.strike);
    const column = name => entry.quotes.map(quote => inPercent(quote[name]));
    smile.show({
      title: 'Strike',
      series: [
        { name: 'Fit', x: strikes, values: entry.volatility.map(inPercent), dash: 'solid', colour: 0 },
        { name: 'Ask', x: quoted, values: column('ask'), points: true, symbol: 'triangle-down', size: 7, colour: 1 },
        { name: 'Mark', x: quoted, values: column('mark'), points: true, symbol: 'circle', size: 5, colour: 5 },
        { name: 'Bid', x: quoted, values: column('bid'), points: true, symbol: 'triangle-up', size: 7, colour: 2 },
      ],
      marks: [{ x: entry.forward, text: ' forward' }],
      figures: {
        columns: [
          { title: 'Strike', number: true, cell: row => price(row.strike) }, { title: 'ln(K/F)', number: true, cell: row => number(row.log_moneyness, 3) },
          ...['bid', 'mark', 'ask'].map(name => ({ title: name[0].toUpperCase() + name.slice(1), unit: '%', number: true, cell: row => number(inPercent(row[name]), 2) })),
          { title: 'Fit', unit: '%', number: true, cell: row => number(inPercent(between(entry.log_moneyness, entry.volatility, row.log_moneyness)), 2) },
        ],
        rows: entry.quotes,
      },
    });
    say(foot, `${entry.quotes.length} strikes quoted; forward ${price(entry.forward)}; at the money ${percent(between(entry.log_moneyness, entry.volatility, 0), 1)}.`);
  }

  function drawAll() {
    smile.show({
      title: 'ln(K/F)',
      series: answer.expiries.map(entry => ({ name: expiry(entry.expiry), x: entry.log_moneyness, values: entry.volatility.map(inPercent) })),
      figures: {
        columns: [
          { title: 'ln(K/F)', number: true, cell: row => number(row, 2) },
          ...answer.expiries.map(entry => ({ title: expiry(entry.expiry), unit: '%', number: true, cell: row => number(inPercent(between(entry.log_moneyness, entry.volatility, row)), 1) })),
        ],
        rows: [-0.5, -0.4, -0.3, -0.2, -0.1, -0.05, 0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5],
      },
    });
    say(foot, `${answer.expiries.length} expiries over ln(strike / forward).`);
  }

  const fresh = keepFresh({
    live, seconds: 3,
    ask: signal => ask('/smiles', { query: { underlying }, signal }),
    show(next) {
      fill(trouble);
      answer = next;
      draw();
      drawWhole();
    },
    fail: problem => fill(trouble, failure(problem)),
  });

  turn('map');
  return {
    elements: [
      card({ title: 'Smile', actions: [fit, pick, smile.turn], class: 'half', foot }, trouble, smile.element),
      card({ title: 'Surface', actions: [views.element, tools], class: 'half', foot: 'The same fit over strike and time; volatility in per cent a year. In 3-D, drag to turn.' }, frame),
    ],
    stop() {
      fresh.stop();
      smile.stop();
      map.stop();
      space?.stop();
    },
  };
}

/** The value at a place between grid points; null outside them. */
function between(grid, values, place) {
  if (!(place >= grid[0] && place <= grid[grid.length - 1])) return null;
  const right = Math.max(1, grid.findIndex(point => point >= place));
  const share = (place - grid[right - 1]) / (grid[right] - grid[right - 1]);
  return values[right - 1] + share * (values[right] - values[right - 1]);
}
