// Windows over the page, and words that pass.

import { h } from '../dom.js';
import { icon } from './icons.js';

/**
 * Opens a dialog; it closes with Escape, with its cross, and when the page is left.
 * @param {object} options `title`, `body` nodes, `buttons` nodes
 * @returns {HTMLDialogElement} closed by `close()`
 */
export function dialog({ title, body, buttons = [] }) {
  const element = h('dialog', { 'aria-label': title, onclose: () => element.remove() },
    h('header', null, h('h2', null, title), h('button', { class: 'quiet icon', type: 'button', 'aria-label': 'Close', onclick: () => element.close() }, icon('close'))),
    h('div', { class: 'body' }, body),
    buttons.length > 0 && h('footer', null, buttons));
  document.body.append(element);
  element.showModal();
  addEventListener('hashchange', () => element.close(), { once: true });
  return element;
}

/**
 * Asks whether something is really to be done, and why.
 * @param {object} options `title`, `text`, `action` (the button's word), `reason` (whether one is asked for), `act(reason)`: may throw a Problem
 */
export function confirmation({ title, text, action, reason = true, act }) {
  const words = h('textarea', { rows: 2, id: 'confirmation-reason', required: true });
  const failure = h('p', { class: 'notice bad', role: 'alert', hidden: true });
  const button = h('button', { class: 'danger', type: 'button', onclick: send }, action);
  const shown = dialog({
    title,
    body: [h('p', null, text), reason && h('div', { class: 'field' }, h('label', { for: 'confirmation-reason' }, 'Reason, kept in the journal'), words), failure],
    buttons: [h('button', { type: 'button', onclick: () => shown.close() }, 'Cancel'), button],
  });
  if (reason) words.focus();

  async function send() {
    if (reason && words.value.trim() === '') {
      words.focus();
      return;
    }
    button.disabled = true;
    try {
      await act(words.value.trim());
      shown.close();
    } catch (error) {
      failure.textContent = `${error.message} ${error.remedy ?? ''}`;
      failure.hidden = false;
      button.disabled = false;
    }
  }
}

/** Says something for some seconds. */
export function toast(text) {
  const element = h('div', { class: 'toast', role: 'status' }, text);
  document.body.append(element);
  setTimeout(() => element.remove(), 6000);
}
