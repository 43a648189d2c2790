// Talking to the sandbox: requests, and the stream of what happens. The cookie of the page is the key.

async function answer(response) {
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  const error = new Error(body.error ?? `The sandbox answered ${response.status}`);
  error.status = response.status;
  throw error;
}

async function request(path, options) {
  try {
    return await fetch(path, options);
  } catch {
    throw new Error("The sandbox does not answer");
  }
}

export async function get(path, query = {}) {
  const search = new URLSearchParams(query).toString();
  return answer(await request(search ? `${path}?${search}` : path));
}

export async function post(path, body) {
  const json = !(body instanceof FormData);
  return answer(await request(path, {
    method: "POST",
    headers: json ? { "Content-Type": "application/json" } : {},
    body: json ? JSON.stringify(body) : body,
  }));
}

const AGAIN_MS = 1500;
const UNSEEN_MS = 3000;

/**
 * Call `listener` with every event; after each (re)connection with {type: "hello"}, when everything must be loaded again.
 * A hidden page closes its stream: a browser keeps only six connections to a server, and with a tab for each of six
 * people the last one would stay empty. Shown again, it catches up.
 */
export function listen(listener, lost) {
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
