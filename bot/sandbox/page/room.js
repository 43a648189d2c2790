// The open chat on the screen: loading it, drawing it, what the person can write with.

import { get } from "/page/api.js";
import { act, actions, setReply, write } from "/page/does.js";
import { messageElement, preview } from "/page/messages.js";
import { choose, panelAct } from "/page/page.js";
import { onEvent } from "/page/events.js";
import { avatar, drawPanels, drawPeople, drawSms } from "/page/side.js";
import { $, state } from "/page/state.js";
import { day, make } from "/page/text.js";

const TYPING_MS = 5000;

export async function loadPeople() {
  const { bot, persons, groups } = await get("/api/state");
  state.bot = bot;
  state.entries = persons.map((p) => ({
    key: `${p.id}`, person: p.id, chat: p.id, name: p.name, phone: p.phone, owner: p.name,
    note: p.last ? p.last.text : p.phone ?? "no phone",
  }));
  for (const group of groups) {
    for (const id of group.members) {
      const owner = persons.find((p) => p.id === id);
      if (owner) {
        state.entries.push({
          key: `${id}:${group.id}`, person: id, chat: group.id, name: `${owner.name} in ${group.title}`,
          phone: owner.phone, owner: owner.name, note: "group",
        });
      }
    }
  }
  const wanted = state.open?.key ?? decodeURIComponent(location.hash.slice(1));
  state.open = state.entries.find((entry) => entry.key === wanted) ?? state.entries[0] ?? null;
  showPeople();
}

/** Load the open chat. What happens meanwhile waits, or an answer older than an event would hide it. */
export async function loadChat() {
  if (!state.open) return;
  state.loading += 1;
  try {
    const { person, chat, key } = state.open;
    const loaded = await get("/api/chat", { person, chat });
    if (state.open.key === key) await showChat(key, loaded);
  } finally {
    state.loading -= 1;
    if (!state.loading) state.later.splice(0).forEach(onEvent);
  }
}

export async function showChat(key, loaded) {
  state.chat = { ...loaded, messages: new Map(loaded.messages.map((m) => [m.message_id, m])) };
  state.unread.delete(key);
  $("title").textContent = loaded.title;
  avatar($("avatar"), loaded.title, state.bot.id);
  $("log").replaceChildren();
  for (const message of state.chat.messages.values()) append(message);
  emptyNote();
  toBottom();
  $("phone-owner").textContent = state.open.owner;
  $("phone-number").textContent = state.open.phone ?? "";
  drawSms($("sms"), loaded.sms, write);
  setReply(null);
  showTyping(false);
  showPeople();
  showPinned();
  showComposer();
  await loadPanels();
}

export async function loadPanels() {
  if (state.open) {
    drawPanels($("panels"), await get("/api/panels", { person: state.open.person }), panelAct);
  }
}

export function showPeople() {
  const focused = document.activeElement?.dataset?.key;
  drawPeople($("people-list"), state.entries, state.open?.key, state.unread, choose);
  if (focused) $("people-list").querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

export function bubble(id) {
  return $("log").querySelector(`[data-id="${Number(id)}"]`);
}

export function draw(message) {
  return messageElement(message, {
    mine: message.from.id === state.open.person,
    group: state.chat.type !== "private",
    reactions: state.chat.reactions[message.message_id],
    actions,
  });
}

export function append(message) {
  const log = $("log");
  log.querySelector(".empty")?.remove();
  const title = day(message.date);
  if (log.dataset.day !== title || !log.childElementCount) log.append(make("div", "day", title));
  log.dataset.day = title;
  log.append(draw(message));
}

export function redraw(message) {
  const old = bubble(message.message_id);
  if (!old) return;
  const hadFocus = old.contains(document.activeElement);
  const label = document.activeElement?.textContent;
  const fresh = draw(message);
  old.replaceWith(fresh);
  if (hadFocus) {
    const keys = [...fresh.querySelectorAll(".inline .key")];
    (keys.find((key) => key.textContent === label) ?? keys[0] ?? $("text")).focus();
  }
}

export function emptyNote() {
  if (state.chat.messages.size) return;
  const note = make("div", "empty");
  note.append(make("strong", "", state.chat.title), make("p", "", state.chat.description || "No messages here yet."));
  $("log").replaceChildren(note);
}

export function nearBottom() {
  const log = $("log");
  return log.scrollHeight - log.scrollTop - log.clientHeight < 120;
}

export function toBottom() {
  $("log").scrollTop = $("log").scrollHeight;
}

export function showPinned() {
  const message = state.chat.messages.get(state.chat.pinned.at(-1));
  $("pinned").hidden = !message;
  $("pinned").textContent = message ? `Pinned: ${preview(message)}` : "";
  $("pinned").onclick = () => actions.show(message.message_id);
}

export function showComposer() {
  const { blocked, started, keyboard, commands } = state.chat;
  const waitsForStart = state.chat.type === "private" && (state.start !== null || !started);
  $("big").hidden = !(blocked || waitsForStart);
  $("big").textContent = blocked ? "Unblock the bot" : "Start";
  $("form").hidden = blocked || waitsForStart;
  const rows = $("form").hidden || !keyboard?.keyboard ? [] : keyboard.keyboard;
  $("keys-toggle").hidden = !rows.length;
  $("keys").replaceChildren(...rows.map(keyRow));
  showKeys(rows.length > 0 && !keyboard.hidden);
  $("text").placeholder = keyboard?.input_field_placeholder ?? "Message";
  $("commands-toggle").hidden = !commands.length;
  $("commands").replaceChildren(...commands.map(commandButton));
}

export function keyRow(row) {
  const line = make("div", "row");
  for (const key of row) {
    const button = make("button", "key", key.text);
    button.type = "button";
    button.addEventListener("click", () => act("key", { text: key.text }));
    line.append(button);
  }
  return line;
}

export function commandButton(command) {
  const button = make("button", "command-line");
  button.type = "button";
  button.append(make("strong", "", `/${command.command}`), make("span", "", command.description));
  button.addEventListener("click", () => {
    expand("commands", false);
    act("text", { text: `/${command.command}` });
  });
  return button;
}

export function expand(id, open) {
  $(id).hidden = !open;
  $(`${id}-toggle`).setAttribute("aria-expanded", String(open));
}

export function showKeys(open) {
  expand("keys", open);
  toBottom();
}

export function showTyping(on) {
  clearTimeout(state.typing);
  $("status").textContent = on ? "typing…" : "bot";
  $("status").classList.toggle("typing", on);
  if (on) state.typing = setTimeout(() => showTyping(false), TYPING_MS);
}
