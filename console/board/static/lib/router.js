// Which view an address stands for, and going from one to another without loading the page anew.

import {html, useEffect, useState} from '../vendor/htm-preact-standalone.module.js';

const LISTS = ['regions', 'districts', 'contests', 'stations'];
const ONE = {regions: 'region', contests: 'contest', stations: 'station'};
const told = new Set();
let from = '';

/** The address that was left last within the page; '' for none. */
export const leftLast = () => from;

/** What an address stands for: {view, showing, id, ...}; `key` differs where the view does. */
export function routeOf(path) {
  const [first, ...rest] = path.split('/').filter(Boolean).map(plain);
  const route = read(first, rest);
  const id = route.view === 'alerts' ? '' : route.id ?? route.what ?? '';
  return {...route, key: [route.view, route.showing ?? `${route.a}/${route.b}`, id].join('\n')};
}

function read(first, rest) {
  if (first === undefined) return {view: 'start'};
  if (first === 'login' && !rest.length) return {view: 'login'};
  if (first === 'compare' && rest.length === 2) return {view: 'compare', a: rest[0], b: rest[1]};
  const [showing, what, id, ...more] = rest;
  if (first !== 'r' || !showing || more.length) return {view: 'nowhere'};
  if (what === undefined) return {view: 'overview', showing};
  if (what === 'alerts') return {view: 'alerts', showing, id: id ?? ''};
  if (id === undefined && (what === 'wall' || what === 'calendar')) return {view: what, showing};
  if (id === undefined && LISTS.includes(what)) return {view: 'tables', showing, what};
  if (id !== undefined && ONE[what]) return {view: ONE[what], showing, id};
  return {view: 'nowhere', showing};
}

function plain(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Go to an address of the page. */
export function navigate(href, {replace = false} = {}) {
  const to = new URL(href, location.href);
  if (to.href === location.href) return;
  const before = routeOf(location.pathname).key;
  if (routeOf(location.pathname).view !== 'login') from = location.pathname + location.search;
  history[replace ? 'replaceState' : 'pushState'](null, '', to);
  if (routeOf(to.pathname).key !== before) scrollTo(0, 0);
  for (const tell of told) tell();
}

/** Let a click on a link go to its address here, unless a new window or a file is wanted. */
export function follow(event) {
  const link = event.currentTarget;
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.getAttribute('target') || link.hasAttribute('download')) return;
  event.preventDefault();
  navigate(link.getAttribute('href'));
}

/** A link to a view. */
export function Link({href, children, ...rest}) {
  return html`<a href=${href} onClick=${follow} ...${rest}>${children}</a>`;
}

/** The view of the present address; draws anew when that changes. */
export function useRoute() {
  const [, look] = useState(0);
  useEffect(() => {
    const tell = () => look((n) => n + 1);
    told.add(tell);
    addEventListener('popstate', tell);
    return () => {
      told.delete(tell);
      removeEventListener('popstate', tell);
    };
  }, []);
  return routeOf(location.pathname);
}

/** The address of a view of a showing; its parts are escaped. */
export function to(showing, ...parts) {
  return ['', 'r', showing, ...parts].map(encodeURIComponent).join('/');
}
