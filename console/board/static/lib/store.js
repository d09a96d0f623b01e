// What is known of showings: outlines that do not change, documents that do, and who is asking.
//
// One stream of events a showing serves the whole page; each part of it gets the topics it asked
// for, at most once a frame. Where the stream breaks off it is taken up where it was.

import {useEffect, useLayoutEffect, useMemo, useRef, useState} from '../vendor/htm-preact-standalone.module.js';
import {get} from './api.js';

const DRAW_MS = 80;
const KEEP_MS = 15_000;
const SLEEP_MS = 60_000;
const QUIET_MS = 30_000;
const LONGEST_MS = 30_000;

const feeds = new Map();

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

function base(id) {
  return `/api/showings/${encodeURIComponent(id)}`;
}

/** The earlier of two versions; of two servers, whichever: both get everything. */
function earlier(one, other) {
  if (!one) return other;
  const [boot, n] = one.split('.');
  const [otherBoot, m] = other.split('.');
  return boot === otherBoot && Number(m) < Number(n) ? other : one;
}

function feedOf(id) {
  if (!feeds.has(id)) feeds.set(id, new Feed(id));
  return feeds.get(id);
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

/** Documents of some topics of a showing, {topic: {key: document}}; null until they are there. */
export function useDocs(id, topics) {
  const key = topics.join();
  const feed = feedOf(id);
  const [, look] = useState(0);
  const last = useRef({});
  const pick = () => {
    if (feed.error) throw feed.error;
    if (!topics.every((topic) => topic in feed.docs)) return null;
    const {docs, of} = last.current;
    if (of === feed && docs && topics.every((topic) => docs[topic] === feed.docs[topic]) && Object.keys(docs).length === topics.length) return docs;
    return Object.fromEntries(topics.map((topic) => [topic, feed.docs[topic]]));
  };
  useLayoutEffect(() => {
    const live = feedOf(id);
    return live.follow(topics, () => {
      const {docs} = last.current;
      if (live.error || !docs || topics.some((topic) => docs[topic] !== live.docs[topic])) look((n) => n + 1);
    });
  }, [id, key]);
  const docs = pick();
  last.current = {docs, of: feed};
  return docs;
}

/** Whether the server cannot be heard. */
export function useLost(id) {
  const [lost, setLost] = useState(false);
  useEffect(() => {
    if (!id) return undefined;
    return feedOf(id).follow([], () => setLost(feedOf(id).lost));
  }, [id]);
  return lost;
}

const outlines = new Map();

/** The outline of a showing: what does not change while it is shown; null until it is there. */
export function useShowing(id) {
  const [, look] = useState(0);
  const known = outlines.get(id);
  useLayoutEffect(() => {
    let wanted = true;
    outlineOf(id).finally(() => wanted && look((n) => n + 1));
    return () => {
      wanted = false;
    };
  }, [id]);
  if (known?.error) throw known.error;
  return known?.outline ?? null;
}

/** Fetch an outline once; a failure is forgotten after it was shown. */
export function outlineOf(id) {
  if (!outlines.has(id)) {
    const entry = {};
    outlines.set(id, entry);
    entry.done = get(`${base(id)}/outline`).then(
      (outline) => {
        entry.outline = outline;
      },
      (error) => {
        entry.error = error;
      },
    );
  }
  return outlines.get(id).done;
}

/** Forget what went wrong with a showing, so that it is tried anew. */
export function forget(id) {
  if (outlines.get(id)?.error) outlines.delete(id);
  const feed = feeds.get(id);
  if (feed) {
    feed.error = null;
    feed.load();
  }
}

let hall = null;
let asked = null;
const watchers = new Set();

/** Ask anew what is shown and who is asking. */
export function refreshHall() {
  asked = get('/api/showings').then((answer) => {
    hall = answer;
    for (const tell of watchers) tell();
    return answer;
  });
  asked.catch(() => {
    asked = null;
  });
  return asked;
}

/** What is shown, what could be, and who is asking; null until that is known. */
export function useHall() {
  const [error, setError] = useState(null);
  const [, look] = useState(0);
  useEffect(() => {
    const tell = () => look((n) => n + 1);
    watchers.add(tell);
    (asked ?? refreshHall()).then(tell, setError);
    return () => watchers.delete(tell);
  }, []);
  if (error && !hall) throw error;
  return hall;
}

/** Who is asking: {name, role, region}; null until that is known. */
export function useYou() {
  const [you, setYou] = useState(hall?.you ?? null);
  useEffect(() => {
    const tell = () => setYou(hall?.you ?? null);
    watchers.add(tell);
    (asked ?? refreshHall()).then(tell, () => setYou({name: '', role: 'viewer', region: ''}));
    return () => watchers.delete(tell);
  }, []);
  return you;
}

/** Whether somebody may move what is shown, and open more: it is so for the whole nation. */
export const mayMove = (you) => Boolean(you && you.role !== 'viewer' && !you.region);

/** Names and more by id, of an outline. */
export function useIndex(outline) {
  return useMemo(() => ({
    parties: new Map((outline?.parties ?? []).map((one) => [one.id, one])),
    regions: new Map((outline?.regions ?? []).map((one) => [one.id, one])),
  }), [outline]);
}
