// The menus of a chat and of its messages: their entries, and the gestures that open them.

import { confirmBox, openMenu } from "/page/overlays.js";

const PRESS_MS = 500;

export function chatMenu(chat) {
  const { words } = chat;
  const items = [];
  if (chat.entry.phone && !chat.blocked) {
    items.push([words.shareContact, async () => (await chat.composer.agrees()) && chat.act("contact")]);
  }
  if (!chat.group) {
    items.push([words.clear, () => clear(chat), "danger"]);
    if (chat.blocked) items.push([words.unblock, () => chat.act("unblock")]);
    else items.push([words.block, () => chat.act("block"), "danger"]);
  }
  if (items.length) openMenu(chat.find("menu-toggle"), items, words.chatMenu);
}

export function messageMenu(chat, message, anchor) {
  const { words } = chat;
  const text = message.text ?? message.caption;
  const own = message.from.id === chat.entry.person;
  const items = [];
  if (!chat.blocked) items.push([words.reply, () => chat.composer.setAim("reply", message)]);
  if (text) items.push([words.copy, () => chat.copy(text)]);
  if (own && message.text && !chat.blocked) items.push([words.edit, () => chat.composer.setAim("edit", message)]);
  items.push([words.remove, () => chat.act("delete", { message_id: message.message_id }), "danger"]);
  openMenu(anchor, items, words.actions);
}

/** The menu of a message: right button, or a long press on glass. */
export function listenForMenus(chat) {
  const log = chat.find("log");
  let timer = 0;
  const open = (event) => {
    const node = event.target.closest(".message");
    const plain = !event.target.closest("a, input, textarea");
    if (!node || !plain || String(getSelection())) return false;
    const message = chat.log.messages.get(Number(node.dataset.id));
    messageMenu(chat, message, node.querySelector(".more"));
    return true;
  };
  log.addEventListener("contextmenu", (event) => {
    clearTimeout(timer);
    if (document.querySelector(".menu") || open(event)) event.preventDefault();
  });
  log.addEventListener("pointerdown", (event) => {
    clearTimeout(timer);
    if (event.pointerType === "touch" && !event.target.closest(".key")) {
      timer = setTimeout(() => open(event), PRESS_MS);
    }
  });
  for (const kind of ["pointerup", "pointercancel", "scroll"]) {
    log.addEventListener(kind, () => clearTimeout(timer), { passive: true });
  }
}

async function clear(chat) {
  const { words } = chat;
  const agreed = await confirmBox(words.clear, words.clearText, words.clear, words.cancel, { words, danger: true });
  if (agreed) await chat.act("clear");
}
