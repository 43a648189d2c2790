// The page's state beside the open chats: the bot, the list of people and groups, what this browser remembers.

/** @import { Entry } from "/page/types.ts" */
/** @import { Chat } from "/page/chat.js" */

/** The element of the page with this id. @param {string} id */
export const $ = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const address = new URL(location.href);

export const state = {
  /** @type {string | null} */
  version: null,
  bot: { name: "", username: "", id: 0 },
  /** @type {Entry[]} */
  entries: [],
  /** @type {Chat[]} */
  chats: [],
  /** @type {Chat | null} */
  active: null,
  /** The key of the chat to be used next. @type {string | null} */
  wanted: null,
  /** Whether the telephone and the panels are shown; null before it was decided. @type {boolean | null} */
  side: null,
  start: address.searchParams.get("start"),
  connected: false,
  ahead: 0,
  /** @type {string | null} */
  zone: null,
};

/** The sandbox's own time in seconds: its clock can be moved. */
export function now() {
  return Date.now() / 1000 + state.ahead;
}

// The key belongs in the cookie, not in the history of the browser.
for (const name of ["k", "start"]) address.searchParams.delete(name);
history.replaceState(history.state, "", address);

/**
 * What this browser was told to keep under a name.
 * @template T @param {string} name @param {T} otherwise @returns {T}
 */
export function remembered(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(`sandbox.${name}`) ?? "null") ?? otherwise;
  } catch {
    return otherwise;
  }
}

/** @param {string} name @param {unknown} value */
export function remember(name, value) {
  try {
    localStorage.setItem(`sandbox.${name}`, JSON.stringify(value));
  } catch {
    // Then the value holds until the page is left.
  }
}
