// Talking to the sandbox: requests, and the stream of what happens. The cookie of the page is the key.

/** @import { Happening } from "/page/types.ts" */

/** What the sandbox answers instead of what was asked for. */
export class Refused extends Error {
  /** @param {string} message @param {number} status */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** @param {unknown} error */
export function reasonOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/** @param {Response} response */
async function answer(response) {
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  throw new Refused(body.error ?? `The sandbox answered ${response.status}`, response.status);
}

/** @param {string} path @param {RequestInit} [options] */
async function request(path, options) {
  try {
    return await fetch(path, options);
  } catch {
    throw new Error("The sandbox does not answer");
  }
}

/** @param {string} path @param {Record<string, string | number>} query */
export async function get(path, query = {}) {
  const pairs = Object.entries(query).map(([name, value]) => [name, String(value)]);
  const search = new URLSearchParams(pairs).toString();
  return answer(await request(search ? `${path}?${search}` : path));
}

/** @param {string} path @param {FormData | object} body */
export async function post(path, body) {
  if (body instanceof FormData) return answer(await request(path, { method: "POST", body }));
  const headers = { "Content-Type": "application/json" };
  return answer(await request(path, { method: "POST", headers, body: JSON.stringify(body) }));
}

const AGAIN_MS = 1500;
const UNSEEN_MS = 3000;

/**
 * Call `listener` with every event; after each (re)connection with {type: "hello"}, when everything must be
 * loaded again.
 * A hidden page closes its stream: a browser keeps only six connections to a server, and with a tab for each of six
 * people the last one would stay empty. Shown again, it catches up.
 * @param {(event: Happening) => void} listener @param {() => void} lost
 */
export function listen(listener, lost) {
  /** @type {EventSource | null} */
  let stream = null;
  let unseen = 0;
  const open = () => {
    const opened = new EventSource("/api/events");
    stream = opened;
    opened.onmessage = (message) => listener(JSON.parse(message.data));
    opened.onerror = () => {
      lost();
      if (opened.readyState !== EventSource.CLOSED) return;
      // A restarted sandbox has a new key and refuses the stream for good. Loading the page brings the new cookie.
      setTimeout(async () => {
        await fetch("/").catch(() => null);
        if (stream === opened) open();
      }, AGAIN_MS);
    };
  };
  const look = () => {
    clearTimeout(unseen);
    if (document.visibilityState === "visible") {
      if (!stream) open();
      return;
    }
    unseen = setTimeout(() => {
      stream?.close();
      stream = null;
    }, UNSEEN_MS);
  };
  document.addEventListener("visibilitychange", look);
  open();
  look();
}
