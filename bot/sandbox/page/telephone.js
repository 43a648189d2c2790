// The telephone beside the chats: the text messages of one person, newest first.

import { clock, keyed, make } from "/page/text.js";

/** @import { Chat } from "/page/chat.js" */

const SAYS = /\bcode\b|验证码/i;
const CODE = /(?<![\d.,*-]|[•*] ?)\d{4,8}(?![\d.,*-])/;

/**
 * The text with its code as a button for `write`: the first run of digits in a text about a code.
 * @param {string} text @param {(code: string) => void} write @param {(code: string) => string} name
 */
export function smsText(text, write, name) {
  const line = make("p");
  const found = SAYS.test(text) ? CODE.exec(text) : null;
  if (!found) {
    line.append(text);
    return line;
  }
  const code = make("button", "code", found[0]);
  code.type = "button";
  code.title = name(found[0]);
  code.addEventListener("click", () => write(found[0]));
  line.append(text.slice(0, found.index), code, text.slice(found.index + found[0].length));
  return line;
}

/**
 * Draw the list; the messages that it already shows stay, and so does the focus.
 * @param {HTMLElement} list @param {Chat} chat @param {(code: string) => void} write
 */
export function drawSms(list, chat, write) {
  const known = new Map(keyed(list));
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
