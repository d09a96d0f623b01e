// Texts, figures and moments in the language that was chosen: Kazakh, Russian or English.
//
// Texts are written in English; the server has the others.

import {useEffect, useState} from '../vendor/htm-preact-standalone.module.js';
import {get} from './api.js';

export const LANGUAGES = [
  ['kk', 'Қазақша', 'Қаз'],
  ['ru', 'Русский', 'Рус'],
  ['en', 'English', 'Eng'],
];
const KEPT = 'saylau-lang';
const IDS = LANGUAGES.map(([id]) => id);

// Browsers say they know Kazakh where they know little of it: figures are written as in Russian
// (save the percent sign, which stands without a blank), months and plurals are said here.
const LOCALES = {kk: ['ru'], ru: ['ru'], en: ['en-GB', 'en']};
const MONTHS_KK = ['қаңтар', 'ақпан', 'наурыз', 'сәуір', 'мамыр', 'маусым', 'шілде', 'тамыз', 'қыркүйек', 'қазан', 'қараша', 'желтоқсан'];
const NONE = '–';

let language = 'en';
let messages = {};
let made = new Map();
const told = new Set();

/** The id of the language: kk, ru or en. */
export const lang = () => language;

/** Change the language; what cannot be fetched stays English. */
export async function setLang(id) {
  if (!IDS.includes(id)) return;
  let texts = {};
  if (id !== 'en') {
    try {
      texts = await get(`/api/messages/${id}`);
    } catch {
      texts = {};
    }
  }
  language = id;
  messages = texts ?? {};
  made = new Map();
  document.documentElement.lang = id;
  for (const tell of told) tell();
}

/** Change the language and keep that for the next time. */
export function chooseLang(id) {
  try {
    localStorage.setItem(KEPT, id);
  } catch {
    // Private windows may keep nothing.
  }
  const query = new URLSearchParams(location.search);
  if (query.has('lang')) {
    query.set('lang', id);
    history.replaceState(history.state, '', `${location.pathname}?${query}${location.hash}`);
  }
  return setLang(id);
}

/** The language to begin with: of the address, else kept, else of the browser. */
export function firstLang() {
  const asked = new URLSearchParams(location.search).get('lang');
  let kept = '';
  try {
    if (IDS.includes(asked)) localStorage.setItem(KEPT, asked);
    kept = localStorage.getItem(KEPT) ?? '';
  } catch {
    // Nothing is kept.
  }
  const wishes = [asked, kept, ...navigator.languages.map((one) => one.slice(0, 2))];
  return wishes.find((one) => IDS.includes(one)) ?? 'en';
}

/** Draw a component anew where the language changes. */
export function useLang() {
  const [, look] = useState(0);
  useEffect(() => {
    const tell = () => look((n) => n + 1);
    told.add(tell);
    return () => told.delete(tell);
  }, []);
  return language;
}

function fill(text, values) {
  return values ? text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole)) : text;
}

/** A text in the language; `{name}` in it stands for a value. */
export function t(text, values) {
  const found = messages[text];
  return fill((Array.isArray(found) ? found[0] : found) || text, values);
}

/** A text that depends on a number, which `{n}` in it stands for. */
export function tn(one, many, n, values) {
  const all = {n: number(n), ...values};
  const found = messages[one];
  if (!found) return fill(n === 1 ? one : many, all);
  if (!Array.isArray(found)) return fill(found, all);
  const at = language === 'ru' ? {one: 0, few: 1}[keep('plural', () => new Intl.PluralRules('ru')).select(n)] ?? 2 : n === 1 ? 0 : 1;
  return fill(found[Math.min(at, found.length - 1)] || many, all);
}

/** A name in the language, or in another one where there is none. */
export function name(names) {
  if (!names || typeof names === 'string') return names ?? '';
  return names[language] || names.en || names.ru || names.kk || '';
}

function keep(key, make) {
  if (!made.has(key)) made.set(key, make());
  return made.get(key);
}

/** A number with its thousands set apart. */
export function number(n, decimals = 0) {
  if (n === null || n === undefined || Number.isNaN(n)) return NONE;
  return keep(`n${decimals}`, () => new Intl.NumberFormat(LOCALES[language], {
    minimumFractionDigits: decimals, maximumFractionDigits: decimals,
  })).format(n);
}

/** A part of a whole as a percentage; a dash where there is no whole. */
export function percent(part, whole, decimals = 2) {
  if (!whole || part === null || part === undefined) return NONE;
  if (language === 'kk') return `${number((100 * part) / whole, decimals)}%`;
  return keep(`p${decimals}`, () => new Intl.NumberFormat(LOCALES[language], {
    style: 'percent', minimumFractionDigits: decimals, maximumFractionDigits: decimals,
  })).format(part / whole);
}

/** Milliseconds that a zone like "+06:00" is ahead of UTC. */
export function ahead(offset) {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(offset ?? '') ?? ['', '+', '0', '0'];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

const two = (n) => String(n).padStart(2, '0');

/** A moment's time of day in a zone, 24 hours. */
export function time(ms, offset, seconds = false) {
  if (ms === null || ms === undefined) return NONE;
  const there = new Date(ms + ahead(offset));
  const text = `${two(there.getUTCHours())}:${two(there.getUTCMinutes())}`;
  return seconds ? `${text}:${two(there.getUTCSeconds())}` : text;
}

/** A moment's day in a zone; `short` leaves the year out. */
export function date(ms, offset, short = false) {
  if (ms === null || ms === undefined) return NONE;
  const there = new Date(ms + ahead(offset));
  if (language === 'kk') {
    const day = `${there.getUTCDate()} ${MONTHS_KK[there.getUTCMonth()]}`;
    return short ? day : `${there.getUTCFullYear()} ж. ${day}`;
  }
  return keep(`d${short}`, () => new Intl.DateTimeFormat(LOCALES[language], {
    timeZone: 'UTC', day: 'numeric', month: 'long', ...(short ? {} : {year: 'numeric'}),
  })).format(there);
}

/** The time of a moment, with its day where that is not the election's. */
export function when(ms, outline, seconds = false) {
  const there = new Date(ms + ahead(outline.offset)).toISOString().slice(0, 10);
  const text = time(ms, outline.offset, seconds);
  return there === outline.date ? text : `${date(ms, outline.offset, true)}, ${text}`;
}

/** A length of time in its two largest units. */
export function duration(ms) {
  const seconds = Math.round(Math.abs(ms) / 1000);
  const [days, hours, minutes] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  if (days) return hours ? t('{d} d {h} h', {d: number(days), h: hours}) : t('{d} d', {d: number(days)});
  if (hours) return minutes ? t('{h} h {m} min', {h: hours, m: minutes}) : t('{h} h', {h: hours});
  if (minutes) return seconds % 60 && minutes < 10 ? t('{m} min {s} s', {m: minutes, s: seconds % 60}) : t('{m} min', {m: minutes});
  return t('{s} s', {s: seconds});
}
