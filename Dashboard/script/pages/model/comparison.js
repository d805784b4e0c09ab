// The same account under several models: what each asks for, and what that is made of.

import { h, fill } from '../../dom.js';
import { address } from '../../router.js';
import { number, percent, signed, words } from '../../format.js';
import { accountQuestion } from '../../parts/account-question.js';
import { card, empty } from '../../parts/card.js';
import { bars } from '../../parts/plots.js';
import { status } from '../../parts/status.js';
import { table } from '../../parts/table.js';

/** Opens the view. */
export function openComparison({ element, parameters }) {
  const result = h('div', { class: 'stack' });
  const question = accountQuestion({ account: parameters.get('account') ?? '', path: '/compare', action: 'Compare', working: 'Comparing', result, show });
  let plot = null;

  element.append(card({ title: 'The same account under every model', note: 'on the latest frame' }, question.form), result);
  fill(result, h('div', { class: 'card' }, empty('Choose an account. Models are compared by what they tie up: full equity less what is left free.')));

  function show(account, answer) {
    plot?.stop();
    const models = answer.models;
    const names = models.map(model => model.model);
    const components = [...new Set(models.flatMap(model => model.components.map(part => part.name)))];
    plot = bars({ label: 'Components of the requirement by model', height: Math.max(220, 80 + models.length * 44) });
    plot.show({
      names,
      series: components.map(name => ({ name: words(name), values: models.map(model => model.components.find(part => part.name === name)?.amount ?? 0) })),
    });
    const least = Math.min(...models.map(model => model.tied_up));
    fill(result,
      card({ title: 'What each is made of', note: h('a', { href: address('account', [account]) }, account), actions: [plot.turn] }, plot.element),
      card({ title: 'Side by side', flush: true, foot: `Tied up: equity less what is left free, so that models with haircuts and models without can be compared. Differences are against ${answer.reference}.` }, table({
        label: 'Models side by side', sort: { column: 3, descending: false },
        columns: [
          { title: 'Model', cell: row => h('span', null, row.model, row.tied_up === least && h('span', { class: 'small soft' }, '  the least')), order: row => row.model },
          { title: 'Status', cell: row => status(row.status) },
          { title: 'Parameters', cell: row => h('span', { class: 'small soft' }, row.parameters) },
          { title: 'Tied up', unit: 'USD', number: true, cell: row => number(row.tied_up), order: row => row.tied_up },
          { title: `Against ${answer.reference}`, number: true, cell: row => (row.model === answer.reference ? '–' : `${signed(row.tied_up_difference)} (${signed((row.tied_up_difference_share ?? NaN) * 100, 0)} %)`), order: row => row.tied_up_difference },
          { title: 'IM', unit: 'USD', number: true, cell: row => number(row.initial_margin), order: row => row.initial_margin },
          { title: 'MM', unit: 'USD', number: true, cell: row => number(row.maintenance_margin), order: row => row.maintenance_margin },
          { title: 'IM excess', unit: 'USD', number: true, cell: row => h('span', { class: row.initial_excess < 0 ? 'loss' : null }, number(row.initial_excess)), order: row => row.initial_excess },
          { title: 'Netting', unit: 'of alone', number: true, cell: row => percent(row.positions_alone > 0 ? row.netting_benefit / row.positions_alone : null, 0), order: row => row.netting_benefit },
        ],
        rows: models,
      }).element),
      h('div', { class: 'grid' }, models.filter(model => (model.reasons ?? []).length > 0 && model.model !== answer.reference).map(model =>
        card({ title: `Why ${model.model}`, note: model.binding?.[0]?.label ?? '', class: 'half' }, h('ul', { class: 'notes plain small' }, model.reasons.filter(reason => Math.abs(reason.difference) >= 0.5).map(reason => h('li', null, reason.text)))))),
      (answer.notes ?? []).length + (answer.failures ?? []).length > 0 && h('ul', { class: 'notes small soft' },
        [...(answer.failures ?? []).map(entry => `${entry.model ?? ''} ${entry.message ?? entry.reason ?? JSON.stringify(entry)}`), ...(answer.notes ?? [])].map(text => h('li', null, text))));
  }

  question.start();
  return {
    stop() {
      question.stop();
      plot?.stop();
    },
  };
}
