// A field for one account: what is typed is looked for in the book, and the first few found can be chosen.

import { h, fill, identifier } from '../dom.js';
import { ask } from '../api.js';
import { percent } from '../format.js';
import { status } from './status.js';

const most = 8;

/**
 * @param {object} options `label`, `chosen` (a name or ''), `choose(account)` once one is chosen
 * @returns {{element: HTMLElement, value: () => string, stop: () => void}}
 */
export function accountPicker({ label = 'Account', chosen = '', choose }) {
  const name = identifier('account');
  const input = h('input', {
    id: name, type: 'text', role: 'combobox', autocomplete: 'off', spellcheck: 'false', maxlength: 64, 'aria-expanded': 'false', 'aria-controls': `${name}-list`, 'aria-autocomplete': 'list',
    value: chosen, placeholder: 'Name of an account', oninput: later, onfocus: later, onblur: () => setTimeout(close, 120), onkeydown: press,
  });
  const list = h('ul', { class: 'picker-list', id: `${name}-list`, role: 'listbox', 'aria-label': label, hidden: true });
  const element = h('div', { class: 'field picker' }, h('label', { for: name }, label), input, list);
  let found = [];
  let active = -1;
  let timer = null;
  let abort = null;

  function later() {
    clearTimeout(timer);
    timer = setTimeout(look, 120);
  }

  async function look() {
    abort?.abort();
    abort = new AbortController();
    try {
      const answer = await ask('/book', { query: { search: input.value.trim(), sort: 'use', limit: most }, signal: abort.signal });
      if (document.activeElement === input) show(answer.rows);
    } catch (error) {
      if (error.name !== 'AbortError' && error.name !== 'Problem') throw error;
      close();
    }
  }

  function show(rows) {
    found = rows;
    active = -1;
    fill(list, rows.length === 0 && h('li', { class: 'soft', role: 'presentation' }, 'No account has this in its name.'),
      rows.map((row, index) => h('li', { role: 'option', id: `${name}-${index}`, 'aria-selected': 'false', onmousedown: event => { event.preventDefault(); take(row); } },
        h('span', { class: 'picker-name' }, row.account), status(row.status), h('span', { class: 'number soft' }, percent(row.use, 0)))));
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
  }

  function close() {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }

  function take(row) {
    input.value = row.account;
    close();
    choose?.(row.account);
  }

  function press(event) {
    if (event.key === 'Escape') close();
    else if (event.key === 'Enter') {
      event.preventDefault();
      if (!list.hidden && found[active]) take(found[active]);
      else if (input.value.trim() !== '') {
        close();
        choose?.(input.value.trim());
      }
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && !list.hidden && found.length > 0) {
      event.preventDefault();
      active = (active + (event.key === 'ArrowDown' ? 1 : -1) + found.length) % found.length;
      [...list.children].forEach((option, index) => option.setAttribute('aria-selected', index === active ? 'true' : 'false'));
      input.setAttribute('aria-activedescendant', `${name}-${active}`);
    }
  }

  return {
    element,
    value: () => input.value.trim(),
    stop() {
      clearTimeout(timer);
      abort?.abort();
    },
  };
}
