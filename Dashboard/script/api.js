// Requests to the service.

import { authorization } from './session.js';

/** A refusal of the service, or its silence, with what can be done. */
export class Problem extends Error {
  constructor({ status = 0, code = 'unreachable', title, detail, remedy, field } = {}) {
    super(detail ?? title ?? 'The service does not answer.');
    Object.assign(this, { name: 'Problem', status, code, remedy: remedy ?? null, field: field ?? null });
  }
}

const refusals = new Set();

/** Calls `heard` when the service no longer accepts the key. */
export function onRefusal(heard) {
  refusals.add(heard);
}

/**
 * Asks the service and gives the answer's JSON.
 * @param {string} path below `/api/v1`, with its parts encoded
 * @param {object} [options] `query` (null and undefined are left out), `body`, `method`, `signal`, `idempotencyKey`
 * @throws {Problem} where the service refuses or is silent; an `AbortError` where the signal was given
 */
export async function ask(path, { query, body, method, signal, idempotencyKey } = {}) {
  const headers = { accept: 'application/json' };
  const sender = authorization();
  if (sender !== null) headers.authorization = sender;
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (idempotencyKey) headers['idempotency-key'] = idempotencyKey;
  let response;
  try {
    response = await fetch(`/api/v1${path}${queryText(query)}`, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers, signal, body: body === undefined ? undefined : JSON.stringify(body), cache: 'no-store',
    });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Problem({ detail: 'The service cannot be reached.', remedy: 'It is tried again by itself.' });
  }
  const answer = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer;
  if (response.status === 401) for (const heard of refusals) heard();
  throw new Problem(answer ?? { status: response.status, code: 'unreadable', detail: `The service answered ${response.status}.` });
}

function queryText(query) {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== '') parts.append(name, String(value));
  }
  const text = parts.toString();
  return text === '' ? '' : `?${text}`;
}

/** The path of an account, whose name may hold anything. */
export function accountPath(account, rest = '') {
  return `/accounts/${encodeURIComponent(account)}${rest}`;
}
