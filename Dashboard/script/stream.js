// The stream: one WebSocket for the page, which comes back by itself. What is subscribed to is told again from the
// beginning (accounts, risk, market) or from the last record that was heard (events, alerts).

import { authorization } from './session.js';

const silence = 40_000;
const firstPause = 500;
const longestPause = 10_000;

/** @typedef {'connecting'|'live'|'lost'} StreamState */

export class Stream {
  constructor() {
    /** @type {StreamState} */
    this.state = 'connecting';
    this.wanted = new Map();
    this.subscribed = new Map();
    this.listeners = { state: new Set(), message: new Set() };
    this.pause = firstPause;
    this.lastRequest = 0;
    this.ended = false;
  }

  /** Connects, and again whenever the connection is lost. */
  start() {
    this.ended = false;
    this.connect();
  }

  /** Ends for good. */
  stop() {
    this.ended = true;
    clearTimeout(this.retry);
    clearTimeout(this.watch);
    this.socket?.close();
  }

  on(kind, heard) {
    this.listeners[kind].add(heard);
    return () => this.listeners[kind].delete(heard);
  }

  /**
   * Subscribes to a channel.
   * @param {object} channel as the stream wants it: `{channel, accounts?, underlyings?, instruments?, after?}`
   * @param {(message: object) => void} heard for each `data` and `current`
   * @returns {() => void} ends the subscription
   */
  subscribe(channel, heard) {
    this.lastRequest += 1;
    const request = this.lastRequest;
    this.wanted.set(request, { channel: { ...channel }, heard, subscription: null });
    if (this.state === 'live') this.tellSubscription(request);
    return () => {
      const entry = this.wanted.get(request);
      this.wanted.delete(request);
      if (entry?.subscription == null) return;
      this.subscribed.delete(entry.subscription);
      this.send({ op: 'unsubscribe', id: request, subscriptions: [entry.subscription] });
    };
  }

  connect() {
    const address = new URL('/api/v1/stream', location.href);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    this.change('connecting');
    const socket = new WebSocket(address);
    this.socket = socket;
    socket.addEventListener('message', event => this.hear(socket, JSON.parse(event.data)));
    socket.addEventListener('close', () => { if (this.socket === socket) this.lose(); });
    this.expect(socket);
  }

  /** A connection that says nothing for longer than its heartbeats is a lost one. */
  expect(socket) {
    clearTimeout(this.watch);
    this.watch = setTimeout(() => socket.close(), silence);
  }

  lose() {
    clearTimeout(this.watch);
    this.subscribed.clear();
    for (const entry of this.wanted.values()) entry.subscription = null;
    if (this.ended) return;
    this.change('lost');
    this.retry = setTimeout(() => this.connect(), this.pause * (0.75 + Math.random() / 2));
    this.pause = Math.min(longestPause, this.pause * 2);
  }

  hear(socket, message) {
    if (socket !== this.socket) return;
    this.expect(socket);
    switch (message.type) {
      case 'welcome': {
        const sender = authorization();
        if (sender === null) this.begin();
        else this.send({ op: 'auth', id: 0, authorization: sender });
        break;
      }
      case 'authenticated': this.begin(); break;
      case 'subscribed': this.note(message); break;
      case 'data':
      case 'current': this.subscribed.get(message.subscription)?.(message); break;
      case 'gone': this.resume(message); break;
      default: break;
    }
    for (const heard of this.listeners.message) heard(message);
  }

  begin() {
    this.pause = firstPause;
    this.change('live');
    for (const request of this.wanted.keys()) this.tellSubscription(request);
  }

  tellSubscription(request) {
    this.send({ op: 'subscribe', id: request, channels: [this.wanted.get(request).channel] });
  }

  note(message) {
    const entry = this.wanted.get(message.id);
    const [subscription] = message.subscriptions;
    if (!entry) {
      this.send({ op: 'unsubscribe', id: message.id, subscriptions: [subscription.subscription] });
      return;
    }
    entry.subscription = subscription.subscription;
    this.subscribed.set(subscription.subscription, data => {
      const position = data.record?.position ?? data.alert?.position ?? null;
      if (position !== null && 'after' in entry.channel) entry.channel.after = position;
      entry.heard(data);
    });
  }

  /** Records that the service has no more are left out; what follows them is heard. */
  resume(message) {
    for (const [request, entry] of this.wanted) {
      if (entry.subscription !== message.subscription) continue;
      entry.channel.after = message.oldest_after;
      this.subscribed.delete(entry.subscription);
      this.tellSubscription(request);
    }
  }

  send(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  change(state) {
    if (this.state === state) return;
    this.state = state;
    for (const heard of this.listeners.state) heard(state);
  }
}
