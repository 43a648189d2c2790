// One message as an element: bubble, picture, file, contact, quote, reactions, inline keyboard.

import { clock, formatted, icon, make } from "/page/text.js";

/** Short words for what a message holds. */
export function preview(message) {
  if (!message) return "";
  const words = message.text ?? message.caption;
  if (message.photo) return words ? `Photo: ${words}` : "Photo";
  if (message.document) return message.document.file_name ?? "File";
  if (message.contact) return `Contact: ${message.contact.first_name}`;
  return words ?? "";
}

/** The element of a message; `actions` carries out what is pressed, `mine` says whose it is. */
export function messageElement(message, { mine, group, reactions, actions }) {
  const item = make("article", `message ${mine ? "out" : "in"}`);
  item.dataset.id = message.message_id;
  const bubble = make("div", "bubble");
  if (group && !mine) bubble.append(make("div", "name", fullName(message.from)));
  if (message.forward_origin) bubble.append(make("div", "forward", `Forwarded from ${originName(message)}`));
  if (message.reply_to_message) bubble.append(quote(message.reply_to_message, actions));
  bubble.append(...media(message));
  const words = message.text ?? message.caption ?? "";
  if (words) {
    const text = make("div", "text");
    // The bubble keeps room for the time at the end of the last line.
    text.dataset.meta = when(message);
    text.append(formatted(words, message.entities ?? message.caption_entities, actions));
    bubble.append(text);
  }
  bubble.append(meta(message));
  const line = make("div", "bubble-line");
  line.append(bubble, replyButton(message, actions));
  item.append(line);
  if (reactions?.length) item.append(make("div", "reactions", reactions.join(" ")));
  const rows = message.reply_markup?.inline_keyboard;
  if (rows) item.append(inlineKeyboard(message, rows, actions));
  return item;
}

function fullName(user) {
  return user.last_name ? `${user.first_name} ${user.last_name}` : user.first_name;
}

function originName(message) {
  const origin = message.forward_origin;
  return origin.sender_user ? fullName(origin.sender_user) : origin.sender_user_name ?? "somebody";
}

function quote(message, actions) {
  const element = make("button", "quote");
  element.type = "button";
  element.append(make("strong", "", fullName(message.from)), make("span", "", preview(message)));
  element.addEventListener("click", () => actions.show(message.message_id));
  return element;
}

function media(message) {
  const parts = [];
  if (message.photo) {
    const size = message.photo.at(-1);
    const link = make("a", "photo");
    link.href = `/api/file/${encodeURIComponent(size.file_id)}`;
    link.target = "_blank";
    link.rel = "noopener";
    const image = make("img");
    image.src = link.href;
    image.alt = message.caption ?? "Photo";
    image.width = size.width;
    image.height = size.height;
    link.append(image);
    parts.push(link);
  }
  if (message.document) {
    const link = make("a", "file");
    link.href = `/api/file/${encodeURIComponent(message.document.file_id)}?download=1`;
    link.download = message.document.file_name ?? "file";
    const words = make("span");
    words.append(make("strong", "", message.document.file_name ?? "File"));
    words.append(make("small", "", bytes(message.document.file_size ?? 0)));
    const badge = make("span", "file-icon");
    badge.append(icon("file"));
    link.append(badge, words);
    parts.push(link);
  }
  if (message.contact) {
    const card = make("div", "file");
    const words = make("span");
    words.append(make("strong", "", fullName(message.contact)), make("small", "", message.contact.phone_number));
    const badge = make("span", "file-icon");
    badge.append(icon("person"));
    card.append(badge, words);
    parts.push(card);
  }
  return parts;
}

function bytes(count) {
  if (count < 1024) return `${count} B`;
  return count < 1024 * 1024 ? `${(count / 1024).toFixed(1)} KB` : `${(count / 1024 / 1024).toFixed(1)} MB`;
}

function meta(message) {
  return make("div", "meta", when(message));
}

function when(message) {
  return message.edit_date ? `edited ${clock(message.date)}` : clock(message.date);
}

function replyButton(message, actions) {
  const button = make("button", "reply");
  button.type = "button";
  button.setAttribute("aria-label", "Reply");
  button.append(icon("reply"));
  button.addEventListener("click", () => actions.reply(message));
  return button;
}

function inlineKeyboard(message, rows, actions) {
  const keyboard = make("div", "inline");
  keyboard.setAttribute("role", "group");
  keyboard.setAttribute("aria-label", "Buttons of the message");
  for (const row of rows) {
    const line = make("div", "row");
    for (const button of row) line.append(inlineButton(message, button, actions));
    keyboard.append(line);
  }
  return keyboard;
}

function inlineButton(message, button, actions) {
  if (button.url) {
    const link = make("a", "key", button.text);
    const target = formatted(button.text, [{ type: "text_link", offset: 0, length: button.text.length, url: button.url }], actions);
    const inner = target.firstElementChild;
    if (inner?.tagName === "BUTTON") {
      inner.className = "key";
      return inner;
    }
    link.href = inner?.href ?? "#";
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.classList.add("link");
    return link;
  }
  const element = make("button", "key", button.text);
  element.type = "button";
  element.addEventListener("click", () => {
    if (button.copy_text) actions.copy(button.copy_text.text);
    else actions.tap(message, button, element);
  });
  return element;
}
