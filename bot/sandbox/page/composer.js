// The composer of a chat: the field, files, commands, the bot's keyboard, reply and edit.

import { askFiles, confirmBox } from "/page/overlays.js";
import { preview } from "/page/messages.js";
import { fullName, make } from "/page/text.js";

/** @import { Chat } from "/page/chat.js" */
/** @import { Command, Find, Message, ReplyKey } from "/page/types.ts" */
/** @typedef {"reply" | "edit"} Aim */

const FILE_MAX_BYTES = 50 * 1024 * 1024;
const FIELD_MAX_PX = 152;
const coarse = matchMedia("(pointer: coarse)");

export class Composer {
  /**
   * `chat` carries out actions; `find` gives this chat's element of a name.
   * @param {Chat} chat @param {Find} find
   */
  constructor(chat, find) {
    this.chat = chat;
    this.find = find;
    /** @type {{ kind: Aim, message: Message } | null} */
    this.aim = null;
    const { words } = chat;
    this.field = find("text");
    this.field.placeholder = words.message;
    this.field.setAttribute("aria-label", words.message);
    label(find("attach"), words.attach);
    label(find("send"), words.send);
    label(find("keys-toggle"), words.keyboard);
    label(find("aim-close"), words.stop);
    find("commands-toggle").append(make("span", "", words.menu));
    label(find("commands-toggle"), words.menu);
    find("commands").setAttribute("aria-label", words.commands);
    find("keys").setAttribute("aria-label", words.botKeyboard);
    this.listen();
  }

