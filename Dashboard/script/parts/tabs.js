// One of several: tabs, moved through with the arrow keys.

import { h } from '../dom.js';

/**
 * @param {object} options `label`, `tabs`: `[{key, title}]`, `chosen`: a key, `choose(key)`
 * @returns {{element: HTMLElement, choose: (key: string) => void}}
 */
export function tabs({ label, tabs: list, chosen, choose }) {
  const buttons = list.map(({ key, title }) => h('button', { type: 'button', role: 'tab', onclick: () => pick(key) }, title));
  const element = h('div', { class: 'tabs', role: 'tablist', 'aria-label': label, onkeydown: move }, buttons);

  function mark(key) {
    list.forEach((tab, index) => {
      buttons[index].setAttribute('aria-selected', tab.key === key ? 'true' : 'false');
      buttons[index].tabIndex = tab.key === key ? 0 : -1;
    });
  }

  function pick(key) {
    mark(key);
    choose(key);
  }

  function move(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = (buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length;
    buttons[next].focus();
    pick(list[next].key);
  }

  mark(chosen);
  return { element, choose: mark };
}
