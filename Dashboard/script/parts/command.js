// Commands that act: asked for with a reason, confirmed, sent once whatever the network does.

import { ask } from '../api.js';
import { confirmation, toast } from './dialog.js';

/** Whether a key may act for the whole house. */
export const isHouseAdmin = session => session.sees === null && session.scopes.includes('admin');

/** Whether a key may trade. */
export const mayTrade = session => session.scopes.includes('trade');

/**
 * Asks whether and why, then sends the command.
 * @param {object} options `title`, `text`, `action` (the button's word), `path`, `body` (what goes along with the reason), `said` (afterwards), `done()`
 */
export function command({ title, text, action, path, body = {}, said, done }) {
  // The same key for every attempt of this window: a command that was done and not answered is not done again.
  const idempotencyKey = [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');
  confirmation({
    title, text, action,
    act: async reason => {
      await ask(path, { body: { ...body, reason }, idempotencyKey });
      toast(said);
      done?.();
    },
  });
}
