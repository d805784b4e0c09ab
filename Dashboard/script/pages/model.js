// Model: what parameters are in force, how they came to be, whether they were enough, and how others would judge.

import { h, fill } from '../dom.js';
import { note } from '../router.js';
import { tabs } from '../parts/tabs.js';
import { openBacktest } from './model/backtest.js';
import { openChanges } from './model/changes.js';
import { openComparison } from './model/comparison.js';
import { openParameters } from './model/parameters.js';

const views = [
  { key: 'parameters', title: 'In force', open: openParameters },
  { key: 'changes', title: 'Changes', open: openChanges },
  { key: 'backtest', title: 'Backtest', open: openBacktest },
  { key: 'compare', title: 'Compare', open: openComparison },
];

/** Opens the page. */
export function open({ element, live, session, parameters: first }) {
  const body = h('div', { class: 'stack', role: 'tabpanel' });
  let parameters = first;
  let shown = null;

  function choose(key) {
    shown?.stop();
    const view = views.find(entry => entry.key === key) ?? views[0];
    note({ view: view === views[0] ? null : view.key });
    body.setAttribute('aria-label', view.title);
    fill(body);
    shown = view.open({ element: body, live, session, parameters });
  }

  const wanted = () => (views.find(view => view.key === parameters.get('view')) ?? views[0]).key;
  const choice = tabs({ label: 'What of the models', tabs: views, chosen: wanted(), choose });
  element.append(
    h('div', { class: 'page-head' }, h('h1', null, 'Model'), choice.element),
    body);
  choose(wanted());
  return {
    update(next) {
      parameters = next;
      choice.choose(wanted());
      choose(wanted());
    },
    leave: () => shown?.stop(),
  };
}
