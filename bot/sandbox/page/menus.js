// The menus of a chat and of its messages: their entries, and the gestures that open them.

import { confirmBox, openMenu } from "/page/overlays.js";

/** @import { Chat } from "/page/chat.js" */
/** @import { MenuItem, Message } from "/page/types.ts" */

const PRESS_MS = 500;

/** @param {Chat} chat */
export function chatMenu(chat) {
  const { words } = chat;
  /** @type {MenuItem[]} */
  const items = [];
  if (chat.entry.phone && !chat.blocked) {
    items.push([words.shareContact, () => chat.composer.shareContact()]);
  }
  if (!chat.group) {
    items.push([words.clear, () => clear(chat), "danger"]);
    if (chat.blocked) items.push([words.unblock, () => chat.act("unblock")]);
    else items.push([words.block, () => chat.act("block"), "danger"]);
  }
  if (items.length) openMenu(chat.find("menu-toggle"), items, words.chatMenu);
}

/** @param {Chat} chat @param {Message} message @param {HTMLElement} anchor */
export function messageMenu(chat, message, anchor) {
  const { words } = chat;
  const text = message.text ?? message.caption;
  const own = message.from.id === chat.entry.person;
  /** @type {MenuItem[]} */
  const items = [];
  if (!chat.blocked) items.push([words.reply, () => chat.composer.setAim("reply", message)]);
  if (text) items.push([words.copy, () => chat.copy(text)]);
  if (own && message.text && !chat.blocked) items.push([words.edit, () => chat.composer.setAim("edit", message)]);
  items.push([words.remove, () => chat.act("delete", { message_id: message.message_id }), "danger"]);
  openMenu(anchor, items, words.actions);
}

/** The menu of a message: right button, or a long press on glass. @param {Chat} chat */
export function listenForMenus(chat) {
  const log = chat.find("log");
  let timer = 0;
  const open = (/** @type {Event} */ event) => {
    const target = /** @type {Element} */ (event.target);
    const node = /** @type {HTMLElement | null} */ (target.closest(".message"));
    const plain = !target.closest("a, input, textarea");
    if (!node || !plain || String(getSelection())) return false;
    const message = chat.log.messages.get(Number(node.dataset.id));
    const anchor = /** @type {HTMLElement | null} */ (node.querySelector(".more"));
    if (!message || !anchor) return false;
    messageMenu(chat, message, anchor);
    return true;
  };
  log.addEventListener("contextmenu", (event) => {
    clearTimeout(timer);
    if (document.querySelector(".menu") || open(event)) event.preventDefault();
  });
  log.addEventListener("pointerdown", (event) => {
    clearTimeout(timer);
    if (event.pointerType === "touch" && !/** @type {Element} */ (event.target).closest(".key")) {
      timer = setTimeout(() => open(event), PRESS_MS);
    }
  });
  for (const kind of ["pointerup", "pointercancel", "scroll"]) {
    log.addEventListener(kind, () => clearTimeout(timer), { passive: true });
  }
}

/** @param {Chat} chat */
async function clear(chat) {
  const { words } = chat;
  const agreed = await confirmBox(words.clear, words.clearText, words.clear, words.cancel, { words, danger: true });
  if (agreed) await chat.act("clear");
}
