// Small parts that the views share.

import {html} from '../vendor/htm-preact-standalone.module.js';
import {forget, useDocs, useLost} from './store.js';
import {number, percent, t} from './i18n.js';
import {Icon} from './glyphs.js';
import {Link} from './router.js';

/** A figure with what it is and a note below it. */
export function Figure({label, value, note, big = false, children}) {
  return html`<div class=${`figure${big ? ' figure-big' : ''}`}>
    <dt>${label}</dt>
    <dd><span class="figure-value">${value}</span>${note !== undefined && html`<span class="figure-note">${note}</span>`}${children}</dd>
  </div>`;
}

/** A part of a whole as a thin bar; what it says stands beside it. */
export function Meter({some, whole}) {
  const full = whole ? Math.min(1, (some ?? 0) / whole) : 0;
  return html`<svg class="meter" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">
    <rect class="meter-all" width="100" height="4" /><rect class="meter-some" width=${(100 * full).toFixed(2)} height="4" />
  </svg>`;
}

/**
 * A stacked bar with its parts named below it.
 *
 * @param {object} props `parts` [{id, name, n, colour}]; `whole` they are of (else their sum); `shares` in percent too.
 */
export function Bar({parts, whole, label, shares = false}) {
  const some = parts.filter((one) => one.n > 0);
  const total = whole || some.reduce((sum, one) => sum + one.n, 0);
  let at = 0;
  return html`<div class="stack">
    <svg class="stack-bar" viewBox="0 0 1000 20" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect class="meter-all" width="1000" height="20" />
      ${some.map((one) => {
        const width = (1000 * one.n) / total;
        const x = at;
        at += width;
        return html`<rect key=${one.id} x=${x.toFixed(2)} width=${Math.max(0.5, width - (width > 6 ? 2 : 0)).toFixed(2)} height="20" fill=${one.colour} />`;
      })}
    </svg>
    <ul class="stack-names" aria-label=${label}>
      ${some.map((one) => html`<li key=${one.id}>
        <svg class="dot" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true" focusable="false"><rect x="0.5" y="0.5" width="9" height="9" rx="2" fill=${one.colour} /></svg>
        <span class="stack-name">${one.name}</span> <b>${number(one.n)}</b>${shares && html` <span class="quiet">${percent(one.n, total, 1)}</span>`}
      </li>`)}
    </ul>
  </div>`;
}

/** How many of a severity: sign, number and, unless short, the word. */
export function Badge({severity, n, short = false}) {
  const word = {error: t('Errors'), warning: t('Warnings'), notice: t('Notices')}[severity];
  return html`<span class=${`badge sev-${severity}`}><${Icon} name=${severity} /><b>${number(n)}</b> <span class=${short ? 'vh' : ''}>${word}</span></span>`;
}

/** Something is on its way. */
export function Loading() {
  return html`<p class="loading" role="status">${t('Loading…')}</p>`;
}

/** Whether what is shown may be old: this page does not hear the server, or the server not Kafka. */
export function Lost({showing}) {
  const lost = useLost(showing);
  const why = useDocs(showing, ['clock'])?.clock['']?.trouble;
  return html`<p class="lost" role="status">${lost ? t('Connection lost: what is shown may be old')
    : why ? t('No news from Kafka: {why}. What is shown may be old.', {why}) : ''}</p>`;
}

/** What went wrong, in the server's words, and what can be done. */
export function ErrorBox({error, again, showing}) {
  const retry = again && (() => {
    if (showing) forget(showing);
    again();
  });
  const why = error?.status === 0 ? t('The server cannot be reached.') : error?.message ?? String(error);
  return html`<div class="error-box" role="alert">
    <p><${Icon} name="error" /> ${why}</p>
    <p class="error-acts">
      ${error?.status === 401 && html`<${Link} class="btn" href="/login">${t('Log in')}<//>`}
      ${retry && html`<button type="button" class="btn" onClick=${retry}>${t('Try again')}</button>`}
    </p>
  </div>`;
}

/** A remark. */
export function Note({kind = 'plain', children}) {
  return html`<p class=${`note note-${kind}`}>${children}</p>`;
}

/** A few choices of which one holds; `options` are [value, text]. */
export function Segments({label, options, value, onChoose}) {
  return html`<div class="segments" role="group" aria-label=${label}>
    ${options.map(([one, text, title]) => html`<button key=${one} type="button" class="segment" aria-pressed=${String(one === value)} title=${title}
      lang=${title ? one : null} onClick=${() => onChoose(one)}>${text}</button>`)}
  </div>`;
}
