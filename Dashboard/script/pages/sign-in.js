// Who is there: an API key, as `steelyard keys create` and `steelyard demo` print it.

import { h, fill } from '../dom.js';
import { ask, Problem } from '../api.js';
import { forget, keep } from '../session.js';

/** Asks for a key; calls `done` when the service accepts one. */
export function signIn(place, reason, done) {
  const text = h('input', { type: 'password', id: 'key', name: 'key', autocomplete: 'current-password', spellcheck: 'false', required: true, 'aria-describedby': 'key-hint key-failure' });
  const remember = h('input', { type: 'checkbox', id: 'remember' });
  const failure = h('p', { class: 'sign-in-failure', id: 'key-failure', role: 'alert' }, reason ?? '');
  const button = h('button', { class: 'primary', type: 'submit' }, 'Sign in');

  async function send(event) {
    event.preventDefault();
    const key = text.value.trim();
    if (!/^[^\s.]+\.[^\s]+$/.test(key)) {
      refuse('A key is written id.secret, such as sk-69c5eff4d223dc93.B0hx….');
      return;
    }
    button.disabled = true;
    keep(key, remember.checked);
    try {
      await ask('/session');
      done();
    } catch (error) {
      forget();
      button.disabled = false;
      if (!(error instanceof Problem)) throw error;
      refuse(error.status === 401 ? 'The service does not accept this key.' : `${error.message} ${error.remedy ?? ''}`);
    }
  }

  function refuse(words) {
    failure.textContent = words;
    text.setAttribute('aria-invalid', 'true');
    text.focus();
  }

  fill(place, h('main', { class: 'sign-in' },
    h('form', { class: 'card', onsubmit: send },
      h('div', { class: 'sign-in-brand' }, h('img', { src: '/dashboard/icons/steelyard.svg', alt: '', width: 40, height: 40 }), h('h1', null, 'Steelyard')),
      h('p', { class: 'soft' }, 'Margin and risk of the book, live.'),
      h('div', { class: 'field' }, h('label', { for: 'key' }, 'API key'), text,
        h('span', { class: 'hint', id: 'key-hint' }, 'id.secret, from ', h('code', null, 'steelyard keys create'), '; the demo prints one.')),
      h('label', { class: 'check' }, remember, 'Stay signed in on this browser'),
      failure, button)));
  text.focus();
}
