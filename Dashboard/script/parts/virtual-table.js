// A table of a hundred thousand rows of which the page holds those that are looked at. Rows come from the service a
// stretch at a time; where one is not there yet its place is kept, so nothing jumps.

import { h, fill, identifier } from '../dom.js';

const stretch = 100;
const margin = 8;

/**
 * @param {object} options
 *   `label`; `columns`: `{key, title, unit, number, width, sortable, cell(row)}`;
 *   `load(offset, limit, signal)` gives `{rows, matched}`; `open(row)` when a row is chosen;
 *   `sort`: `{key, descending}`; `onSort(sort)`; `rowHeight` in pixels
 */
export class VirtualTable {
  constructor(options) {
    Object.assign(this, { rowHeight: 34, ...options });
    this.matched = 0;
    this.stretches = new Map();
    this.loading = new Map();
    this.lines = new Map();
    this.active = 0;
    this.name = identifier('grid');
    this.template = this.columns.map(column => `${column.width}px`).join(' ');
    this.headings = h('div', { class: 'headings', role: 'row', 'aria-rowindex': 1, style: { 'grid-template-columns': this.template } });
    this.rows = h('div', { class: 'rows', role: 'rowgroup' });
    this.element = h('div', {
      class: 'virtual', role: 'grid', tabindex: 0, 'aria-label': this.label, 'aria-colcount': this.columns.length,
      onscroll: () => this.schedule(), onkeydown: event => this.press(event),
    }, h('div', { role: 'rowgroup' }, this.headings), this.rows);
    this.resizes = new ResizeObserver(() => this.schedule());
    this.resizes.observe(this.element);
    this.drawHeadings();
  }

  /** Asks again for what is looked at; rows stay until their successors are there. */
  refresh() {
    for (const [index] of this.stretches) if (!this.visibleStretches().has(index)) this.stretches.delete(index);
    return Promise.all([...this.visibleStretches()].map(index => this.fetch(index)));
  }

  /** Begins anew at the top: another order, another filter. */
  restart() {
    for (const { abort } of this.loading.values()) abort.abort();
    this.loading.clear();
    this.stretches.clear();
    this.active = 0;
    this.element.scrollTop = 0;
    return this.fetch(0);
  }

  stop() {
    this.resizes.disconnect();
    for (const { abort } of this.loading.values()) abort.abort();
  }

  drawHeadings() {
    fill(this.headings, this.columns.map(column => {
      const active = this.sort?.key === column.key;
      const content = [column.title, active && h('span', { class: 'arrow', 'aria-hidden': 'true' }, this.sort.descending ? ' ↓' : ' ↑'),
        column.unit && h('span', { class: 'unit soft' }, ` ${column.unit}`)];
      return h('div', { class: column.number ? 'heading number' : 'heading', role: 'columnheader', 'aria-sort': active ? (this.sort.descending ? 'descending' : 'ascending') : null },
        column.sortable === false ? content : h('button', { type: 'button', onclick: () => this.turn(column) }, content));
    }));
  }

  turn(column) {
    const descending = this.sort?.key === column.key ? !this.sort.descending : column.number === true;
    this.sort = { key: column.key, descending };
    const index = this.columns.indexOf(column);
    this.drawHeadings();
    this.headings.children[index].querySelector('button').focus();
    this.onSort?.(this.sort);
    this.restart();
  }

  window() {
    const first = Math.max(0, Math.floor(this.element.scrollTop / this.rowHeight) - margin);
    const last = Math.min(this.matched, Math.ceil((this.element.scrollTop + this.element.clientHeight) / this.rowHeight) + margin);
    return { first, last };
  }

  visibleStretches() {
    const { first, last } = this.window();
    const needed = new Set([Math.floor(first / stretch)]);
    for (let index = Math.floor(first / stretch); index * stretch < last; index += 1) needed.add(index);
    return needed;
  }

  schedule() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = null;
      this.draw();
      for (const index of this.visibleStretches()) if (!this.stretches.has(index)) this.fetch(index);
    });
  }

  async fetch(index) {
    if (this.loading.has(index)) return;
    const abort = new AbortController();
    const mine = { abort };
    this.loading.set(index, mine);
    try {
      const { rows, matched } = await this.load(index * stretch, stretch, abort.signal);
      if (this.loading.get(index) !== mine) return;
      this.stretches.set(index, rows);
      this.matched = matched;
      this.draw();
      this.onLoad?.();
    } catch (error) {
      if (error.name !== 'AbortError') this.onFailure?.(error);
    } finally {
      if (this.loading.get(index) === mine) this.loading.delete(index);
    }
  }

  row(index) {
    return this.stretches.get(Math.floor(index / stretch))?.[index % stretch];
  }

  draw() {
    this.element.setAttribute('aria-rowcount', this.matched + 1);
    const height = `${this.matched * this.rowHeight}px`;
    if (this.rows.style.height !== height) this.rows.style.height = height;
    this.active = Math.max(0, Math.min(this.active, this.matched - 1));
    const { first, last } = this.window();
    for (const [index, line] of this.lines) {
      if (index < first || index >= last) {
        line.element.remove();
        this.lines.delete(index);
      }
    }
    for (let index = first; index < last; index += 1) this.drawLine(index);
    this.mark();
  }

  drawLine(index) {
    let line = this.lines.get(index);
    if (!line) {
      const cells = this.columns.map(column => h('div', { class: column.number ? 'cell number' : 'cell', role: 'gridcell' }));
      const element = h('div', {
        class: 'line', role: 'row', id: `${this.name}-${index}`, 'aria-rowindex': index + 2,
        style: { top: `${index * this.rowHeight}px`, height: `${this.rowHeight}px`, 'grid-template-columns': this.template },
        onclick: () => { this.active = index; this.mark(); const row = this.row(index); if (row) this.open?.(row); },
      }, cells);
      line = { element, cells, row: undefined };
      this.lines.set(index, line);
      this.rows.append(element);
    }
    const row = this.row(index);
    if (line.row === row && row !== undefined) return;
    line.row = row;
    this.columns.forEach((column, place) => {
      const content = row ? column.cell(row) : '…';
      const cell = line.cells[place];
      if (content instanceof Node) cell.replaceChildren(content);
      else if (cell.textContent !== String(content) || cell.firstElementChild) cell.textContent = content;
    });
  }

  mark() {
    for (const [index, line] of this.lines) line.element.setAttribute('aria-selected', index === this.active && this.element.matches(':focus-visible') ? 'true' : 'false');
    const active = this.lines.get(this.active);
    if (active) this.element.setAttribute('aria-activedescendant', active.element.id);
    else this.element.removeAttribute('aria-activedescendant');
  }

  press(event) {
    if (event.target !== this.element) return;
    const page = Math.max(1, Math.floor(this.element.clientHeight / this.rowHeight) - 2);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.key === 'Enter') {
      const row = this.row(this.active);
      if (row) this.open?.(row);
    } else if (event.key in steps) {
      event.preventDefault();
      this.active = Math.max(0, Math.min(this.matched - 1, this.active + steps[event.key]));
      this.show(this.active);
    }
  }

  /** Scrolls until a row can be seen. */
  show(index) {
    const top = index * this.rowHeight;
    const head = this.headings.offsetHeight;
    if (top < this.element.scrollTop) this.element.scrollTop = top;
    else if (top + this.rowHeight + head > this.element.scrollTop + this.element.clientHeight) {
      this.element.scrollTop = top + this.rowHeight + head - this.element.clientHeight;
    }
    this.draw();
    this.schedule();
  }
}
