// What views ask of showings: outlines that do not change, documents that do, and who is asking.

import {useEffect, useLayoutEffect, useMemo, useRef, useState} from '../vendor/htm-preact-standalone.module.js';
import {get} from './api.js';
import {base, feedOf, resets, retry} from './feed.js';

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
  retry(id);
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

resets.add(refreshHall);

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
