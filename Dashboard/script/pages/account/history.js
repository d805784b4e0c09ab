// Equity and margin through time.

import { accountPath, ask } from '../../api.js';
import { number } from '../../format.js';
import { h, fill } from '../../dom.js';
import { failure } from '../../parts/card.js';
import { keepFresh } from '../../parts/fresh.js';
import { lines } from '../../parts/plots.js';

const spans = [['1 h', 3600], ['24 h', 86400], ['30 d', 2592000], ['all', null]];

export function history({ name, live }) {
  let span = null;
  const plot = lines({ label: `Equity and margin of ${name} through time`, height: 262, unit: 'USD', x: { time: true }, format: value => number(value) });
  const trouble = h('div', { class: 'trouble' });
  const buttons = spans.map(([title, seconds]) => h('button', { class: 'quiet', type: 'button', 'aria-pressed': seconds === span ? 'true' : 'false', onclick: () => choose(seconds) }, title));

  const fresh = keepFresh({
    live, seconds: 5,
    ask: signal => ask(accountPath(name, '/history'), { query: { since: span === null ? null : new Date(Date.parse(live.time ?? new Date().toISOString()) - span * 1000).toISOString().replace(/\.\d+Z/, 'Z'), points: 500 }, signal }),
    show(answer) {
      fill(trouble);
      plot.show({
        x: answer.times,
        series: [
          { name: 'equity', values: answer.equity, dash: 'solid' },
          { name: 'initial margin', values: answer.initial_margin, dash: 'dash' },
          { name: 'maintenance margin', values: answer.maintenance_margin, dash: 'dot' },
        ],
      });
    },
    fail: problem => fill(trouble, failure(problem)),
  });

  function choose(seconds) {
    span = seconds;
    buttons.forEach((button, index) => button.setAttribute('aria-pressed', spans[index][1] === seconds ? 'true' : 'false'));
    fresh.again();
  }

  return {
    cards: [{ title: 'Equity and margin', width: 'two-thirds', actions: [h('div', { class: 'tabs', role: 'group', 'aria-label': 'Span of time' }, buttons), plot.turn], node: h('div', null, trouble, plot.element) }],
    leave() { fresh.stop(); plot.stop(); },
  };
}
