// Content that is drawn anew while somebody works on it: what had the keyboard's focus has it again.

import { fill } from '../dom.js';

/** As `fill`; an element named by `data-focus` keeps the focus where its successor has the same name. */
export function refill(element, ...children) {
  const name = element.contains(document.activeElement) ? document.activeElement.dataset.focus : undefined;
  fill(element, ...children);
  if (name !== undefined) element.querySelector(`[data-focus="${CSS.escape(name)}"]`)?.focus({ preventScroll: true });
  return element;
}
