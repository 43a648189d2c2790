// One message, or the messages of an album, as an element: bubble, pictures, files, contact, quote, buttons.

import { bytes, clock, formatted, fullName, icon, make } from "/page/text.js";

/** @import { Chat } from "/page/chat.js" */
/** @import { Contact, Document, InlineButton, Message, Words } from "/page/types.ts" */

const PHOTO_MIN_PX = 120;
const PHOTO_MAX_PX = 340;

/** Short words for what a message holds. @param {Message} message @param {Words} words @returns {string} */
export function preview(message, words) {
  const text = message.text ?? message.caption;
  if (message.photo) return text ? `${words.photo}: ${text}` : words.photo;
  if (message.document) return message.document.file_name ?? words.file;
  if (message.contact) return `${words.contact}: ${message.contact.first_name}`;
  return text ?? "";
}

/**
 * The element of `messages`, which are one, or all of an album. `chat` gives the words, carries out what is
 * pressed, and knows whose chat it is, which messages wait for the bot and which taps wait for an answer.
 * @param {[Message, ...Message[]]} messages @param {Chat} chat
 */
export function messageElement(messages, chat) {
  const message = messages[0];
  const { words } = chat;
  const mine = message.from.id === chat.entry.person;
  const item = make("article", `message ${mine ? "out" : "in"}`);
  item.dataset.id = String(message.message_id);
  item.tabIndex = -1;
  item.setAttribute("aria-label", `${mine ? words.you : fullName(message.from)}, ${clock(message.date)}`);
  const bubble = make("div", "bubble");
  const captioned = messages.filter((m) => m.text ?? m.caption);
  const newest = messages.at(-1) ?? message;
  bubble.classList.toggle("bare", Boolean(message.photo) && !captioned.length);
  if (chat.group && !mine) bubble.append(make("div", "name", fullName(message.from)));
  const origin = message.forward_origin;
  if (origin) bubble.append(make("div", "forward", words.forwarded(originName(origin))));
  if (message.reply_to_message) bubble.append(quote(message.reply_to_message, chat));
  bubble.append(...media(messages, chat));
  const state = metaText(message, words);
  const last = captioned.at(-1);
  if (last) {
    const text = make("div", "text");
    text.append(formatted(last.text ?? last.caption ?? "", last.entities ?? last.caption_entities, chat.actions));
    // Room for the time at the end of the last line.
    const room = make("span", `room${mine ? " ticked" : ""}`);
    room.dataset.meta = state;
    text.append(room);
    bubble.append(text);
  }
  bubble.append(meta(messages, state, mine, chat));
  const line = make("div", "bubble-line");
  line.append(bubble, more(message, chat));
  item.append(line);
  const reactions = chat.reactions[message.message_id];
  if (reactions?.length) item.append(make("div", "reactions", reactions.join(" ")));
  const rows = newest.reply_markup?.inline_keyboard;
  if (rows) item.append(inlineKeyboard(newest, rows, chat));
  return item;
}

/** @param {NonNullable<Message["forward_origin"]>} origin */
function originName(origin) {
  return origin.sender_user ? fullName(origin.sender_user) : origin.sender_user_name ?? "?";
}

/** @param {Message} message @param {Chat} chat */
function quote(message, chat) {
  const element = make("button", "quote");
  element.type = "button";
  element.append(make("strong", "", fullName(message.from)), make("span", "", preview(message, chat.words)));
  element.addEventListener("click", () => chat.actions.show(message.message_id));
  return element;
}

/** @param {Message[]} messages @param {Chat} chat */
function media(messages, chat) {
  /** @type {HTMLElement[]} */
  const parts = [];
  const photos = messages.filter((message) => message.photo);
  if (photos.length) {
    const grid = make("div", "photos");
    grid.dataset.count = String(photos.length);
    grid.append(...photos.map((message) => photo(message, photos.length > 1, chat)));
    parts.push(grid);
  }
  for (const message of messages) {
    if (message.document) parts.push(file(message.document));
    if (message.contact) parts.push(contact(message.contact));
  }
  return parts;
}

/** @param {Message} message @param {boolean} inAlbum @param {Chat} chat */
function photo(message, inAlbum, chat) {
  const size = message.photo?.at(-1) ?? { file_id: "", width: 0, height: 0 };
  const button = make("button", "photo");
  button.type = "button";
  const image = make("img");
  image.src = `/api/file/${encodeURIComponent(size.file_id)}`;
  image.alt = message.caption ?? chat.words.photo;
  image.decoding = "async";
  if (!inAlbum) {
    // Its place is reserved before it has loaded, or the messages would jump.
    const ratio = size.width / Math.max(1, size.height);
    const wide = Math.min(size.width, PHOTO_MAX_PX, PHOTO_MAX_PX * ratio);
    image.style.width = `${Math.round(Math.max(PHOTO_MIN_PX, wide))}px`;
    image.style.aspectRatio = String(Math.max(ratio, PHOTO_MIN_PX / PHOTO_MAX_PX));
  }
  button.append(image);
  button.addEventListener("click", () => chat.actions.view(image.src, image.alt));
  return button;
}

