// Collateral with its haircuts, and why.

import { h } from '../../dom.js';
import { number, percent, price } from '../../format.js';
import { table } from '../../parts/table.js';

export function collateral({ onMargin }) {
  const shown = table({
    label: 'Collateral with haircuts', none: 'No collateral.',
    columns: [
      { title: 'Asset', cell: row => h('span', { title: row.why }, row.asset) },
      { title: 'Amount', number: true, cell: row => number(row.amount, 6) },
      { title: 'Price', unit: 'USD', number: true, cell: row => price(row.price) },
      { title: 'Value', unit: 'USD', number: true, cell: row => number(row.value) },
      { title: 'Haircut', unit: '%', number: true, cell: row => percent(row.haircut) },
      { title: 'Counted', unit: 'USD', number: true, cell: row => number(row.counted) },
      { title: 'Why', cell: row => h('span', { class: 'small soft' }, row.why) },
    ],
  });
  const leave = onMargin(({ explanation }) => shown.show(explanation.collateral ?? []));
  return { cards: [{ title: 'Collateral', width: 'half', flush: true, node: shown.element }], leave };
}
