// The page: which view is shown, with what is above and below each of them.

import {Component, html, render, useEffect, useRef, useState} from './vendor/htm-preact-standalone.module.js';
import {post} from './lib/api.js';
import {LANGUAGES, chooseLang, date, firstLang, lang, number, setLang, t, time, useLang} from './lib/i18n.js';
import {ErrorBox, Loading, Lost, Segments} from './lib/parts.js';
import {Playback} from './lib/playback.js';
import {Link, routeOf, to, useRoute} from './lib/router.js';
import {runText} from './lib/runs.js';
import {outlineOf, refreshHall, useDocs, useShowing, useYou} from './lib/store.js';

const VIEWS = {
  start: () => import('./views/start.js'),
  login: () => import('./views/login.js'),
  overview: () => import('./views/overview.js'),
  region: () => import('./views/region.js'),
  wall: () => import('./views/wall.js'),
  calendar: () => import('./views/calendar.js'),
  tables: () => import('./views/tables.js'),
  contest: () => import('./views/contest.js'),
  station: () => import('./views/station.js'),
  alerts: () => import('./views/alerts.js'),
  compare: () => import('./views/compare.js'),
};
const THEME = 'saylau-theme';
const loaded = new Map();

function load(view) {
  if (!loaded.has(view)) {
    const entry = {};
    loaded.set(view, entry);
    entry.done = VIEWS[view]().then(
      (module) => {
        entry.View = module.default;
      },
      (error) => {
        entry.error = error;
      },
    );
  }
  return loaded.get(view);
}

/** A view once its module is there. */
function View({route}) {
  const [, look] = useState(0);
  const entry = load(route.view);
  useEffect(() => {
    let wanted = true;
    entry.done.then(() => wanted && look((n) => n + 1));
    return () => {
      wanted = false;
    };
  }, [entry]);
  if (entry.error) {
    return html`<${Failed} error=${entry.error} again=${() => {
      loaded.delete(route.view);
      look((n) => n + 1);
    }} />`;
  }
  if (!entry.View) return html`<${Loading} />`;
  const {view, key, ...rest} = route;
  return html`<${entry.View} key=${key} ...${rest} />`;
}

/** What a view throws is said in its place; the rest of the page stays. */
class Guarded extends Component {
  constructor() {
    super();
    this.state = {error: null};
  }

  static getDerivedStateFromError(error) {
    return {error};
  }

  componentDidCatch(error) {
    if (error.status === undefined) console.error(error);
  }

  render({children, quiet, showing}, {error}) {
    if (!error) return children;
    if (quiet) return null;
    return html`<${Failed} error=${error} showing=${showing} again=${() => this.setState({error: null})} />`;
  }
}

function Failed({error, again, showing}) {
  const title = error?.status === 404 ? t('Nothing is here') : error?.status === 401 ? t('Log in to see this') : t('Something went wrong');
  return html`<section><h1>${title}</h1><${ErrorBox} error=${error} again=${again} showing=${showing} /><p><${Link} href="/">${t('To the start')}<//></p></section>`;
}

function Nowhere() {
  return html`<section><h1>${t('Nothing is here')}</h1><p>${t('No view has this address.')} <${Link} href="/">${t('To the start')}<//></p></section>`;
}

export const Mark = () => html`<strong class="mark">${t('SIMULATION')}</strong>`;

function Clock({showing}) {
  const outline = useShowing(showing);
  const clock = useDocs(showing, ['clock'])?.clock[''];
  if (!outline || !clock) return null;
  return html`<p class="clock"><span class="vh">${t('Shown is:')} </span><b>${time(clock.at, outline.offset, clock.speed < 600)}</b> <span class="clock-day">${date(clock.at, outline.offset)}</span></p>`;
}

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}

function ThemeSwitch() {
  const [dark, setDark] = useState(isDark());
  useEffect(() => {
    const wish = matchMedia('(prefers-color-scheme: dark)');
    const seen = () => setDark(isDark());
    wish.addEventListener('change', seen);
    return () => wish.removeEventListener('change', seen);
  }, []);
  const turn = () => {
    const theme = dark ? 'light' : 'dark';
    document.documentElement.dataset.theme = theme;
    try {
      localStorage.setItem(THEME, theme);
    } catch {
      // For this visit only.
    }
    setDark(!dark);
  };
  return html`<button type="button" class="btn btn-icon" aria-pressed=${String(dark)} aria-label=${t('Dark colours')} title=${t('Dark colours')} onClick=${turn}>
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.6" /><path d="M8 2a6 6 0 0 1 0 12Z" fill="currentColor" /></svg>
  </button>`;
}

function Who() {
  const you = useYou();
  if (!you) return null;
  if (you.role === 'viewer' && !you.csrf) return html`<${Link} class="btn" href="/login">${t('Log in')}<//>`;
  const role = {viewer: t('viewer'), operator: t('operator'), instructor: t('instructor')}[you.role] ?? you.role;
  const leave = () => post('/api/logout').finally(refreshHall);
  return html`<span class="who"><span><b>${you.name}</b>${you.name === role ? '' : ` · ${role}`}</span> <button type="button" class="btn" onClick=${leave}>${t('Log out')}</button></span>`;
}

