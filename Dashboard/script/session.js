// The API key of this tab. It lives in the tab's session storage, in the browser's only where somebody asks for that,
// and travels in the header of each request and in the stream's first message; never in an address.

const place = 'steelyard.key';

/** The key, `id.secret`, or null where there is none. */
export function key() {
  return sessionStorage.getItem(place) ?? localStorage.getItem(place);
}

/** Keeps a key for this tab, and for this browser where `remember` says so. */
export function keep(text, remember) {
  sessionStorage.setItem(place, text);
  if (remember) localStorage.setItem(place, text);
}

/** Forgets the key everywhere. */
export function forget() {
  sessionStorage.removeItem(place);
  localStorage.removeItem(place);
}

/** Takes a key out of the address (`#key=id.secret`, as `steelyard demo` prints it) and removes it there. */
export function takeFromAddress() {
  const match = /^#key=([^&]+)$/.exec(location.hash);
  if (!match) return;
  try {
    keep(decodeURIComponent(match[1]), false);
  } finally {
    history.replaceState(null, '', location.pathname);
  }
}

/** What a request says of its sender. */
export function authorization() {
  const text = key();
  return text === null ? null : `Bearer ${text}`;
}