/** @param {Document} document */
function file(document) {
  const link = make("a", "file");
  link.href = `/api/file/${encodeURIComponent(document.file_id)}?download=1`;
  link.download = document.file_name ?? "file";
  const lines = make("span");
  lines.append(make("strong", "", document.file_name ?? "File"), make("small", "", bytes(document.file_size ?? 0)));
  const badge = make("span", "file-icon");
  badge.append(icon("file"));
  link.append(badge, lines);
  return link;
}

/** @param {Contact} of */
function contact(of) {
  const card = make("div", "file");
  const lines = make("span");
  lines.append(make("strong", "", fullName(of)), make("small", "", of.phone_number));
  const badge = make("span", "file-icon");
  badge.append(icon("person"));
  card.append(badge, lines);
  return card;
}

/** @param {Message} message @param {Words} words */
function metaText(message, words) {
  return message.edit_date ? `${words.edited} ${clock(message.date)}` : clock(message.date);
}

/** @param {Message[]} messages @param {string} text @param {boolean} mine @param {Chat} chat */
function meta(messages, text, mine, chat) {
  const line = make("div", "meta", text);
  if (mine) {
    const taken = !messages.some((message) => chat.waiting.has(message.message_id));
    const tick = icon(taken ? "ticks" : "tick");
    tick.removeAttribute("aria-hidden");
    tick.setAttribute("role", "img");
    tick.setAttribute("aria-label", taken ? chat.words.taken : chat.words.sent);
    tick.classList.add("tick");
    line.append(tick);
  }
  return line;
}

/** @param {Message} message @param {Chat} chat */
function more(message, chat) {
  const button = make("button", "more");
  button.type = "button";
  // The arrow keys and the menu key reach it; five hundred more tab stops would be a burden.
  button.tabIndex = -1;
  button.setAttribute("aria-label", chat.words.actions);
  button.setAttribute("aria-haspopup", "menu");
  button.append(icon("down"));
  button.addEventListener("click", () => chat.actions.menu(message, button));
  return button;
}

/** @param {Message} message @param {InlineButton[][]} rows @param {Chat} chat */
function inlineKeyboard(message, rows, chat) {
  const keyboard = make("div", "inline");
  keyboard.setAttribute("role", "group");
  keyboard.setAttribute("aria-label", chat.words.buttons);
  for (const row of rows) {
    const line = make("div", "row");
    for (const button of row) line.append(inlineButton(message, button, chat));
    keyboard.append(line);
  }
  return keyboard;
}

/** @param {Message} message @param {InlineButton} button @param {Chat} chat */
function inlineButton(message, button, chat) {
  const { text, callback_data: data, copy_text: copied } = button;
  if (button.url) return linkButton(button, chat);
  const element = make("button", "key");
  element.type = "button";
  element.append(make("span", "", text));
  if (copied) {
    element.append(corner("copy"));
    element.addEventListener("click", () => chat.actions.copy(copied.text));
    return element;
  }
  element.dataset.data = data ?? "";
  if (chat.isPending(message.message_id, data)) busy(element, true);
  element.addEventListener("click", () => chat.actions.tap(message, button, element));
  return element;
}

/** Show that a tap waits for its answer. @param {HTMLElement} element @param {boolean} on */
export function busy(element, on) {
  element.classList.toggle("busy", on);
  if (on) element.setAttribute("aria-busy", "true");
  else element.removeAttribute("aria-busy");
}

/** @param {InlineButton} button @param {Chat} chat */
function linkButton(button, chat) {
  const entity = { type: "text_link", offset: 0, length: button.text.length, url: button.url };
  const inner = formatted(button.text, [entity], chat.actions).firstElementChild;
  if (inner instanceof HTMLButtonElement) {
    inner.className = "key";
    return inner;
  }
  const link = make("a", "key");
  link.append(make("span", "", button.text), corner("out"));
  if (inner instanceof HTMLAnchorElement) link.href = inner.href;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  return link;
}

/** @param {string} name */
function corner(name) {
  const mark = icon(name);
  mark.classList.add("corner");
  return mark;
}
