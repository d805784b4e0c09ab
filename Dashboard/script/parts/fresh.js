// Keeps a part of a page up to date: asks at once, after each frame, and stops with the page.

/**
 * @param {object} options
 *   `live`: the page's `Live`, or null to ask once; `ask(signal)` gives the answer; `show(answer)`; `fail(problem)`;
 *   `seconds`: the shortest time between two asks (1)
 * @returns {{stop: () => void, again: () => void}}
 */
export function keepFresh({ live, ask, show, fail, seconds = 1 }) {
  let abort = null;
  let last = 0;
  let ended = false;
  let missed = false;

  async function again() {
    abort?.abort();
    const mine = new AbortController();
    abort = mine;
    last = Date.now();
    missed = false;
    try {
      const answer = await ask(mine.signal);
      if (!ended && abort === mine) show(answer);
    } catch (error) {
      if (error.name !== 'AbortError' && !ended && abort === mine) fail?.(error);
      if (error.name !== 'AbortError' && error.name !== 'Problem') throw error;
    } finally {
      if (abort === mine) abort = null;
      if (missed && !ended) again();
    }
  }

  function next() {
    if (Date.now() - last < seconds * 1000) return;
    if (abort !== null) missed = true;
    else again();
  }

  const leave = live?.onFrame(next);
  again();
  return {
    stop() {
      ended = true;
      leave?.();
      abort?.abort();
    },
    again,
  };
}
