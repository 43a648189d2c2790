// The telephone beside the chats: the text messages of one person, newest first.

import { clock, make } from "/page/text.js";

const CODE = /(?<![\d.,*-]|[•*] ?)(\d{4,8})(?![\d.,*-])/;

/** The text with each run of digits that may be a code as a button for `write`; `name` says what it does. */
export function smsText(text, write, name) {
  const line = make("p");
  for (const part of text.split(CODE)) {
    if (!/^\d{4,8}$/.test(part)) {
      line.append(part);
      continue;
    }
    const code = make("button", "code", part);
    code.type = "button";
    code.title = name(part);
    code.addEventListener("click", () => write(part));
    line.append(code);
  }
  return line;
}

/** Draw the list; messages that are there already stay, so that the focus does. */
export function drawSms(list, chat, write) {
  const known = new Map([...list.children].map((item) => [item.dataset.key, item]));
  const items = chat.sms.map((sms) => {
    const key = `${chat.entry.key}/${sms.id}`;
    const old = known.get(key);
    if (old) return old;
    const item = make("li", "fresh");
    item.dataset.key = key;
    item.append(smsText(sms.text, write, (code) => `Enter ${code} in the chat`), make("time", "", clock(sms.at)));
    return item;
  });
  if (!items.length) {
    const about = chat.entry.phone ? "No text messages yet. Codes arrive here." : "No telephone number.";
    items.push(make("li", "nothing", about));
  }
  if (items.length === list.children.length && items.every((item, index) => item === list.children[index])) return;
  list.replaceChildren(...items);
}
