// What every page knows of the live service: prices of the coins, the frame, whether it is heard.

import { Stream } from './stream.js';
import { coin } from './format.js';

const shortestPause = 1000;

export class Live {
  constructor() {
    this.stream = new Stream();
    /** Index, stable price and oracle state by underlying. */
    this.markets = new Map();
    this.frame = 0;
    this.time = null;
    this.heardAt = 0;
    this.listeners = new Set();
    this.waiting = null;
    this.lastTold = 0;
  }

  start() {
    this.stream.subscribe({ channel: 'market', instruments: [] }, message => this.hear(message));
    this.stream.on('message', message => {
      if (message.type === 'heartbeat' && message.frame !== undefined) this.advance(message.frame, message.time);
    });
    this.stream.on('state', state => { if (state === 'live') this.tell(); });
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.tell(); });
    this.stream.start();
  }

  stop() {
    clearTimeout(this.waiting);
    this.listeners.clear();
    this.stream.stop();
  }

  /** The coins that the service knows, in its order. */
  get coins() {
    return [...this.markets.keys()].map(coin);
  }

  /**
   * Calls `heard` after a new frame, at most once a second, and never while the page is not looked at.
   * @returns {() => void} ends it
   */
  onFrame(heard) {
    this.listeners.add(heard);
    return () => this.listeners.delete(heard);
  }

  hear(message) {
    if (message.type !== 'data' || message.underlying === undefined) return;
    this.markets.set(message.underlying, message);
    this.advance(message.frame, message.time);
  }

  advance(frame, time) {
    this.heardAt = Date.now();
    if (frame <= this.frame) return;
    this.frame = frame;
    this.time = time;
    this.tell();
  }

  /** Soon, once for all that came in between. */
  tell() {
    if (this.waiting !== null) return;
    const pause = Math.max(0, this.lastTold + shortestPause - Date.now());
    this.waiting = setTimeout(() => {
      this.waiting = null;
      if (document.hidden) return;
      this.lastTold = Date.now();
      for (const heard of this.listeners) heard();
    }, pause);
  }
}