  listen() {
    const { find, field } = this;
    find("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    field.addEventListener("keydown", (event) => this.onKey(event));
    field.addEventListener("input", () => this.typed());
    field.addEventListener("focus", () => coarse.matches && this.showKeys(false));
    field.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (!files.length) return;
      event.preventDefault();
      this.upload(files);
    });
    find("attach").addEventListener("click", () => find("file").click());
    find("file").addEventListener("change", async () => {
      await this.upload([...(find("file").files ?? [])]);
      find("file").value = "";
    });
    find("aim-close").addEventListener("click", () => this.setAim(null));
    find("commands-toggle").addEventListener("click", () => this.showCommands(find("commands").hidden ? "" : null, true));
    find("keys-toggle").addEventListener("click", () => this.showKeys(Boolean(find("keys").hidden)));
    find("big").addEventListener("click", () => this.chat.begin());
    find("commands").addEventListener("keydown", (event) => this.walkCommands(event));
    let depth = 0;
    const over = (/** @type {boolean} */ on) => { find("drop").hidden = !on; };
    const { element } = this.chat;
    element.addEventListener("dragenter", (event) => {
      if (![...(event.dataTransfer?.types ?? [])].includes("Files") || find("form").hidden) return;
      event.preventDefault();
      depth += 1;
      over(true);
    });
    element.addEventListener("dragover", (event) => event.preventDefault());
    element.addEventListener("dragleave", () => {
      depth = Math.max(0, depth - 1);
      if (!depth) over(false);
    });
    element.addEventListener("drop", (event) => {
      event.preventDefault();
      depth = 0;
      over(false);
      if (!find("form").hidden) this.upload([...(event.dataTransfer?.files ?? [])]);
    });
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    } else if (event.key === "ArrowUp" && !this.field.value && !this.aim) {
      const own = this.chat.log.last((m) => m.from.id === this.chat.entry.person && m.text);
      if (!own) return;
      event.preventDefault();
      this.setAim("edit", own);
    } else if (event.key === "ArrowDown" && !this.find("commands").hidden) {
      event.preventDefault();
      this.find("commands").querySelector("button")?.focus();
    }
  }

  /** Close what is open, one thing at a time, for Escape; true when something was open. */
  escape() {
    if (!this.find("commands").hidden) {
      this.showCommands(null);
      this.field.focus();
      return true;
    }
    if (!this.aim) return false;
    this.setAim(null);
    return true;
  }

  typed() {
    this.grow();
    const asked = /^\/(\w*)$/.exec(this.field.value);
    this.showCommands(asked ? asked[1] : null);
    this.chat.keepDraft(this.field.value);
  }

  grow() {
    // A hidden field has no height; then the style sheet's one line is right.
    this.field.style.height = "";
    if (!this.field.value || !this.field.offsetParent) return;
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(FIELD_MAX_PX, this.field.scrollHeight + 2)}px`;
  }

  /** @param {string} text */
  fill(text) {
    this.field.value = text;
    this.typed();
  }

  /** Add words at the end of the field. @param {string} text */
  write(text) {
    this.fill(this.field.value ? `${this.field.value} ${text}` : text);
    this.focus();
  }

  focus() {
    const target = [this.find("big"), this.field].find((element) => element.offsetParent !== null);
    target?.focus({ preventScroll: true });
  }

  async send() {
    const text = this.field.value;
    const { aim } = this;
    if (!text.trim()) return;
    this.fill("");
    this.setAim(null);
    this.chat.wipe(text);
    const about = aim ? { [aim.kind === "edit" ? "message_id" : "reply_to"]: aim.message.message_id } : {};
    const sent = await this.chat.act(aim?.kind === "edit" ? "edit" : "text", { text, ...about });
    if (sent || this.field.value) return;
    this.fill(text);
    if (aim) this.setAim(aim.kind, aim.message);
  }

  /**
   * Set the purpose of the next words: "reply" to a message, "edit" of one, or none.
   * @param {Aim | null} kind @param {Message | null} message
   */
  setAim(kind, message = null) {
    const editing = this.aim?.kind === "edit";
    this.aim = kind && message ? { kind, message } : null;
    const { words, entry } = this.chat;
    this.find("aim").hidden = !kind;
    label(this.find("send"), kind === "edit" ? words.save : words.send);
    if (!message) {
      if (editing) this.fill("");
      return;
    }
    const name = message.from.id === entry.person ? words.you : fullName(message.from);
    this.find("aim-title").textContent = kind === "edit" ? words.editing : words.replyTo(name);
    this.find("aim-text").textContent = preview(message, words);
    if (kind === "edit") this.fill(message.text ?? "");
    this.focus();
  }

  /**
   * Commands that begin with `begin`, or none when it is null.
   * @param {string | null} begin @param {boolean} focus
   */
  showCommands(begin, focus = false) {
    const found = begin === null ? [] : this.chat.commands.filter((c) => c.command.startsWith(begin.toLowerCase()));
    const list = this.find("commands");
    list.replaceChildren(...found.map((command) => this.commandButton(command)));
    list.hidden = !found.length;
    this.find("commands-toggle").setAttribute("aria-expanded", String(found.length > 0));
    if (focus) list.querySelector("button")?.focus();
  }

  /** @param {Command} command */
  commandButton(command) {
    const button = make("button", "command-line");
    button.type = "button";
    button.append(make("strong", "", `/${command.command}`), make("span", "", command.description));
    button.addEventListener("click", () => {
      this.fill("");
      this.showCommands(null);
      this.chat.act("text", { text: `/${command.command}` });
      if (!coarse.matches) this.focus();
    });
    return button;
  }

  /** @param {KeyboardEvent} event */
  walkCommands(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const all = /** @type {HTMLElement[]} */ ([...this.find("commands").children]);
    const to = all.findIndex((button) => button === document.activeElement) + step;
    if (to < 0) this.field.focus();
    else all[to % all.length].focus();
  }

  /** Show what the person can use now: Start, unblock, or the field with the bot's keyboard. */
  show() {
    const { chat, find } = this;
    const waits = chat.waitsForStart();
    const focused = [find("big"), this.field].find((element) => element === document.activeElement);
    find("big").hidden = !(chat.blocked || waits);
    find("big").textContent = chat.blocked ? chat.words.unblock : chat.words.start;
    find("form").hidden = chat.blocked || waits;
    const rows = find("form").hidden ? [] : chat.keyboard?.keyboard ?? [];
    find("keys-toggle").hidden = !rows.length;
    find("keys").replaceChildren(...rows.map((row) => this.keyRow(row)));
    this.showKeys(rows.length > 0 && !chat.keyboard?.hidden);
    this.field.placeholder = chat.keyboard?.input_field_placeholder ?? chat.words.message;
    find("commands-toggle").hidden = !chat.commands.length;
    // The element with the focus may be hidden now.
    if (focused && focused.offsetParent === null) this.focus();
  }

  /** @param {ReplyKey[]} row */
  keyRow(row) {
    const line = make("div", "row");
    for (const key of row) {
      const button = make("button", "key", key.text);
      button.type = "button";
      button.addEventListener("click", () => this.press(key));
      line.append(button);
    }
    return line;
  }

  /** @param {ReplyKey} key */
  async press(key) {
    if (key.request_contact && !(await this.agrees())) return;
    this.chat.act("key", { text: key.text });
  }

  /** Ask whether the bot may have the person's number. */
  agrees() {
    const { words, entry, title } = this.chat;
    const text = words.shareText(title, entry.phone ?? "");
    return confirmBox(words.shareTitle, text, words.share, words.cancel, { words });
  }

  async shareContact() {
    if (await this.agrees()) this.chat.act("contact");
  }

  /** @param {boolean} open */
  showKeys(open) {
    this.find("keys").hidden = !open;
    this.find("keys-toggle").setAttribute("aria-expanded", String(open));
  }

  /** @param {File[]} files */
  async upload(files) {
    if (!files.length) return;
    const large = files.find((file) => file.size > FILE_MAX_BYTES);
    if (large) return this.chat.toast(this.chat.words.tooLarge(large.name));
    const wanted = await askFiles(files, this.field.value, this.chat.words);
    if (!wanted) return;
    const form = new FormData();
    form.append("person", String(this.chat.entry.person));
    form.append("chat", String(this.chat.entry.chat));
    form.append("kind", wanted.asFiles ? "document" : "photo");
    form.append("caption", wanted.caption);
    files.forEach((file, index) => form.append(`file${index}`, file, file.name || `file${index}`));
    if (await this.chat.sendFiles(form)) this.fill("");
  }
}

/** Name an element for people and screen readers. @param {HTMLElement} element @param {string} text */
export function label(element, text) {
  element.setAttribute("aria-label", text);
  element.title = text;
}
