// Stress: what the house would lose, how far an account is from the edge, and what closing does to the market.

import { h, fill } from '../dom.js';
import { note } from '../router.js';
import { tabs } from '../parts/tabs.js';
import { openScenarios } from './stress/scenarios.js';
import { openReverse } from './stress/reverse.js';
import { openCascade } from './stress/cascade.js';

const views = [
  { key: 'house', title: 'Scenarios', open: openScenarios },
  { key: 'reverse', title: 'Reverse stress', open: openReverse },
  { key: 'cascade', title: 'Cascade', open: openCascade },
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
  const choice = tabs({ label: 'Kinds of stress', tabs: views, chosen: wanted(), choose });
  element.append(
    h('div', { class: 'page-head' }, h('h1', null, 'Stress'), choice.element),
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
