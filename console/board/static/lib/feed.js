// The feed of a showing: its documents as the server changes them.
//
// One stream of events a showing serves the whole page; each part of it gets the topics it asked
// for, at most once a frame. Where the stream breaks off it is taken up where it was.

import {get} from './api.js';

const DRAW_MS = 80;
const KEEP_MS = 15_000;
const SLEEP_MS = 60_000;
const QUIET_MS = 30_000;
const LONGEST_MS = 30_000;

const feeds = new Map();

/** Told when a server sends all anew: it may be another one, which knows nobody yet. */
export const resets = new Set();

class Feed {
  constructor(id) {
    this.id = id;
    this.docs = {};
    this.wanted = new Map();
    this.listeners = new Set();
    this.loading = new Set();
    this.streamed = [];
    this.mark = '';
    this.source = null;
    this.queue = [];
    this.due = 0;
    this.drawn = 0;
    this.heard = 0;
    this.fails = 0;
    this.lost = false;
    this.error = null;
    this.timers = {};
  }

  /** Want topics, and be told when anything changes; returns how to stop that. */
  follow(topics, tell) {
    for (const topic of topics) this.wanted.set(topic, (this.wanted.get(topic) ?? 0) + 1);
    this.listeners.add(tell);
    this.soon('want', 0, () => this.load());
    return () => {
      this.listeners.delete(tell);
      for (const topic of topics) this.wanted.set(topic, this.wanted.get(topic) - 1);
      this.soon('drop', KEEP_MS, () => this.drop());
    };
  }

  soon(name, ms, act) {
    clearTimeout(this.timers[name]);
    this.timers[name] = setTimeout(act, ms);
  }

  tell() {
    for (const tell of [...this.listeners]) tell();
  }

  async load() {
    const missing = [...this.wanted].filter(([topic, n]) => n > 0 && !(topic in this.docs) && !this.loading.has(topic)).map(([topic]) => topic);
    if (!missing.length) {
      if (!this.source && !document.hidden && Object.keys(this.docs).length) this.open();
      return;
    }
    for (const topic of missing) this.loading.add(topic);
    try {
      const {version, docs} = await get(`${base(this.id)}/state?topics=${missing.join(',')}`);
      const state = {...this.docs};
      for (const topic of missing) state[topic] = docs[topic] ?? {};
      this.docs = state;
      this.mark = earlier(this.mark, version);
      this.error = null;
      this.open();
    } catch (error) {
      if (error.status >= 400 && error.status < 500) this.error = error;
      else {
        this.setLost(true);
        this.soon('want', this.pause(), () => this.load());
      }
    } finally {
      for (const topic of missing) this.loading.delete(topic);
    }
    this.tell();
  }

  open() {
    this.close();
    this.streamed = Object.keys(this.docs).sort();
    const query = new URLSearchParams({topics: this.streamed.join(','), since: this.mark});
    const source = new EventSource(`${base(this.id)}/stream?${query}`);
    this.source = source;
    source.onopen = () => this.hear();
    source.onmessage = (event) => {
      if (source !== this.source) return;
      this.hear();
      this.mark = event.lastEventId;
      this.queue.push(JSON.parse(event.data));
      this.plan();
    };
    source.onerror = () => {
      if (source !== this.source) return;
      // From the first failure on: each try that fails after it would put off the word for ever.
      this.timers.lost ??= setTimeout(() => this.setLost(true), 1500);
      if (source.readyState === EventSource.CLOSED) {
        this.source = null;
        this.soon('again', this.pause(), () => this.again());
      }
    };
    this.soon('watch', QUIET_MS, () => this.watch());
  }

  /** Take the stream up again, unless the showing is gone. */
  async again() {
    try {
      await get(`${base(this.id)}/state?topics=clock`);
    } catch (error) {
      if (error.status === 404) {
        this.error = error;
        this.tell();
        return;
      }
      this.soon('again', this.pause(), () => this.again());
      return;
    }
    this.open();
  }

