// Work that the service does in its own time: asked for, watched while it runs, taken back.

import { h, fill, say } from '../dom.js';
import { ask } from '../api.js';
import { clock, duration, percent } from '../format.js';
import { status } from './status.js';
import { toast } from './dialog.js';

const pause = 1000;
const open = new Set(['waiting', 'running']);

/**
 * Watches one job, once a second, and not while the page is not looked at.
 * @param {object} options `job` its number, `show(job)` for each answer, `fail(problem)`
 * @returns {{stop: () => void}}
 */
export function watchJob({ job, show, fail }) {
  const abort = new AbortController();
  let timer = null;

  async function look() {
    if (document.hidden) {
      timer = setTimeout(look, pause);
      return;
    }
    try {
      const answer = await ask(`/jobs/${job}`, { signal: abort.signal });
      show(answer);
      if (open.has(answer.state)) timer = setTimeout(look, pause);
    } catch (error) {
      if (error.name === 'AbortError') return;
      fail?.(error);
      if (error.name !== 'Problem') throw error;
      if (error.status === 0) timer = setTimeout(look, 3 * pause);
    }
  }

  look();
  return {
    stop() {
      clearTimeout(timer);
      abort.abort();
    },
  };
}

/** Whether a job may still be taken back. */
export const isOpen = job => open.has(job.state);

/** How far a job is: its state, a bar, how long it has taken, and a button that takes it back. */
export function jobProgress() {
  const fillBar = h('div', { class: 'fill', style: { width: '0%' } });
  const bar = h('div', { class: 'progress', role: 'progressbar', 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-label': 'Progress' }, fillBar);
  const state = h('span');
  const words = h('span', { class: 'small soft', role: 'status' });
  const button = h('button', { type: 'button', onclick: cancel }, 'Cancel');
  const element = h('div', { class: 'job-progress', hidden: true }, state, bar, words, button);
  let shown = null;

  async function cancel() {
    button.disabled = true;
    try {
      await ask(`/jobs/${shown.job}/cancel`, { method: 'POST' });
    } catch (error) {
      if (error.name !== 'Problem') throw error;
      toast(`${error.message} ${error.remedy ?? ''}`);
    }
  }

  return {
    element,
    show(job) {
      if (shown?.job !== job.job) button.disabled = false;
      shown = job;
      element.hidden = false;
      fill(state, status(job.state));
      const share = job.state === 'done' ? 1 : job.progress ?? 0;
      fillBar.style.width = `${share * 100}%`;
      bar.setAttribute('aria-valuenow', Math.round(share * 100));
      bar.hidden = !isOpen(job);
      button.hidden = !isOpen(job);
      const taken = job.begun ? ((job.ended ? new Date(job.ended) : new Date()) - new Date(job.begun)) / 1000 : null;
      say(words, isOpen(job)
        ? (job.state === 'waiting' ? 'waits for its turn' : `${percent(share, 0)}${taken > 1 ? `, ${duration(taken)}` : ''}`)
        : `job ${job.job}, ${clock(job.ended)} UTC${taken === null ? '' : `, took ${duration(Math.max(0.1, taken))}`}`);
    },
    hide() { element.hidden = true; },
  };
}
