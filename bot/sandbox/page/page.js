// The start of the page: which chats are open (the address says it), what happens in all of them, the side panel.

import { get, listen, post, reasonOf, Refused } from "/page/api.js";
import { Chat } from "/page/chat.js";
import { countDown, drawPanels } from "/page/panels.js";
import { drawPeople, entriesOf, themeMenu } from "/page/people.js";
import { $, remember, remembered, state } from "/page/state.js";
import { drawSms } from "/page/telephone.js";
import { make } from "/page/text.js";

/** @import { Entry, Handlers, Happening, Page, PanelAct } from "/page/types.ts" */

const COLUMN_PX = 330;
const TYPING_MS = 5000;
const NOTICE_MS = 8000;
const PANELS_MS = 300;
const PEOPLE_MS = 100;
const LIST_MS = 50;
const phone = matchMedia("(max-width: 720px)");
const docked = matchMedia("(min-width: 1081px)");

/** @type {Page<Chat>} */
const page = {
  back,
  close: (chat) => go(keysOpen().filter((key) => key !== chat.entry.key)),
  activate,
  toggleSide(chat) {
    activate(chat);
    showSide(!page.seesSide(chat), true);
  },
  seesSide: (chat) => state.side === true && state.active === chat,
  changed(chat) {
    if (chat === state.active) drawTelephone();
  },
};

/**
 * A function that runs at once and, when called again within `ms`, once more after that.
 * @param {() => unknown} run @param {number} ms
 */
function soon(run, ms) {
  let timer = 0;
  let last = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      last = Date.now();
      run();
    }, Date.now() - last > ms ? 0 : ms);
  };
}

// -- which chats are open

function keysOpen() {
  return decodeURIComponent(location.hash.slice(1)).split(",").filter(Boolean);
}

function room() {
  return phone.matches ? 1 : Math.max(1, Math.floor($("columns").clientWidth / COLUMN_PX));
}

/** Open these chats. @param {string[]} keys @param {{ replace?: boolean, active?: string | null }} how */
function go(keys, { replace = false, active = null } = {}) {
  const address = keys.length ? `#${keys.map(encodeURIComponent).join(",")}` : location.pathname;
  const from = { inside: true };
  if (replace) history.replaceState(history.state, "", address);
  else history.pushState(from, "", address);
  if (active) state.wanted = active;
  sync();
}

/** Open a chat in place of the active one. @param {string} key */
function choose(key) {
  const open = keysOpen();
  if (open.includes(key)) {
    state.wanted = key;
    sync();
  } else if (phone.matches || !state.active) {
    go([key], { active: key });
  } else {
    const used = state.active.entry.key;
    go(open.map((other) => (other === used ? key : other)), { active: key });
  }
  if (matchMedia("(pointer: fine)").matches) state.active?.composer.focus();
  else state.active?.find("back").focus({ preventScroll: true });
}

/** Open a chat beside the open ones; the oldest makes room. @param {string} key */
function beside(key) {
  go([...keysOpen(), key].slice(-room()), { active: key });
  state.active?.composer.focus();
}

function back() {
  if (history.state?.inside) history.back();
  else go([], { replace: true });
}

/** Open the chats of the address. */
function sync() {
  const known = new Map(state.entries.map((entry) => [entry.key, entry]));
  let entries = keysOpen().flatMap((key) => known.get(key) ?? []);
  if (!entries.length && !phone.matches && state.entries.length) {
    entries = [state.entries[0]];
    history.replaceState(history.state, "", `#${entries[0].key}`);
  }
  const keys = entries.map((entry) => entry.key);
  for (const chat of state.chats) if (!keys.includes(chat.entry.key)) chat.dispose();
  state.chats = entries.map((entry) => state.chats.find((chat) => chat.entry.key === entry.key) ?? open(entry));
  // An element is moved only when necessary: moving loses its focus and scroll position.
  state.chats.forEach((chat, index) => {
    const there = $("columns").children[index];
    if (there !== chat.element) $("columns").insertBefore(chat.element, there ?? null);
  });
  const wanted = state.chats.find((chat) => chat.entry.key === state.wanted);
  const gone = $("app").dataset.view === "chat" && !keys.length ? state.active : null;
  const stays = state.chats.find((chat) => chat === state.active);
  state.active = wanted ?? stays ?? state.chats.at(-1) ?? null;
  state.wanted = null;
  $("app").dataset.view = state.chats.length ? "chat" : "list";
  $("app").dataset.chats = String(state.chats.length);
  showActive();
  drawList();
  if (!gone) return;
  const person = $("people-list").querySelector(`.person[data-key="${CSS.escape(gone.entry.key)}"]`);
  /** @type {HTMLElement | null} */ (person)?.focus();
}

