// A table for people who look something up in a hurry: search, sorting, pages; in the address.
//
// A column is {key, title, value, sort, show, numeric}: `value(row)` is what it holds, `show(row)`
// what is seen of it (else the value, figures with their thousands set apart), `sort(row)` what it
// is ordered by (else the value; false: not at all).

import {html, useEffect, useMemo, useRef, useState} from '../vendor/htm-preact-standalone.module.js';
import {lang, number, t, tn} from './i18n.js';
import {Icon} from './glyphs.js';

export const PAGE = 50;

let ids = 0;

/** An id that stays the same for as long as a component is there. */
export function useId() {
  const id = useRef('');
  id.current ||= `i${(ids += 1)}`;
  return id.current;
}

/** A text as it is searched for: without case, accents and signs nobody types. */
export function folded(text) {
  return String(text ?? '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replaceAll('ı', 'i')
    .toLowerCase();
}

/** Whether every word of what was asked for is in a text that is folded already. */
export function holds(text, asked) {
  return folded(asked).split(/\s+/).every((word) => text.includes(word));
}

const listeners = new Set();

/** Change what stands behind the ? in the address; null or '' takes a name away. */
export function setQuery(changes) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === '') query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  if (text === new URLSearchParams(location.search).toString()) return;
  history.replaceState(history.state, '', location.pathname + (text ? `?${text}` : '') + location.hash);
  for (const told of listeners) told();
}

/** What stands behind the ? in the address, as URLSearchParams. */
export function useQuery() {
  const [, look] = useState(0);
  useEffect(() => {
    const told = () => look((n) => n + 1);
    listeners.add(told);
    addEventListener('popstate', told);
    return () => {
      listeners.delete(told);
      removeEventListener('popstate', told);
    };
  }, []);
  return new URLSearchParams(location.search);
}

