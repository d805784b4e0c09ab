// What the requirement is made of: each bucket's scenario loss, each charge with its reason.

import { h, fill } from '../../dom.js';
import { number, words } from '../../format.js';
import { table } from '../../parts/table.js';

export function requirement({ onMargin }) {
  const buckets = h('div');
  const charges = h('div');
  const tables = {
    buckets: table({
      label: 'Requirement by bucket', none: 'The model has no buckets.',
      columns: [
        { title: 'Bucket', cell: row => row.name },
        { title: 'Worst loss', unit: 'USD', number: true, cell: row => number(row.worst_case * (row.usd_per_currency ?? 1)) },
        { title: 'IM', unit: 'USD', number: true, cell: row => number(row.initial_margin * (row.usd_per_currency ?? 1)) },
        { title: 'MM', unit: 'USD', number: true, cell: row => number(row.maintenance_margin * (row.usd_per_currency ?? 1)) },
      ],
    }),
    steps: table({
      label: 'Steps of the dynamic requirement', none: 'None.',
      columns: [
        { title: 'Step', cell: row => row.name },
        { title: 'Initial', unit: 'USD', number: true, cell: row => number(row.initial) },
        { title: 'Maintenance', unit: 'USD', number: true, cell: row => number(row.maintenance) },
      ],
    }),
  };

  const leave = onMargin(margin => {
    const { explanation } = margin;
    if (explanation.dynamic) {
      fill(buckets, tables.steps.element);
      tables.steps.show(steps(explanation.dynamic));
    } else if (explanation.buckets?.length) {
      fill(buckets, tables.buckets.element);
      tables.buckets.show(explanation.buckets);
    } else {
      fill(buckets, h('p', { class: 'notice' }, 'This model adds up its positions; each one’s margin and reason stand under “Positions and orders”.'));
    }
    fill(charges, explanation.charges.length === 0
      ? h('p', { class: 'notice' }, 'Nothing is charged beyond the scenarios.')
      : h('ul', { class: 'charges' }, explanation.charges.map(charge => h('li', null,
        h('span', { class: 'charge' }, h('strong', null, words(charge.name)), h('span', { class: 'soft small' }, ` ${charge.bucket ?? ''} · ${words(charge.applies_to)}`)),
        h('span', { class: 'number' }, `${number(charge.amount)} USD`),
        h('p', { class: 'small soft' }, charge.why)))));
  });

  return { cards: [{ title: 'Charges explained', width: 'third', flush: true, node: h('div', { class: 'tall', tabindex: 0, role: 'region', 'aria-label': 'Requirement and charges' }, buckets, charges) }], leave };
}

/** The steps of `dynamic`, the binding one marked. */
function steps({ initial, maintenance }) {
  const names = ['core', 'stressed', 'blend', 'crash', 'broken', 'netted', 'short_options', 'requirement'];
  return names.filter(name => initial?.[name] !== undefined).map(name => ({
    name: words(name) + (initial.binding === name ? ' (binds)' : ''), initial: initial[name], maintenance: maintenance?.[name],
  }));
}
