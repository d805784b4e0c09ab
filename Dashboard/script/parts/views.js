// A page of several views, one at a time; which one stands in the address.

import { h, fill } from '../dom.js';
import { note } from '../router.js';
import { tabs } from './tabs.js';

/**
 * @param {object} context of the page
 * @param {object} options `title` of the page, `label` of the choice, `views`: `[{key, title, open(context)}]`, the first by default
 * @returns what a page gives the frame
 */
export function viewsPage({ element, live, session, parameters: first }, { title, label, views }) {
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
  const choice = tabs({ label, tabs: views, chosen: wanted(), choose });
  element.append(
    h('div', { class: 'page-head' }, h('h1', null, title), choice.element),
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
