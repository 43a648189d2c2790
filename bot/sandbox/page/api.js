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

/** Call `listener` with every event; after each (re)connection with {type: "hello"}, when all must be loaded anew. */
export function listen(listener, lost) {
  const stream = new EventSource("/api/events");
  stream.onmessage = (message) => listener(JSON.parse(message.data));
  stream.onerror = () => {
    lost();
    if (stream.readyState !== EventSource.CLOSED) return;
    // A restarted sandbox has a new key and refuses the stream for good: the page itself brings the new cookie.
    setTimeout(async () => {
      await fetch("/").catch(() => null);
      listen(listener, lost);
    }, AGAIN_MS);
  };
}
