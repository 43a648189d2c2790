// The page's state beside the open chats: the bot, the list of people and groups, what this browser remembers.

export const $ = (id) => document.getElementById(id);

const address = new URL(location.href);

export const state = {
  version: null,
  bot: { name: "", username: "", id: 0 },
  entries: [],
  chats: [],
  active: null,
  start: address.searchParams.get("start"),
  connected: false,
  ahead: 0,
  zone: null,
};

/** The sandbox's own time in seconds: its clock can be moved. */
export function now() {
  return Date.now() / 1000 + state.ahead;
}

// The key belongs in the cookie, not in the history of the browser.
for (const name of ["k", "start"]) address.searchParams.delete(name);
history.replaceState(history.state, "", address);

export function remembered(name, otherwise = null) {
  try {
    return JSON.parse(localStorage.getItem(`sandbox.${name}`)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(`sandbox.${name}`, JSON.stringify(value));
  } catch {
    // Then the value holds until the page is left.
  }
}
