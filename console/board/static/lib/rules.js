/** Titles of the rules: asked for once, for all codes together. */

import {useEffect, useState} from '../vendor/htm-preact-standalone.module.js';
import {get} from './api.js';
import {t} from './i18n.js';

let known = null;
let asked = null;

function ask() {
  asked ??= get('/api/rules').then(
    (told) => {
      known = new Map(told.rules.map((rule) => [rule.code, rule.title]));
    },
    () => {
      asked = null; // the next who wants a title asks again
    },
  );
  return asked;
}

/** A function that gives the title of a code; '' until it is known. */
export function useTitles() {
  const [, look] = useState(0);
  useEffect(() => {
    let here = true;
    if (!known) ask().then(() => here && look((n) => n + 1));
    return () => {
      here = false;
    };
  }, []);
  return (code) => (known?.has(code) ? t(known.get(code)) : '');
}
