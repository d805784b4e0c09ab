// The worst scenarios, with what each position adds to them.

import { h, fill } from '../../dom.js';
import { instrument, number, signed } from '../../format.js';
import { empty } from '../../parts/card.js';
import { signedBar } from '../../parts/status.js';

export function worstScenarios({ onMargin }) {
  const picker = h('select', { 'aria-label': 'Scenario' });
  const body = h('div', { class: 'tall', tabindex: 0, role: 'region', 'aria-label': 'What each position adds' });
  let scenarios = [];
  let chosen = 0;

  picker.addEventListener('change', () => { chosen = picker.selectedIndex; draw(); });

  function draw() {
    const scenario = scenarios[chosen];
    if (!scenario) {
      fill(body, empty('This model asks no scenarios of this account.'));
      return;
    }
    const parts = [...scenario.positions].sort((a, b) => a.pnl - b.pnl);
    const largest = Math.max(...parts.map(part => Math.abs(part.pnl)), 1e-9);
    fill(body, h('table', { class: 'plain-rows' },
      h('caption', { class: 'visually-hidden' }, `What each position adds to ${scenario.label}`),
      h('thead', null, h('tr', null, h('th', { scope: 'col' }, 'Position'), h('th', { scope: 'col' }, h('span', { class: 'visually-hidden' }, 'Bar')), h('th', { scope: 'col', class: 'number' }, 'Adds', h('span', { class: 'unit' }, 'USD')))),
      h('tbody', null, parts.map(part => h('tr', null, h('th', { scope: 'row', title: part.instrument ?? null }, part.instrument ? instrument(part.instrument) : part.asset), h('td', { class: 'bar' }, signedBar(part.pnl, largest)), h('td', { class: 'number' }, signed(part.pnl))))),
      h('tfoot', null, h('tr', null, h('th', { scope: 'row' }, scenario.binding ? 'Together (binds)' : 'Together'), h('td'), h('td', { class: 'number' }, h('strong', null, signed(scenario.pnl)))))));
  }

  const leave = onMargin(({ explanation }) => {
    const before = scenarios[chosen]?.label;
    scenarios = explanation.worst_scenarios ?? [];
    chosen = Math.max(0, scenarios.findIndex(scenario => scenario.label === before));
    const labels = scenarios.map(scenario => `${scenario.label}: ${number(scenario.pnl)} USD${scenario.binding ? ', binds' : ''}`);
    if (labels.length !== picker.options.length) fill(picker, labels.map(label => h('option', null, label)));
    labels.forEach((label, index) => { if (picker.options[index].textContent !== label) picker.options[index].textContent = label; });
    picker.selectedIndex = chosen;
    picker.hidden = scenarios.length === 0;
    draw();
  });

  return { cards: [{ title: 'Worst scenarios', width: 'half', flush: true, actions: [picker], node: body }], leave };
}
