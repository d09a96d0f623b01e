// Small signs that stand beside words, never instead of them.

import {html} from '../vendor/htm-preact-standalone.module.js';

const PATHS = {
  error: 'M5.2 1h5.6L15 5.2v5.6L10.8 15H5.2L1 10.8V5.2ZM5 5l6 6M11 5l-6 6',
  warning: 'M8 1.5 15 14.5H1ZM8 6v4.2M8 12v1',
  notice: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1ZM8 7.2v4.3M8 4.5v1',
  sort: 'M5 6.5 8 3l3 3.5M5 9.5 8 13l3-3.5',
  up: 'M4 10.5 8 5l4 5.5Z',
  down: 'M4 5.5 8 11l4-5.5Z',
  held: 'M5 3v10M11 3v10',
  done: 'M2.5 8.5 6.5 12.5 13.5 4',
  back: 'M10 3 5 8l5 5',
};
const FULL = new Set(['up', 'down']);

/** A sign by its name, hidden from those who listen. */
export function Icon({name}) {
  return html`<svg class="glyph glyph-${name}" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
    <path d=${PATHS[name]} fill=${FULL.has(name) ? 'currentColor' : 'none'} stroke="currentColor" stroke-width="1.6"
      stroke-linecap="round" stroke-linejoin="round" />
  </svg>`;
}
