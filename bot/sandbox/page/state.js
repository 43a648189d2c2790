// What the page knows: which chat is open, what is in it, what waits for an answer.

export const $ = (id) => document.getElementById(id);

export const address = new URL(location.href);
export const state = {
  bot: { name: "", username: "", id: 0 },
  entries: [],
  open: null,
  chat: null,
  replyTo: null,
  start: address.searchParams.get("start"),
  unread: new Map(),
  smsUnread: 0,
  taps: new Map(),
  typing: 0,
  loading: 0,
  later: [],
};
