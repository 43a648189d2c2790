// What the person does: writes, taps, sends files, answers. The server decides what comes of it.

import { post } from "/page/api.js";
import { drawer } from "/page/page.js";
import { bubble } from "/page/room.js";
import { preview } from "/page/messages.js";
import { $, state } from "/page/state.js";
import { make } from "/page/text.js";

const TOAST_MS = 4000;
const TAP_MS = 15000;

export const actions = {
  bot: () => state.bot.username,
  command: (text) => act("text", { text }),
  start: (parameter) => act("start", { parameter }),
  show: (id) => bubble(id)?.scrollIntoView({ block: "center" }),
  copy: (text) => navigator.clipboard.writeText(text).then(() => toast("Copied")),
  reply: (message) => setReply(message),
  tap: async (message, button, element) => {
    element.classList.add("busy");
    const result = await act("tap", { message_id: message.message_id, data: button.callback_data });
    if (!result?.callback_id) return element.classList.remove("busy");
    // The answer may have come before the number of the tap.
    if (state.taps.get(result.callback_id) === "answered") return done(element, result.callback_id);
    state.taps.set(result.callback_id, element);
    setTimeout(() => done(element, result.callback_id), TAP_MS);
  },
};

export function done(element, id) {
  element.classList.remove("busy");
  state.taps.delete(id);
}

export function toast(text) {
  const element = make("div", "toast", text);
  $("toasts").append(element);
  setTimeout(() => element.remove(), TOAST_MS);
}

export function setReply(message) {
  state.replyTo = message;
  $("replying").hidden = !message;
  $("replying-text").textContent = message ? `Reply to: ${preview(message)}` : "";
  if (message) $("text").focus();
}

export async function attempt(promise) {
  try {
    return await promise;
  } catch (error) {
    toast(error.message);
    return null;
  }
}

export function act(action, more = {}) {
  return attempt(post("/api/act", { person: state.open.person, chat: state.open.chat, action, ...more }));
}

export function write(text) {
  drawer(null);
  const field = $("text");
  field.value = field.value ? `${field.value} ${text}` : text;
  grow();
  field.focus();
}

export function grow() {
  const field = $("text");
  field.rows = Math.min(6, Math.max(1, field.value.split("\n").length));
}

export async function send() {
  const field = $("text");
  const text = field.value;
  if (!text.trim()) return;
  field.value = "";
  grow();
  const reply = state.replyTo;
  setReply(null);
  const sent = await act("text", reply ? { text, reply_to: reply.message_id } : { text });
  if (!sent && !field.value) field.value = text;
}

export async function upload(files) {
  if (!files.length) return;
  const form = new FormData();
  const photos = [...files].every((file) => file.type.startsWith("image/"));
  form.append("person", state.open.person);
  form.append("chat", state.open.chat);
  form.append("kind", photos ? "photo" : "document");
  form.append("caption", $("text").value);
  [...files].forEach((file, index) => form.append(`file${index}`, file));
  if (await attempt(post("/api/upload", form))) {
    $("text").value = "";
    grow();
  }
}
