// A question about one account: who, a button, and the answer or why there is none.

import { h, fill, say } from '../dom.js';
import { accountPath, ask } from '../api.js';
import { note } from '../router.js';
import { accountPicker } from './account-picker.js';
import { failure } from './card.js';

/**
 * @param {object} options `account`: who is chosen at first; `path` below the account; `action` and `working`: the button's words;
 *   `result`: where the answer stands; `show(account, result)`; `clear()`: before a refusal is shown
 * @returns {{form: HTMLElement, start: () => void, stop: () => void}} `start` asks where somebody is chosen
 */
export function accountQuestion({ account: chosen, path, action, working, result, show, clear }) {
  const picker = accountPicker({ chosen, choose: run });
  const button = h('button', { class: 'primary', type: 'submit' }, action);
  const form = h('form', { class: 'row', onsubmit: event => { event.preventDefault(); run(); } }, picker.element, button);
  let abort = null;

  async function run() {
    const account = picker.value();
    if (account === '') {
      picker.element.querySelector('input').focus();
      return;
    }
    note({ account });
    abort?.abort();
    abort = new AbortController();
    const mine = abort;
    button.disabled = true;
    say(button, working);
    result.setAttribute('aria-busy', 'true');
    try {
      const answer = await ask(accountPath(account, path), { body: {}, signal: mine.signal });
      if (abort === mine) show(account, answer.result);
    } catch (error) {
      if (error.name === 'AbortError') return;
      if (error.name !== 'Problem') throw error;
      clear?.();
      fill(result, h('div', { class: 'card' }, failure(error)));
    } finally {
      if (abort === mine) {
        button.disabled = false;
        say(button, action);
        result.removeAttribute('aria-busy');
      }
    }
  }

  return { form, start() { if (picker.value() !== '') run(); }, stop() { abort?.abort(); picker.stop(); } };
}
