// What lies over the page: menus, the alert of a bot, questions, a photo in full, files before they are sent.

import { bytes, icon, make } from "/page/text.js";

/** @import { MenuItem, Words } from "/page/types.ts" */

let closeOpenMenu = () => {};

/**
 * A menu beside `anchor`; arrow keys walk it, Escape and a click elsewhere close it.
 * @param {HTMLElement} anchor @param {MenuItem[]} items @param {string} label
 */
export function openMenu(anchor, items, label) {
  closeOpenMenu();
  const menu = make("div", "menu");
  menu.setAttribute("role", "menu");
  menu.setAttribute("aria-label", label);
  for (const [text, run, tone] of items) {
    const item = make("button", tone ?? "", text);
    item.type = "button";
    item.setAttribute("role", "menuitem");
    item.tabIndex = -1;
    item.addEventListener("click", () => {
      close(true);
      run();
    });
    menu.append(item);
  }
  // It stands inside its landmark, but its place is relative to the window.
  (anchor.closest("main") ?? document.body).append(menu);
  anchor.setAttribute("aria-expanded", "true");
  place(menu, anchor.getBoundingClientRect());
  const all = /** @type {HTMLCollectionOf<HTMLElement>} */ (menu.children);
  const outside = (/** @type {Event} */ event) => {
    if (!menu.contains(/** @type {Node} */ (event.target))) close(false);
  };
  const keys = (/** @type {KeyboardEvent} */ event) => {
    const at = [...all].findIndex((item) => item === document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") close(true);
    else if (to !== undefined) [...all].at(to % all.length)?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  /** @param {boolean} refocus */
  function close(refocus) {
    if (!menu.isConnected) return;
    menu.remove();
    anchor.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    if (refocus && anchor.isConnected) anchor.focus({ preventScroll: true });
  }
  closeOpenMenu = () => close(false);
  document.addEventListener("pointerdown", outside, true);
  menu.addEventListener("keydown", keys);
  all[0]?.focus({ preventScroll: true });
}

/** @param {HTMLElement} menu @param {DOMRect} anchor */
function place(menu, anchor) {
  const { width, height } = menu.getBoundingClientRect();
  const space = 8;
  const below = anchor.bottom + 4 + height < innerHeight - space;
  menu.style.left = `${Math.max(space, Math.min(anchor.right - width, innerWidth - width - space))}px`;
  menu.style.top = `${below ? anchor.bottom + 4 : Math.max(space, anchor.top - height - 4)}px`;
}

/**
 * A modal dialog that goes away when it is closed; resolves to the value of the button pressed, "" for Escape.
 * @param {HTMLDialogElement} dialog @param {Words | null} words @returns {Promise<string>}
 */
function ask(dialog, words) {
  if (words) dialog.lang = words.lang;
  document.body.append(dialog);
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (before?.isConnected) before.focus({ preventScroll: true });
      resolve(dialog.returnValue);
    });
  });
}

/** @param {string} className @param {string} labelId @returns {[HTMLDialogElement, HTMLFormElement]} */
function dialogOf(className, labelId) {
  const dialog = make("dialog", `dialog ${className}`);
  dialog.setAttribute("aria-labelledby", labelId);
  const form = make("form");
  form.method = "dialog";
  dialog.append(form);
  return [dialog, form];
}

/** @param {[value: string, text: string, tone: string][]} buttons */
function answers(...buttons) {
  const row = make("div", "answers");
  row.append(...buttons.map(([value, text, tone]) => {
    const button = make("button", tone, text);
    button.value = value;
    if (tone.includes("first")) button.autofocus = true;
    return button;
  }));
  return row;
}

/** An alert of the bot; the next one waits for its turn. */
let alerts = Promise.resolve("");
/** @param {string} text @param {Words} words */
export function alertBox(text, words) {
  alerts = alerts.then(() => {
    const [dialog, form] = dialogOf("alert", "alert-text");
    const words_ = make("p", "", text);
    words_.id = "alert-text";
    form.append(words_, answers(["ok", "OK", "wide first"]));
    return ask(dialog, words);
  });
  return alerts;
}

/**
 * Ask before something is done; true when the person agrees.
 * @param {string} title @param {string} text @param {string} yes @param {string} no
 * @param {{ words?: Words | null, danger?: boolean }} how
 */
export async function confirmBox(title, text, yes, no, { words = null, danger = false } = {}) {
  const [dialog, form] = dialogOf("confirm", "confirm-title");
  const head = make("h2", "", title);
  head.id = "confirm-title";
  form.append(head);
  if (text) form.append(make("p", "", text));
  form.append(answers(["", no, "wide quiet first"], ["yes", yes, danger ? "wide danger" : "wide"]));
  return (await ask(dialog, words)) === "yes";
}

/** A photo as large as the screen. @param {string} source @param {string} description @param {Words} words */
export function viewPhoto(source, description, words) {
  const [dialog, form] = dialogOf("viewer", "viewer-close");
  const image = make("img");
  image.src = source;
  image.alt = description;
  const save = make("a", "round");
  save.href = `${source}?download=1`;
  save.setAttribute("aria-label", words.download);
  save.append(icon("download"));
  const close = make("button", "round");
  close.id = "viewer-close";
  close.autofocus = true;
  close.setAttribute("aria-label", words.close);
  close.append(icon("close"));
  const bar = make("div", "viewer-bar");
  bar.append(save, close);
  form.append(bar, image);
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target === form) dialog.close();
  });
  return ask(dialog, words);
}

/**
 * Show the files about to be sent; resolves to {caption, asFiles}, or null when the person thinks again.
 * @param {File[]} files @param {string} caption @param {Words} words
 */
export async function askFiles(files, caption, words) {
  const pictures = files.every((file) => file.type.startsWith("image/"));
  const [dialog, form] = dialogOf("sending", "sending-title");
  const head = make("h2", "", pictures ? words.sendPhotos(files.length) : words.sendFiles(files.length));
  head.id = "sending-title";
  const list = make("div", "sending-list");
  /** @type {string[]} */
  const addresses = [];
  for (const file of files) list.append(filePreview(file, addresses));
  const field = make("textarea");
  field.rows = 2;
  field.value = caption;
  field.maxLength = 1024;
  field.placeholder = words.caption;
  field.setAttribute("aria-label", words.caption);
  form.append(head, list, field);
  const box = make("input");
  box.type = "checkbox";
  if (pictures) {
    const label = make("label", "check");
    label.append(box, make("span", "", words.asFiles));
    form.append(label);
  }
  form.append(answers(["", words.cancel, "wide quiet"], ["yes", words.send, "wide first"]));
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    dialog.close("yes");
  });
  const answer = await ask(dialog, words);
  addresses.forEach((address) => URL.revokeObjectURL(address));
  return answer === "yes" ? { caption: field.value, asFiles: box.checked || !pictures } : null;
}

/** @param {File} file @param {string[]} addresses */
function filePreview(file, addresses) {
  if (file.type.startsWith("image/")) {
    const image = make("img");
    image.src = URL.createObjectURL(file);
    image.alt = file.name;
    addresses.push(image.src);
    return image;
  }
  const card = make("div", "file");
  const badge = make("span", "file-icon");
  badge.append(icon("file"));
  const lines = make("span");
  lines.append(make("strong", "", file.name), make("small", "", bytes(file.size)));
  card.append(badge, lines);
  return card;
}
