// Numbers and times as people read them. Where there is no number there is a dash, never a zero.

const none = '–';
const formats = new Map();

function format(digits, least = digits) {
  const key = `${digits}/${least}`;
  if (!formats.has(key)) {
    formats.set(key, new Intl.NumberFormat('en-US', { minimumFractionDigits: least, maximumFractionDigits: digits }));
  }
  return formats.get(key);
}

const known = value => typeof value === 'number' && Number.isFinite(value);

/** A number with so many decimals: `1,234.50`; a true minus sign. */
export function number(value, digits = 0) {
  if (!known(value)) return none;
  return format(digits).format(value === 0 ? 0 : value).replace(/^-(?=[0.,]*$)/, '').replace('-', '−');
}

/** The same with its sign always. */
export function signed(value, digits = 0) {
  if (!known(value)) return none;
  const text = number(value, digits);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** An amount of money in few characters: `12.3m`, `845k`, `312`. */
export function brief(value) {
  if (!known(value)) return none;
  const size = Math.abs(value);
  const [scale, mark] = size >= 999.95e9 ? [1e12, 't'] : size >= 999.95e6 ? [1e9, 'bn'] : size >= 999.5e3 ? [1e6, 'm'] : size >= 999.5 ? [1e3, 'k'] : [1, ''];
  const part = size / scale;
  return number(value / scale, mark === '' || part >= 100 ? 0 : part >= 10 ? 1 : 2) + mark;
}

/** The same in as few characters as fit into a cell: `−66k`, `6.2k`, `312`. */
export function cell(value) {
  if (!known(value)) return none;
  const size = Math.abs(value);
  if (size < 999.5) return number(value);
  const [scale, mark] = size >= 999.5e6 ? [1e9, 'bn'] : size >= 999.5e3 ? [1e6, 'm'] : [1e3, 'k'];
  return number(value / scale, size / scale >= 9.95 ? 0 : 1) + mark;
}

/** A share as per cent: 0.0534 is `5.34 %`. */
export function percent(value, digits = 2) {
  return known(value) ? `${number(value * 100, digits)} %` : none;
}

/** The same with its sign. */
export function signedPercent(value, digits = 2) {
  return known(value) ? `${signed(value * 100, digits)} %` : none;
}

/** A price with digits for its size: 69,989.5, 150.02, 0.0642. */
export function price(value) {
  if (!known(value)) return none;
  const size = Math.abs(value);
  return number(value, size >= 10000 ? 1 : size >= 10 ? 2 : size >= 0.1 ? 4 : 6);
}

/** A number with significant digits rather than decimals: for Greeks of any size. */
export function significant(value, digits = 4) {
  if (!known(value)) return none;
  if (value === 0) return '0';
  const size = Math.floor(Math.log10(Math.abs(value)));
  if (size < -6) return value.toExponential(digits - 1).replace('-', '−');
  return number(value, Math.max(0, Math.min(8, digits - 1 - size)));
}

/** An exact amount as the ledger writes it, with thousands set apart. */
export function amount(text) {
  if (text === null || text === undefined) return none;
  const [whole, part] = String(text).split('.');
  return whole.replace('-', '−').replace(/\B(?=(\d{3})+(?!\d))/g, ',') + (part ? `.${part}` : '');
}

const two = part => String(part).padStart(2, '0');

/** The clock of an instant in UTC: `11:46:17`. */
export function clock(time) {
  const date = new Date(time);
  if (!time || Number.isNaN(date.getTime())) return none;
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
}

/** Day and clock: `2026-11-22 11:46:17`. */
export function instant(time) {
  const date = new Date(time);
  return !time || Number.isNaN(date.getTime()) ? none : `${day(time)} ${clock(time)}`;
}

/** The day: `2026-11-22`. */
export function day(time) {
  const date = new Date(time);
  if (!time || Number.isNaN(date.getTime())) return none;
  return `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** An expiry as traders write it: `27 Nov 26`. */
export function expiry(time) {
  const date = new Date(time);
  if (!time || Number.isNaN(date.getTime())) return none;
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${two(date.getUTCFullYear() % 100)}`;
}

/** How long in words of its size: `0.42 ms`, `3.1 s`, `12 min`, `5 h`, `3 d`. */
export function duration(seconds) {
  if (!known(seconds)) return none;
  const size = Math.abs(seconds);
  if (size < 1) return `${significant(seconds * 1000, 3)} ms`;
  if (size < 90) return `${number(seconds, size < 10 ? 1 : 0)} s`;
  if (size < 5400) return `${number(seconds / 60)} min`;
  if (size < 172800) return `${number(seconds / 3600)} h`;
  return `${number(seconds / 86400)} d`;
}

/** Bytes: `312 MB`. */
export function bytes(count) {
  if (!known(count)) return none;
  const [scale, mark] = count >= 1e9 ? [1e9, 'GB'] : count >= 1e6 ? [1e6, 'MB'] : count >= 1e3 ? [1e3, 'kB'] : [1, 'B'];
  return `${number(count / scale, scale === 1e9 ? 2 : 0)} ${mark}`;
}

/** A code of the service in words: `margin_call` is `margin call`. */
export function words(code) {
  return code === null || code === undefined ? none : String(code).replaceAll('_', ' ');
}

/**
 * An instrument in the words of traders: `BTC/USD:BTC-261127-72500-P` is `BTC-261127-72500-P`, `BTC/USD:BTC` is
 * `BTC perpetual`, and what settles in another coin keeps it: `SOL_USDC-261127-150-C`.
 */
export function instrument(name) {
  const match = /^([^/]+)\/([^:]+):([^-]+)(-.*)?$/.exec(String(name ?? ''));
  if (!match) return String(name ?? none);
  const [, base, , settlement, rest] = match;
  return `${base === settlement ? base : `${base}_${settlement}`}${rest ?? ' perpetual'}`;
}

/** The coin of an underlying: `BTC/USD:BTC` is `BTC`. */
export function coin(underlying) {
  return String(underlying ?? '').split('/')[0];
}
