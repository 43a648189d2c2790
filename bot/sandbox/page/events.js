// What happens: every event of the stream, put on the screen or counted as unread.

import { get } from "/page/api.js";
import { attempt, done, toast, write } from "/page/does.js";
import { preview } from "/page/messages.js";
import * as room from "/page/room.js";
import { drawSms } from "/page/side.js";
import { $, state } from "/page/state.js";

export const happened = {
  async hello() {
    await room.loadPeople();
    await room.loadChat();
  },
  resync: () => happened.hello(),
  persons: () => room.loadPeople(),
  profile: () => room.loadChat(),
  panels: () => room.loadPanels(),
  message({ message }) {
    const stick = room.nearBottom() || message.from.id === state.open.person;
    if (message.from.id === state.bot.id) room.showTyping(false);
    const first = !state.chat.started;
    state.chat.started = true;
    const known = state.chat.messages.has(message.message_id);
    state.chat.messages.set(message.message_id, message);
    if (known) room.redraw(message);
    else room.append(message);
    if (first) room.showComposer();
    if (stick) room.toBottom();
  },
  edited({ message }) {
    const stick = room.nearBottom();
    state.chat.messages.set(message.message_id, message);
    room.redraw(message);
    room.showPinned();
    if (stick) room.toBottom();
  },
  deleted({ message_ids }) {
    for (const id of message_ids) {
      state.chat.messages.delete(id);
      room.bubble(id)?.remove();
    }
    if (!state.chat.messages.size) state.chat.started = false;
    room.emptyNote();
    room.showPinned();
    room.showComposer();
  },
  keyboard({ keyboard }) {
    state.chat.keyboard = keyboard;
    room.showComposer();
  },
  pinned({ message_ids }) {
    state.chat.pinned = message_ids;
    room.showPinned();
  },
  reaction({ message_id, emoji }) {
    state.chat.reactions[message_id] = emoji;
    room.redraw(state.chat.messages.get(message_id));
  },
  blocked({ blocked }) {
    state.chat.blocked = blocked;
    room.showComposer();
  },
  typing: () => room.showTyping(true),
  toast(event) {
    const element = state.taps.get(event.callback_id);
    if (element) done(element, event.callback_id);
    else state.taps.set(event.callback_id, "answered");
    if (!event.text || event.person_id !== state.open.person) return;
    if (!event.show_alert) return toast(event.text);
    $("alert-text").textContent = event.text;
    if (!$("alert").open) $("alert").showModal();
  },
  async sms({ phone }) {
    if (phone !== state.open.phone) return;
    const { person, chat } = state.open;
    drawSms($("sms"), (await get("/api/chat", { person, chat })).sms, write);
    state.smsUnread += 1;
    showSmsBadge();
  },
};

export function showSmsBadge() {
  if ($("app").dataset.drawer === "side") state.smsUnread = 0;
  $("phone-badge").hidden = state.smsUnread === 0;
  $("phone-badge").textContent = String(state.smsUnread);
}

export function elsewhere({ type, chat_id, message }) {
  if (type !== "message") return;
  for (const entry of state.entries) {
    if (entry.chat !== chat_id) continue;
    if (message.from.id === state.bot.id) state.unread.set(entry.key, (state.unread.get(entry.key) ?? 0) + 1);
  }
}

export function onEvent(event) {
  if (state.loading) {
    state.later.push(event);
    return;
  }
  if (event.type === "message") {
    for (const entry of state.entries) {
      if (entry.key === `${event.chat_id}`) entry.note = preview(event.message);
    }
  }
  const here = event.chat_id === undefined || event.chat_id === state.open?.chat;
  if (here && event.type in happened && (state.chat || event.type === "hello")) {
    attempt(Promise.resolve(happened[event.type](event)));
  } else if (!here) {
    elsewhere(event);
  }
  if (event.type === "message") room.showPeople();
  // What was said last may be gone or different now, also in the list of people.
  if (event.type === "deleted" || event.type === "edited") attempt(room.loadPeople());
}
