// Greeks by coin, and by expiry within.

import { h, fill } from '../../dom.js';
import { coin, expiry, number, signed, significant } from '../../format.js';
import { table } from '../../parts/table.js';

export function greeks({ onMargin }) {
  const byExpiry = h('input', { type: 'checkbox', checked: true });
  let latest = null;
  const columns = [
    { title: 'Coin', cell: row => (row.total ? h('strong', null, row.name) : h('span', { class: 'soft' }, row.name)) },
    { title: 'Delta', unit: 'coins', number: true, cell: row => signed(row.delta, 4) },
    { title: 'Gamma', unit: 'coins / USD', number: true, cell: row => significant(row.gamma, 3) },
    { title: 'Vega', unit: 'USD / pt', number: true, cell: row => signed(row.vega, 2) },
    { title: 'Theta', unit: 'USD / day', number: true, cell: row => signed(row.theta, 2) },
    { title: 'Rho', unit: 'USD / 1 %', number: true, cell: row => signed(row.rho, 2) },
    { title: 'Held', unit: 'coins', number: true, cell: row => (row.total ? number(row.collateral ?? 0, 4) : '') },
  ];
  const shown = table({ label: 'Greeks by coin and expiry', columns, none: 'Nothing that has Greeks.' });
  const draw = () => { if (latest) shown.show(rows(latest, byExpiry.checked)); };
  byExpiry.addEventListener('change', draw);
  const leave = onMargin(({ explanation }) => { latest = explanation; draw(); });
  return { cards: [{ title: 'Greeks', width: 'half', flush: true, actions: [h('label', { class: 'check' }, byExpiry, 'by expiry')], node: shown.element }], leave };
}

const sums = ['delta', 'gamma', 'vega', 'theta', 'rho'];

/** Rows of coins and, within, of expiries: sums of the positions' own Greeks. */
function rows(explanation, byExpiry) {
  return Object.entries(explanation.greeks ?? {}).flatMap(([name, total]) => {
    const within = new Map();
    for (const position of explanation.positions ?? []) {
      if (coin(position.underlying) !== name || !position.greeks) continue;
      const key = position.expiry ?? '';
      const sum = within.get(key) ?? { name: key === '' ? 'perpetual' : expiry(key), key, delta: 0, gamma: 0, vega: 0, theta: 0, rho: 0 };
      for (const greek of sums) sum[greek] += position.greeks[greek] ?? 0;
      within.set(key, sum);
    }
    const parts = byExpiry ? [...within.values()].sort((a, b) => (a.key < b.key ? -1 : 1)) : [];
    return [{ name, total: true, ...total }, ...parts];
  });
}
