// Talking to the sandbox: requests, and the stream of what happens. The cookie of the page is the key.

async function answer(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error ?? `The sandbox answered ${response.status}`);
  return body;
}

export async function get(path, query = {}) {
  const search = new URLSearchParams(query).toString();
  return answer(await fetch(search ? `${path}?${search}` : path));
}

export async function post(path, body) {
  const json = !(body instanceof FormData);
  return answer(await fetch(path, {
    method: "POST",
    headers: json ? { "Content-Type": "application/json" } : {},
    body: json ? JSON.stringify(body) : body,
  }));
}

/** Call `listener` with every event; after each (re)connection with {type: "hello"}, when all must be loaded anew. */
export function listen(listener, lost) {
  const stream = new EventSource("/api/events");
  stream.onmessage = (message) => listener(JSON.parse(message.data));
  stream.onerror = () => {
    lost();
    // A restarted sandbox has a new key: the stream is refused for good, and only loading the page helps.
    if (stream.readyState === EventSource.CLOSED) {
      setTimeout(() => location.reload(), 2000);
    }
  };
}