  /** Ask whether the server is still there where nothing was heard for long. */
  async watch() {
    if (!this.source) return;
    if (performance.now() - this.heard >= QUIET_MS && !this.lost) {
      try {
        await get(`${base(this.id)}/state?topics=clock`, {signal: AbortSignal.timeout(10_000)});
        this.heard = performance.now();
      } catch {
        this.setLost(true);
        this.open();
        return;
      }
    }
    this.soon('watch', QUIET_MS, () => this.watch());
  }

  hear() {
    this.heard = performance.now();
    this.fails = 0;
    clearTimeout(this.timers.lost);
    this.timers.lost = null;
    this.setLost(false);
  }

  setLost(lost) {
    if (this.lost === lost) return;
    this.lost = lost;
    this.tell();
  }

  pause() {
    this.fails += 1;
    return Math.min(LONGEST_MS, 500 * 2 ** this.fails);
  }

  close() {
    this.source?.close();
    this.source = null;
    clearTimeout(this.timers.watch);
  }

  /** Draw what came with the next frame, yet not more often than is seen. */
  plan() {
    if (this.due) return;
    const wait = Math.max(0, this.drawn + DRAW_MS - performance.now());
    this.due = setTimeout(() => {
      if (document.hidden) this.take();
      else requestAnimationFrame(() => this.take());
    }, wait);
  }

  take() {
    this.due = 0;
    this.drawn = performance.now();
    const queue = this.queue;
    this.queue = [];
    let docs = this.docs;
    const fresh = new Set();
    const own = (topic) => {
      if (docs === this.docs) docs = {...docs};
      if (!fresh.has(topic)) docs[topic] = {...docs[topic]};
      fresh.add(topic);
      return docs[topic];
    };
    for (const {reset, set, gone} of queue) {
      if (reset) {
        for (const tell of resets) tell();
        docs = {...docs};
        for (const topic of this.streamed) {
          docs[topic] = {};
          fresh.add(topic);
        }
      }
      for (const [topic, changed] of Object.entries(set ?? {})) if (topic in docs) Object.assign(own(topic), changed);
      for (const [topic, keys] of Object.entries(gone ?? {})) {
        if (topic in docs) for (const key of keys) delete own(topic)[key];
      }
    }
    if (docs === this.docs) return;
    this.docs = docs;
    this.tell();
  }

  /** Leave what nobody wants any more. */
  drop() {
    const unwanted = [...this.wanted].filter(([, n]) => n <= 0).map(([topic]) => topic);
    if (!unwanted.length) return;
    const docs = {...this.docs};
    for (const topic of unwanted) {
      this.wanted.delete(topic);
      delete docs[topic];
    }
    this.take();
    this.docs = docs;
    if (this.wanted.size) {
      this.open();
      return;
    }
    this.close();
    for (const timer of Object.values(this.timers)) clearTimeout(timer);
    clearTimeout(this.due);
    feeds.delete(this.id);
  }
}

/** The address of a showing at the server. */
export function base(id) {
  return `/api/showings/${encodeURIComponent(id)}`;
}

/** The earlier of two versions; of two servers, whichever: both get everything. */
function earlier(one, other) {
  if (!one) return other;
  const [boot, n] = one.split('.');
  const [otherBoot, m] = other.split('.');
  return boot === otherBoot && Number(m) < Number(n) ? other : one;
}

/** The feed of a showing; begun with the first who asks for it. */
export function feedOf(id) {
  if (!feeds.has(id)) feeds.set(id, new Feed(id));
  return feeds.get(id);
}

/** Try a feed anew that something went wrong with. */
export function retry(id) {
  const feed = feeds.get(id);
  if (!feed) return;
  feed.error = null;
  feed.load();
}

let asleep = 0;
document.addEventListener('visibilitychange', () => {
  clearTimeout(asleep);
  if (document.hidden) {
    asleep = setTimeout(() => {
      for (const feed of feeds.values()) feed.close();
    }, SLEEP_MS);
  } else for (const feed of feeds.values()) feed.load();
});
addEventListener('offline', () => {
  for (const feed of feeds.values()) feed.setLost(true);
});
addEventListener('online', () => {
  for (const feed of feeds.values()) if (Object.keys(feed.docs).length) feed.open();
});
