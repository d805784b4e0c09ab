// Parameters in force: each model with its version, where it is from, its history, and the file itself.

import { h, fill, identifier, say } from '../../dom.js';
import { ask } from '../../api.js';
import { address, note } from '../../router.js';
import { day, instant, number, percent, words } from '../../format.js';
import { confirmation, toast } from '../../parts/dialog.js';
import { card, empty, failure } from '../../parts/card.js';
import { flat } from '../../parts/difference.js';
import { keepFresh } from '../../parts/fresh.js';
import { status } from '../../parts/status.js';

/** Opens the view. */
export function openParameters({ element, live, session, parameters }) {
  const trouble = h('div', { class: 'trouble' });
  const list = h('ul', { class: 'model-list' });
  const detail = h('div', { class: 'stack' });
  let chosen = parameters.get('model');
  let models = [];
  let governed = new Map();
  let drawn = '';
  let abort = null;

  element.append(trouble, h('div', { class: 'grid' },
    h('div', { class: 'third' }, card({ title: 'Models', flush: true, foot: 'A method is code; a version of its parameters is a dated file.' }, list)),
    h('div', { class: 'two-thirds' }, detail)));
  fill(detail, h('div', { class: 'card' }, empty('The parameters are being read.')));

  const fresh = keepFresh({
    live, seconds: 5,
    ask: signal => Promise.all([ask('/models', { signal }), ask('/parameters', { signal })]),
    show([known, parameters]) {
      fill(trouble);
      models = [...known.models].sort((a, b) => (b.in_use_for.length > 0) - (a.in_use_for.length > 0));
      governed = new Map(parameters.models.map(entry => [entry.model, entry]));
      for (const entry of parameters.models) if (!models.some(model => model.name === entry.model)) models.push({ name: entry.model, title: null, in_use_for: [], effective: null, superseded: null, sources: [] });
      const now = JSON.stringify([models, parameters.models]);
      if (now === drawn) return;
      drawn = now;
      if (!models.some(model => model.name === chosen)) chosen = models.find(model => model.in_use_for.includes('portfolio'))?.name ?? models[0]?.name;
      drawList();
      drawDetail();
    },
    fail: problem => fill(trouble, failure(problem)),
  });

  function drawList() {
    fill(list, models.map(model => {
      const entry = governed.get(model.name);
      return h('li', null, h('button', { type: 'button', class: 'event', 'aria-pressed': model.name === chosen ? 'true' : 'false', onclick: () => { chosen = model.name; note({ model: chosen }); drawList(); list.querySelector('[aria-pressed="true"]')?.focus(); drawDetail(); } },
        h('span', { class: 'event-title' }, model.name),
        h('span', { class: 'event-when' }, entry ? `version ${entry.in_force}` : 'built in'),
        h('span', { class: 'event-moves' }, model.title && model.title !== model.name ? `${model.title} · ` : '', model.in_use_for.length > 0 ? `margins ${model.in_use_for.map(words).join(', ')} accounts` : 'for comparison', model.effective ? h('span', { class: 'nowrap' }, ` · of ${day(model.effective)}`) : ''),
        model.superseded && h('span', { class: 'model-superseded' }, status('warning', 'superseded')),
        entry?.open_change && h('span', { class: 'model-superseded' }, status('waiting', `change ${entry.open_change} is open`))));
    }));
  }

  function drawDetail() {
    abort?.abort();
    abort = new AbortController();
    const model = models.find(entry => entry.name === chosen);
    if (!model) {
      fill(detail, h('div', { class: 'card' }, empty('There is no model.')));
      return;
    }
    const entry = governed.get(model.name);
    const file = h('div', null, empty('The file is being read.'));
    const title = h('span');
    const content = [
      card({ title: model.name, note: model.title },
        h('dl', { class: 'pairs' },
          pair('Margins', model.in_use_for.length > 0 ? model.in_use_for.map(words).join(', ') : 'nothing here; it can be compared with'),
          pair('Parameters of', model.effective ? day(model.effective) : '–'),
          model.superseded && pair('Superseded', String(model.superseded), 'wide'),
          pair('Sources', (model.sources ?? []).length > 0 ? h('ul', null, model.sources.map(source => h('li', null, source))) : 'none named', 'wide'))),
    ];
    if (entry) {
      content.push(timeline(model, entry, version => readFile(model.name, version, file, title)));
      content.push(card({ title: 'The file', note: title, flush: true }, file));
      readFile(model.name, entry.in_force, file, title);
    } else content.push(h('div', { class: 'card' }, empty('The service margins nothing with this model, so its parameters are not governed; it uses those that come with the program.')));
    fill(detail, content);
  }

  /** Versions through time, the latest first. */
  function timeline(model, entry, read) {
    const versions = [...entry.versions].sort((a, b) => b.version - a.version);
    const admin = session.scopes.includes('admin') && session.sees === null;
    return card({
      title: 'History', note: `${number(versions.length)} ${versions.length === 1 ? 'version' : 'versions'}`, flush: true,
      actions: [admin && versions.length > 1 && h('button', { class: 'danger', type: 'button', onclick: () => rollBack(model.name, entry.in_force) }, 'Propose going back')],
    }, h('ol', { class: 'timeline' }, versions.map(version => h('li', { class: version.version === entry.in_force ? 'now' : null },
      h('div', { class: 'timeline-head' },
        h('strong', null, `Version ${version.version}`), version.version === entry.in_force && status('healthy', 'in force'),
        h('span', { class: 'soft small' }, `since ${instant(version.since)} UTC`), h('span', { class: 'space' }),
        h('button', { class: 'quiet', type: 'button', onclick: () => read(version.version) }, 'Show the file'),
        version.change && h('a', { class: 'button quiet', href: address('model', [], { view: 'changes', change: version.change }) }, `Change ${version.change}`)),
      h('div', { class: 'small soft' }, h('code', null, `SHA-256 ${version.hash.slice(0, 16)}…`), version.loosening_share > 0 ? ` · lets off at most ${percent(version.loosening_share, 2)} of a requirement` : version.change ? ' · lets nobody off' : ' · as the service was configured')))));
  }

  function rollBack(model, inForce) {
    confirmation({
      title: `Go back from version ${inForce} of ${model}`, action: 'Propose',
      text: 'This proposes the version before. It needs the approvals that every change needs; notice and delay it had already.',
      act: async reason => {
        await ask(`/parameters/${encodeURIComponent(model)}/rollback`, { body: { reason } });
        toast('The way back is proposed.');
        fresh.again();
      },
    });
  }

  async function readFile(model, version, place, title) {
    say(title, `version ${version}`);
    const mine = abort;
    try {
      const answer = await ask(`/parameters/${encodeURIComponent(model)}/versions/${version}`, { signal: mine.signal });
      const rows = [...flat(answer.file)];
      const search = h('input', { type: 'search', 'aria-label': 'Find in the file', placeholder: `Find among ${rows.length} entries`, oninput: draw });
      const body = h('tbody');
      const name = identifier('file');
      function draw() {
        const text = search.value.trim().toLowerCase();
        const found = rows.filter(([path, value]) => `${path} ${value}`.toLowerCase().includes(text));
        fill(body, found.length === 0 && h('tr', null, h('td', { colspan: 2, class: 'soft' }, 'Nothing in the file has these words.')),
          found.map(([path, value]) => h('tr', null, h('th', { scope: 'row' }, h('code', null, path)), h('td', { class: typeof value === 'number' ? 'number' : 'file-text' }, typeof value === 'number' ? String(value).replace('-', '−') : String(value)))));
      }
      draw();
      fill(place, h('div', { class: 'file-search' }, search, h('code', { class: 'small soft' }, `SHA-256 ${answer.hash}`)),
        h('div', { class: 'scroll file-table', tabindex: 0, role: 'region', 'aria-labelledby': name }, h('table', null, h('caption', { class: 'visually-hidden', id: name }, `Parameters of ${model}, version ${version}`), body)));
    } catch (error) {
      if (error.name === 'AbortError') return;
      if (error.name !== 'Problem') throw error;
      fill(place, failure(error));
    }
  }

  return {
    stop() {
      fresh.stop();
      abort?.abort();
    },
  };
}

function pair(name, value, wide = null) {
  return h('div', { class: wide }, h('dt', null, name), h('dd', null, value));
}
