// Reverse stress: the likeliest moves that bring an account to the edge.

import { h, fill } from '../../dom.js';
import { address } from '../../router.js';
import { duration, number, signedPercent, significant, words } from '../../format.js';
import { accountQuestion } from '../../parts/account-question.js';
import { card, empty, figures } from '../../parts/card.js';
import { lines } from '../../parts/plots.js';
import { status } from '../../parts/status.js';
import { table } from '../../parts/table.js';

/** Opens the view. */
export function openReverse({ element, parameters }) {
  const result = h('div', { class: 'stack', 'aria-live': 'polite' });
  const question = accountQuestion({ account: parameters.get('account') ?? '', path: '/reverse-stress', action: 'Find the nearest moves', working: 'Searching', result, show, clear });
  let drawn = [];

  element.append(
    card({ title: 'The likeliest way to liquidation', note: 'spot and volatility of the account’s coins, by how likely the model holds them' }, question.form),
    result);
  fill(result, empty('Choose an account: the moves that would bring it to the edge are searched in the model’s own distribution.'));

  function clear() {
    for (const one of drawn) one.stop();
    drawn = [];
  }

  function show(account, answer) {
    clear();
    const { reverse } = answer;
    const points = reverse?.points ?? [];
    const probability = reverse?.probability?.probability;
    const nearest = points[0];
    fill(result,
      figures([
        { name: 'Account', node: h('a', { href: address('account', [account]) }, account), under: status(answer.status) },
        { name: 'Equity, USD', node: number(answer.present?.equity), under: `MM ${number(answer.present?.maintenance_margin)}` },
        { name: 'MM excess, USD', node: number(answer.present?.maintenance_excess), under: 'as it is' },
        { name: 'Distance', node: nearest ? `${number(nearest.distance, 2)} σ` : 'none found', under: nearest ? `within ${duration(reverse.horizon_days * 86400)}` : '' },
        { name: 'Probability', node: significant(probability, 2), under: reverse?.probability ? `± ${significant(reverse.probability.standard_error, 2)}` : 'not estimated' },
      ]),
      points.length === 0 && h('div', { class: 'card' }, empty(reverse ? 'No move within reach of the search brings this account to the edge.' : 'Nothing that this account holds moves its margin.')),
      h('div', { class: 'grid' }, points.slice(0, 4).map((point, index) => pointCard(point, index, points.length))),
      notes([...(answer.notes ?? []), ...(answer.failures ?? []).map(entry => entry.message ?? String(entry))]));
  }

  function pointCard(point, index, count) {
    const path = lines({ label: `Equity and margin on the way to move ${index + 1}`, height: 220, unit: 'USD', x: { title: 'Share of the move', suffix: ' %', format: value => `${number(value)} %` }, format: value => number(value) });
    drawn.push(path);
    path.show({
      x: point.path.map(step => step.share * 100),
      series: [
        { name: 'Counted equity', values: point.path.map(step => step.maintenance_counted_equity), hover: ',.0f' },
        { name: 'Maintenance margin', values: point.path.map(step => step.maintenance_margin), hover: ',.0f' },
      ],
    });
    return card({ title: index === 0 ? 'The nearest move' : `Another, ${number(point.distance, 2)} σ away`, actions: [path.turn], class: count > 1 ? 'half' : '', flush: true, foot: `Evidence: ${words(point.evidence)}; probability beyond it ${significant(point.probability_beyond, 2)}.` },
      table({
        label: 'Moves',
        columns: [
          { title: 'What', cell: row => words(row.quantity).replace(/ (\w+)$/, (_, coin) => ` of ${coin.toUpperCase()}`) },
          { title: 'Move', number: true, cell: row => signedPercent(row.move, 1) },
          { title: 'Deviations', number: true, cell: row => number(row.score, 2) },
          { title: 'Excess without it', unit: 'USD', number: true, cell: row => number(row.excess_without) },
        ],
        rows: point.moves,
      }).element,
      h('div', { class: 'body' }, path.element));
  }

  question.start();
  return {
    stop() {
      question.stop();
      clear();
    },
  };
}

function notes(list) {
  return list.length > 0 && h('ul', { class: 'notes small soft' }, list.map(text => h('li', null, text)));
}
