// The dashboard: who is there, the frame of all pages, and which page is shown.

import { h, fill, say } from './dom.js';
import { ask, onRefusal, Problem } from './api.js';
import { forget, key, takeFromAddress } from './session.js';
import { route, address } from './router.js';
import { toggle } from './theme.js';
import { Live } from './live.js';
import { clock, coin, duration, price, words } from './format.js';
import { icon, shape } from './parts/icons.js';
import { failure } from './parts/card.js';
import { signIn } from './pages/sign-in.js';

const pages = [
  { key: 'book', title: 'Book', load: () => import('./pages/book.js') },
  { key: 'account', title: 'Account', load: () => import('./pages/account.js') },
  { key: 'market', title: 'Market', load: () => import('./pages/market.js') },
  { key: 'stress', title: 'Stress', load: () => import('./pages/stress.js') },
  { key: 'model', title: 'Model', load: () => import('./pages/model.js') },
  { key: 'operations', title: 'Operations', load: () => import('./pages/operations.js') },
];

const app = document.getElementById('app');
let shown = null;

takeFromAddress();
onRefusal(() => { if (shown) begin('The service no longer accepts this key: it was revoked or has expired.'); });
begin(null);

/** Signs in with the key that is there, or asks for one. */
async function begin(why) {
  shown?.stop();
  shown = null;
  if (why !== null) forget();
  try {
    frame(await ask('/session'));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const reason = why ?? (error.status === 401 ? (key() === null ? null : 'The service does not accept this key.') : `${error.message} ${error.remedy ?? ''}`);
    if (error.status === 401) forget();
    document.title = 'Sign in · Steelyard';
    signIn(app, reason, () => begin(null));
  }
}

/** The frame around every page. */
function frame(session) {
  const live = new Live();
  const main = h('main', { class: 'page', id: 'page', tabindex: -1 });
  const tickers = h('div', { class: 'tickers', 'aria-label': 'Index prices' });
  const state = h('span', { class: 'words' });
  const badge = h('span', { class: 'live', 'data-state': 'connecting', title: 'State of the stream' }, shape('circle'), state);
  const banner = h('div', { class: 'banner', role: 'status', hidden: true });
  const links = pages.map(page => h('a', { href: address(page.key) }, icon(page.key), page.title));
  const head = h('header', { class: 'head' }, tickers, h('span', { class: 'space' }), badge,
    h('button', { class: 'quiet icon', type: 'button', 'aria-label': 'Light or dark', title: 'Light or dark', onclick: toggle }, icon('theme')),
    session.key !== null && h('button', { class: 'quiet icon', type: 'button', 'aria-label': 'Sign out', title: 'Sign out', onclick: () => { forget(); begin(null); } }, icon('leave')));
  fill(app,
    h('a', { class: 'skip', href: '#page', onclick: event => { event.preventDefault(); main.focus(); } }, 'To the page'),
    h('div', { class: 'frame' },
      h('a', { class: 'brand', href: address('book') }, h('img', { src: '/dashboard/icons/steelyard.svg', alt: '', width: 26, height: 26 }), 'Steelyard'),
      head,
      h('nav', { class: 'rail', 'aria-label': 'Pages' }, links,
        h('div', { class: 'foot' }, `${words(session.server.market)} market`, h('br'), session.sees === null ? 'the house' : session.sees, h('br'), session.scopes.join(', '))),
      h('div', { class: 'page-place' }, banner, main)));

  let page = null;
  let opened = null;

  async function open() {
    const here = route();
    const known = pages.find(entry => entry.key === here.page) ?? pages[0];
    const place = `${known.key}/${here.parts.join('/')}`;
    if (place === opened && page?.update) {
      page.update(here.parameters);
      return;
    }
    opened = place;
    page?.leave?.();
    page = null;
    links.forEach((link, index) => set(link, pages[index] === known));
    document.title = `${here.parts[0] ? `${here.parts[0]} · ` : ''}${known.title} · Steelyard`;
    try {
      const module = await known.load();
      if (opened !== place || shown !== mine) return;
      fill(main);
      scrollTo(0, 0);
      page = module.open({ element: main, live, session, ...here });
    } catch (error) {
      fill(main, failure(error instanceof Problem ? error : new Problem({ detail: `This page cannot be shown: ${error.message}`, remedy: 'Load it again.' })));
      if (!(error instanceof Problem)) throw error;
    }
  }

  function set(link, current) {
    if (current) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }

  const lines = new Map();
  function drawTickers() {
    for (const [underlying, market] of live.markets) {
      if (!lines.has(underlying)) {
        const line = { price: h('span', { class: 'price' }), state: h('span', { class: 'small soft' }) };
        lines.set(underlying, line);
        tickers.append(h('a', { class: 'ticker', href: address('market', [coin(underlying)]) }, h('span', { class: 'coin' }, coin(underlying)), line.price, line.state));
      }
      const line = lines.get(underlying);
      say(line.price, price(market.index));
      say(line.state, market.state === 'fresh' ? '' : market.state);
    }
  }

  function drawState() {
    const age = live.heardAt === 0 ? null : (Date.now() - live.heardAt) / 1000;
    const stale = live.stream.state === 'live' && age !== null && age > 45;
    badge.dataset.state = stale ? 'stale' : live.stream.state;
    say(state, live.stream.state === 'live'
      ? (stale ? `no frame for ${duration(age)}` : `live · ${clock(live.time)} UTC`)
      : live.stream.state === 'lost' ? 'connection lost' : 'connecting');
    banner.hidden = live.stream.state !== 'lost' && !(live.stream.state === 'connecting' && lost);
    if (live.stream.state === 'lost') lost = true;
    if (live.stream.state === 'live') lost = false;
    say(banner, `The connection to the service is lost. Figures are those of ${clock(live.time)} UTC; it is tried again by itself.`);
  }

  let lost = false;
  const mine = {
    stop() {
      clearInterval(timer);
      removeEventListener('hashchange', open);
      page?.leave?.();
      live.stop();
    },
  };
  shown = mine;
  const timer = setInterval(drawState, 1000);
  live.stream.on('state', drawState);
  live.onFrame(() => { drawTickers(); drawState(); });
  addEventListener('hashchange', open);
  live.start();
  drawState();
  open();
}