/** A value that changes at most every so many milliseconds, so that nothing flickers. */
export function useCalm(value, ms = 500) {
  const [calm, setCalm] = useState(value);
  const latest = useRef(value);
  const timer = useRef(0);
  const last = useRef(0);
  latest.current = value;
  useEffect(() => {
    if (timer.current || latest.current === calm) return;
    if (!latest.current || !calm) {
      setCalm(latest.current);
      return;
    }
    const wait = Math.max(0, last.current + ms - performance.now());
    timer.current = setTimeout(() => {
      timer.current = 0;
      last.current = performance.now();
      setCalm(latest.current);
    }, wait);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return value && calm ? calm : value;
}

/** A search box whose text is kept in the address as `q`, a moment after it was typed. */
export function SearchBox({label, found}) {
  const id = useId();
  const asked = useQuery().get('q') ?? '';
  const [text, setText] = useState(asked);
  const [said, setSaid] = useState('');
  const typed = useRef(asked);
  const first = useRef(true);
  useEffect(() => {
    if (asked !== typed.current) {
      typed.current = asked;
      setText(asked);
    }
  }, [asked]);
  useEffect(() => {
    const timer = setTimeout(() => {
      const wanted = text.trim();
      typed.current = wanted;
      if (wanted !== (new URLSearchParams(location.search).get('q') ?? '')) setQuery({q: wanted, page: null});
    }, 200);
    return () => clearTimeout(timer);
  }, [text]);
  useEffect(() => {
    if (first.current) first.current = false;
    else setSaid(found);
  }, [asked]);
  return html`<div class="tbl-search">
    <label for=${id}>${label}</label>
    <input id=${id} type="search" value=${text} autocomplete="off" spellcheck=${false} maxlength="100"
      onInput=${(event) => setText(event.currentTarget.value)} />
    <span class="vh" role="status">${said}</span>
  </div>`;
}

/** A choice that is kept in the address under a name; `options` are [value, text]. */
export function Choice({name, label, options, fallback = ''}) {
  const id = useId();
  const chosen = useQuery().get(name) ?? fallback;
  return html`<div class="tbl-choice">
    <label for=${id}>${label}</label>
    <select id=${id} value=${chosen}
      onChange=${(event) => setQuery({[name]: event.currentTarget.value === fallback ? null : event.currentTarget.value, page: null})}>
      ${options.map(([value, text]) => html`<option key=${value} value=${value} selected=${value === chosen}>${text}</option>`)}
    </select>
  </div>`;
}

/** Previous and next page, and which rows are seen. */
export function Pages({page, rows, onGo, label}) {
  const last = Math.max(0, Math.ceil(rows / PAGE) - 1);
  if (!last) return null;
  const from = page * PAGE + 1;
  const to = Math.min(rows, (page + 1) * PAGE);
  return html`<nav class="tbl-pages" aria-label=${label}>
    <button type="button" class="btn" aria-disabled=${page <= 0 ? 'true' : null}
      onClick=${() => page > 0 && onGo(page - 1)}>${t('Previous')}</button>
    <span class="tbl-where">${t('{from} to {to} of {n}', {from: number(from), to: number(to), n: number(rows)})}</span>
    <button type="button" class="btn" aria-disabled=${page >= last ? 'true' : null}
      onClick=${() => page < last && onGo(page + 1)}>${t('Next')}</button>
  </nav>`;
}

/** Rows in an order: what is not there comes last, whichever way. */
export function ordered(rows, of, down) {
  const collator = new Intl.Collator(lang(), {numeric: true, sensitivity: 'base'});
  const way = down ? -1 : 1;
  return rows
    .map((row, at) => [of(row), at, row])
    .sort(([a, atA], [b, atB]) => {
      const noA = a === null || a === undefined || Number.isNaN(a);
      const noB = b === null || b === undefined || Number.isNaN(b);
      if (noA || noB) return noA - noB || atA - atB;
      const order = typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(a, b);
      return way * order || atA - atB;
    })
    .map(([, , row]) => row);
}

/**
 * A table with search, sorting and pages, which turns into cards in narrow windows.
 *
 * @param {object} props `columns`, `rows`, `caption`; `keyOf(row)`; `searched(row)` a folded text (else the
 *   values); `first` the key it is sorted by, "-key" downwards; `csv` an address; `filters` beside
 *   the search; `plain` leaves search, sorting in the address and pages out; `rowClass(row)`.
 */
export function Table({columns, rows, caption, keyOf, searched, first = '', csv, filters, plain = false, rowClass, empty}) {
  const query = useQuery();
  const [own, setOwn] = useState(first);
  const table = useRef(null);
  const asked = plain ? '' : query.get('q') ?? '';
  const wish = plain ? own : query.get('sort') ?? first;
  const down = wish.startsWith('-');
  const by = columns.find((one) => one.key === wish.replace(/^-/, '') && one.sort !== false);

  const texts = useMemo(() => new WeakMap(), [columns, searched]);
  const found = useMemo(() => {
    if (!asked) return rows;
    return rows.filter((row) => {
      let text = texts.get(row);
      if (text === undefined) {
        text = searched ? searched(row) : folded(columns.map((one) => one.value(row)).join(' '));
        texts.set(row, text);
      }
      return holds(text, asked);
    });
  }, [rows, asked, texts]);
  const inOrder = useMemo(
    () => (by ? ordered(found, by.sort || by.value, down) : found),
    [found, by, down, lang()],
  );

  const last = Math.max(0, Math.ceil(inOrder.length / PAGE) - 1);
  const page = plain ? 0 : Math.min(last, Math.max(0, (Number.parseInt(query.get('page') ?? '1', 10) || 1) - 1));
  const seen = plain ? inOrder : inOrder.slice(page * PAGE, (page + 1) * PAGE);
  const sortBy = (key, backwards) => {
    const next = (backwards ? '-' : '') + key;
    if (plain) setOwn(next);
    else setQuery({sort: next === first ? null : next, page: null});
  };
  const turn = (one) => sortBy(one.key, by?.key === one.key ? !down : Boolean(one.numeric));
  const go = (to) => {
    setQuery({page: to ? String(to + 1) : null});
    table.current?.scrollIntoView({block: 'start'});
  };
  const count = tn('{n} row', '{n} rows', inOrder.length, {n: number(inOrder.length)});
  const sortable = columns.filter((one) => one.sort !== false);

  return html`<div class="tbl-block">
    <div class="tbl-tools">
      ${!plain && html`<${SearchBox} label=${t('Search')} found=${asked ? t('{found} found', {found: count}) : count} />`}
      ${filters}
      ${sortable.length > 1 && html`<${SortTools} columns=${sortable} by=${by} down=${down} onSort=${sortBy} />`}
      ${!plain && html`<p class="tbl-count">${count}</p>`}
      ${csv && html`<a class="btn tbl-csv" href=${csv} download="">${t('Download as CSV')}</a>`}
    </div>
    <table class="tbl" role="table" ref=${table}>
      <caption class=${plain ? '' : 'vh'}>${caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          ${columns.map((one) => html`<th key=${one.key} role="columnheader" scope="col" class=${one.numeric ? 'num' : ''}
            aria-sort=${by?.key === one.key ? (down ? 'descending' : 'ascending') : null}>
            ${one.sort === false
              ? one.title
              : html`<button type="button" class="tbl-sort" onClick=${() => turn(one)}>
                  <span>${one.title}</span>
                  <${Icon} name=${by?.key !== one.key ? 'sort' : down ? 'down' : 'up'} />
                </button>`}
          </th>`)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${seen.map((row) => html`<tr key=${keyOf(row)} role="row" class=${rowClass ? rowClass(row) : ''}>
          ${columns.map((one, at) => {
            const shown = seenOf(one, row);
            return at
              ? html`<td key=${one.key} role="cell" class=${one.numeric ? 'num' : ''}><span class="tbl-label" aria-hidden="true">${one.title}</span><span class="tbl-value">${shown}</span></td>`
              : html`<th key=${one.key} role="rowheader" scope="row">${shown}</th>`;
          })}
        </tr>`)}
      </tbody>
    </table>
    ${!seen.length && html`<p class="tbl-empty">${empty ?? (asked ? t('Nothing fits “{q}”.', {q: asked}) : t('Nothing here.'))}</p>`}
    ${!plain && html`<${Pages} page=${page} rows=${inOrder.length} onGo=${go} label=${t('Pages of the table')} />`}
  </div>`;
}

/** Sorting where there are no headers to press: in narrow windows. */
function SortTools({columns, by, down, onSort}) {
  const id = useId();
  return html`<div class="tbl-choice tbl-narrow">
    <label for=${id}>${t('Sort by')}</label>
    <span class="tbl-pair">
      <select id=${id} value=${by?.key ?? ''} onChange=${(event) => event.currentTarget.value && onSort(event.currentTarget.value, down)}>
        ${!by && html`<option value="" selected>${t('as listed')}</option>`}
        ${columns.map((one) => html`<option key=${one.key} value=${one.key} selected=${by?.key === one.key}>${one.title}</option>`)}
      </select>
      <button type="button" class="btn" onClick=${() => onSort(by?.key ?? columns[0].key, !down)}>
        <${Icon} name=${down ? 'down' : 'up'} />
        <span class="vh">${down ? t('Highest first: turn round') : t('Lowest first: turn round')}</span>
      </button>
    </span>
  </div>`;
}

function seenOf(column, row) {
  if (column.show) return column.show(row);
  const value = column.value(row);
  if (value === null || value === undefined || value === '') return html`<span class="none">–</span>`;
  return column.numeric && typeof value === 'number' ? number(value) : value;
}