/** @param {Entry} entry */
function open(entry) {
  const chat = new Chat(entry, page);
  chat.load();
  return chat;
}

/** @param {Chat} chat */
function activate(chat) {
  if (state.active === chat) return;
  state.active = chat;
  showActive();
}

function showActive() {
  for (const chat of state.chats) {
    chat.element.classList.toggle("active", chat === state.active);
    chat.showSmsBadge();
    chat.markRead();
  }
  if (state.active && page.seesSide(state.active)) state.active.entry.sms = 0;
  drawTelephone();
  loadPanels();
  showPeople();
}

// -- people

async function loadPeople() {
  const loaded = await get("/api/state");
  if (state.version !== null && state.version !== loaded.version) location.reload();
  state.version = loaded.version;
  state.bot = loaded.bot;
  state.ahead = loaded.now - Date.now() / 1000;
  state.zone = loaded.zone;
  const before = new Map(state.entries.map((entry) => [entry.key, entry]));
  state.entries = entriesOf(loaded).map((entry) => Object.assign(before.get(entry.key) ?? {}, entry));
  showPeople();
}

const loadPeopleSoon = soon(() => loadPeople().catch(() => null), PEOPLE_MS);

const showPeople = soon(drawList, LIST_MS);

function drawList() {
  drawPeople({ choose, beside, canBeside: () => !phone.matches && room() > 1 });
  const count = state.entries.reduce((sum, entry) => sum + (entry.unread || 0), 0);
  document.title = count ? `(${count}) Sandbox chat` : "Sandbox chat";
  for (const chat of state.chats) {
    const others = state.entries.filter((entry) => entry !== chat.entry && entry.unread).length;
    chat.find("back-badge").hidden = !others;
    chat.find("back-badge").textContent = String(others);
  }
}

// -- the side: telephone and panels

/** @param {boolean} on @param {boolean} byHand */
function showSide(on, byHand = false) {
  if (state.side === on) return;
  state.side = on;
  const drawer = !docked.matches;
  if (byHand && !drawer) remember("side", on);
  if (on && drawer) history.pushState({ ...history.state, drawer: true }, "");
  const back_ = !on && drawer && history.state?.drawer;
  $("app").dataset.side = on ? "open" : "";
  modal();
  showActive();
  if (on && drawer) $("side-close").focus();
  else if (!on && byHand) state.active?.find("side-toggle").focus();
  if (back_) history.back();
}

/** When the side lies over the chat as a drawer, the chat under it cannot be reached. */
function modal() {
  const over = state.side === true && !docked.matches;
  $("shade").hidden = !over;
  for (const id of ["people", "columns"]) $(id).inert = over;
}

function drawTelephone() {
  const chat = state.active;
  $("side").hidden = !chat;
  if (!chat) return;
  $("phone-owner").textContent = chat.entry.owner;
  $("phone-number").textContent = chat.entry.phone ?? "no number";
  $("sms").lang = chat.words.lang;
  drawSms($("sms"), chat, (code) => {
    if (!docked.matches) showSide(false);
    chat.composer.write(code);
  });
}

async function readPanels() {
  const person = state.active?.entry.person;
  if (!person || !state.side) return;
  const panels = await get("/api/panels", { person });
  if (state.active?.entry.person === person) drawPanels($("panels"), person, panels, panelAct);
}

const loadPanels = soon(() => readPanels().catch(() => null), PANELS_MS);

setInterval(() => countDown($("panels"), loadPanels), 1000);

/** @type {PanelAct} */
async function panelAct(panel, action, value) {
  const person = state.active?.entry.person;
  try {
    const result = await post(`/api/panels/${encodeURIComponent(panel)}`, { person, action, value });
    if (result.notice) notice(result.notice);
  } catch (error) {
    notice(error instanceof Refused && error.status === 404 ? "This has changed." : reasonOf(error));
  }
  loadPanels();
}

/** @param {string} text */
function notice(text) {
  const element = make("button", "toast", text);
  element.type = "button";
  element.addEventListener("click", () => element.remove());
  // One at a time: several would hide the chat that they are about.
  $("page-toasts").replaceChildren(element);
  setTimeout(() => element.remove(), NOTICE_MS);
}