function Head({showing}) {
  return html`<header class="head">
    <div class="head-bar">
      <${Link} href="/" class="brand">Saylau<//>
      <${Mark} />
      ${showing && html`<${Guarded} quiet key=${showing}><${Clock} showing=${showing} /><${Lost} showing=${showing} /><//>`}
    </div>
    <div class="head-tools">
      <${Segments} label=${t('Language')} options=${LANGUAGES.map(([id, title, short]) => [id, short, title])} value=${lang()} onChoose=${chooseLang} />
      <${ThemeSwitch} />
      <${Guarded} quiet><${Who} /><//>
    </div>
  </header>`;
}

function Ways({showing, route}) {
  const outline = useShowing(showing);
  const open = useDocs(showing, ['nation'])?.nation['']?.alerts;
  const here = {tables: route.what, region: 'regions', contest: 'contests', station: 'stations', overview: ''}[route.view] ?? route.view;
  const list = useRef(null);
  useEffect(() => bringIntoView(list.current), [here]);
  const exact = ['tables', 'overview', 'calendar'].includes(route.view) || (route.view === 'alerts' && !route.id);
  const ways = [
    ['', t('Overview')], ['regions', t('Regions')], ['districts', t('Districts')], ['contests', t('Contests')],
    ['stations', t('Stations')], ['alerts', t('Alerts')], ['calendar', t('Calendar')], ['wall', t('Wall')],
  ];
  return html`<nav class="ways" aria-label=${t('Views')}>
    <ul ref=${list}>
      ${ways.map(([what, title]) => html`<li key=${what}><${Link} href=${to(showing, ...(what ? [what] : []))} aria-current=${here === what ? (exact ? 'page' : 'true') : null}>${title}${
        what === 'alerts' && open ? html` <span class="ways-n">${number(open.error + open.warning + open.notice)}</span>` : ''}<//></li>`)}
      ${outline?.has_report && html`<li><a href=${`/api/showings/${encodeURIComponent(showing)}/report.html`} download>${t('Report')}</a></li>`}
    </ul>
    <p class="ways-run">${outline ? runText(outline) : ''}</p>
  </nav>`;
}

/** Where not all ways fit, let the one that was taken be among those that are seen. */
function bringIntoView(list) {
  const here = list.querySelector('[aria-current]');
  if (!here) return;
  const [room, taken] = [list.getBoundingClientRect(), here.getBoundingClientRect()];
  if (taken.right > room.right) list.scrollLeft += taken.right - room.right;
  else if (taken.left < room.left) list.scrollLeft -= room.left - taken.left;
}

/** Say bulletins and new errors to those who listen, not more often than they can follow. */
function News({showing}) {
  const outline = useShowing(showing);
  const docs = useDocs(showing, ['news', 'bulletin']);
  const [said, setSaid] = useState('');
  const latest = useRef(null);
  latest.current = outline && docs?.news[''] ? {
    offset: outline.offset,
    errors: docs.news[''].open.error,
    issued: Object.values(docs.bulletin).filter((one) => one.issued).sort((one, other) => one.at - other.at),
  } : null;
  useEffect(() => {
    let before = null;
    const timer = setInterval(() => {
      const now = latest.current;
      const parts = [];
      if (now && before) {
        if (now.issued.length > before.issued.length) parts.push(t('The bulletin of {time} is out.', {time: time(now.issued.at(-1).at, now.offset)}));
        if (now.errors > before.errors) parts.push(t('Open errors: {n}.', {n: number(now.errors)}));
      }
      before = now;
      if (parts.length) setSaid(parts.join(' '));
    }, 10_000);
    return () => clearInterval(timer);
  }, [showing]);
  return html`<div class="vh" aria-live="polite">${said}</div>`;
}

function App() {
  useLang();
  const route = useRoute();
  const main = useRef(null);
  useTitle(main);
  useArrival(main, route.key);
  const {showing} = route;
  const known = route.view in VIEWS;
  if (route.view === 'wall') {
    return html`<main class="wall-main" id="main" ref=${main}><${Guarded} key=${route.key} showing=${showing}><${View} route=${route} /><//></main>`;
  }
  return html`
    <a class="skip" href="#main">${t('Skip to the content')}</a>
    <${Head} showing=${showing} />
    ${showing && html`<${Guarded} quiet key=${`ways ${showing}`}><${Ways} showing=${showing} route=${route} /><//>`}
    <main class=${`main main-${route.view}`} id="main" ref=${main} tabindex="-1"><${Guarded} key=${route.key} showing=${showing}>${known ? html`<${View} route=${route} />` : html`<${Nowhere} />`}<//></main>
    ${showing && html`<${Guarded} quiet key=${`playback ${showing}`}><${Playback} showing=${showing} /><${News} showing=${showing} /><//>`}
    <footer class="foot"><p>${t('Everything shown here is a simulation. These are not results of an election.')}</p></footer>`;
}

/** Let the title of the window be that of the view. */
function useTitle(main) {
  useEffect(() => {
    const name = () => {
      const title = main.current?.querySelector('h1')?.textContent?.trim();
      const whole = [title, 'Saylau', t('SIMULATION')].filter(Boolean).join(' · ');
      if (document.title !== whole) document.title = whole;
    };
    const seen = new MutationObserver(name);
    seen.observe(document.getElementById('app'), {childList: true, subtree: true});
    name();
    return () => seen.disconnect();
  }, []);
}

/** After going to another view, begin at its heading. */
function useArrival(main, key) {
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return undefined;
    }
    const arrive = () => {
      const title = main.current?.querySelector('h1');
      if (!title) return false;
      if (!title.hasAttribute('tabindex')) title.setAttribute('tabindex', '-1');
      title.focus({preventScroll: true});
      return true;
    };
    if (arrive()) return undefined;
    const seen = new MutationObserver(() => arrive() && seen.disconnect());
    seen.observe(main.current, {childList: true, subtree: true});
    return () => seen.disconnect();
  }, [key]);
}

const first = routeOf(location.pathname);
if (first.view in VIEWS) load(first.view);
if (first.showing) outlineOf(first.showing);
setLang(firstLang()).then(() => render(html`<${App} />`, document.getElementById('app')));