// -- what happens

/** @param {Happening} event */
function onEvent(event) {
  if (event.type === "hello" || event.type === "resync") return reload();
  if (event.type === "persons") return loadPeople().then(sync, () => null);
  if (event.type === "profile") state.chats.forEach((chat) => chat.loadProfile());
  if (event.type === "panels") loadPanels();
  const note = /** @type {((event: Happening) => void) | undefined} */ (noted[event.type]);
  note?.(event);
  for (const chat of state.chats) chat.handle(event);
}

async function reload() {
  try {
    await loadPeople();
    state.connected = true;
    const open_ = [...state.chats];
    sync();
    await Promise.all(open_.filter((chat) => state.chats.includes(chat)).map((chat) => chat.load()));
  } catch (error) {
    notice(reasonOf(error));
  }
}

/** What the list of people shows of an event. @type {Handlers} */
const noted = {
  message({ chat_id, message }) {
    const { date } = message;
    state.ahead = Math.max(state.ahead, date - Date.now() / 1000);
    for (const entry of state.entries.filter((e) => e.chat === chat_id)) {
      entry.typing = 0;
      entry.last = { id: message.message_id, date, from: message.from.id, text: message.text ?? message.caption ?? "…" };
      if (message.from.id !== entry.person) entry.unread = (entry.unread || 0) + 1;
    }
    if (!message.text) loadPeopleSoon();
    showPeople();
  },
  read({ chat_id, person_id, message_id }) {
    for (const entry of state.entries.filter((e) => e.chat === chat_id && e.person === person_id)) {
      if (!entry.last || message_id >= entry.last.id) entry.unread = 0;
      else loadPeopleSoon();
    }
    showPeople();
  },
  // The last message may be gone or different now.
  edited: loadPeopleSoon,
  deleted: loadPeopleSoon,
  sms({ phone: number }) {
    for (const entry of state.entries.filter((e) => e.phone === number && e.chat === e.person)) {
      if (!(state.side && state.active?.entry.person === entry.person)) entry.sms = (entry.sms ?? 0) + 1;
    }
    showPeople();
  },
  typing({ chat_id }) {
    const until = Date.now() + TYPING_MS;
    for (const entry of state.entries.filter((e) => e.chat === chat_id)) {
      entry.typing = until;
      setTimeout(() => {
        if (entry.typing !== until) return;
        entry.typing = 0;
        showPeople();
      }, TYPING_MS);
    }
    showPeople();
  },
};

// -- keys, sizes, start

document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "Escape") {
    if (state.side && !docked.matches) showSide(false, true);
    else if (!state.active?.composer.escape() && phone.matches && state.active) back();
  } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown") && state.entries.length) {
    event.preventDefault();
    const at = state.entries.findIndex((entry) => entry.key === state.active?.entry.key);
    const next = state.entries.at((at + (event.key === "ArrowUp" ? -1 : 1)) % state.entries.length);
    if (next) choose(next.key);
  }
});
$("theme").addEventListener("click", () => themeMenu($("theme")));
$("side-close").addEventListener("click", () => showSide(false, true));
$("shade").addEventListener("click", () => showSide(false, true));
addEventListener("popstate", () => {
  if (state.side && !docked.matches && !history.state?.drawer) showSide(false, true);
  sync();
});
addEventListener("hashchange", sync);
document.addEventListener("visibilitychange", () => state.chats.forEach((chat) => chat.markRead()));
docked.addEventListener("change", () => showSide(docked.matches && remembered("side", true)));
phone.addEventListener("change", sync);
addEventListener("resize", showPeople);

/** The keyboard of a telephone covers the page without an event; the page uses the part that stays visible. */
function fitKeyboard() {
  if (!visualViewport || visualViewport.scale > 1.05) return;
  const { height, offsetTop } = visualViewport;
  document.documentElement.style.setProperty("--height", `${Math.round(height)}px`);
  document.documentElement.classList.toggle("keyboard", innerHeight - height > 120);
  if (offsetTop) scrollTo(0, 0);
}
if (matchMedia("(pointer: coarse)").matches) {
  visualViewport?.addEventListener("resize", fitKeyboard);
  visualViewport?.addEventListener("scroll", fitKeyboard);
  fitKeyboard();
}

showSide(docked.matches && remembered("side", true));
listen(onEvent, () => {
  state.connected = false;
  state.chats.forEach((chat) => chat.showStatus());
});
