// One open chat: its header, log, composer, toasts and waiting taps. Several may stand side by side.

import { get, post, reasonOf } from "/page/api.js";
import { Composer, label } from "/page/composer.js";
import { happened } from "/page/happenings.js";
import { Log } from "/page/log.js";
import { chatMenu, listenForMenus, messageMenu } from "/page/menus.js";
import { busy, preview } from "/page/messages.js";
import { viewPhoto } from "/page/overlays.js";
import { $, state } from "/page/state.js";
import { face, fullName, icon, make } from "/page/text.js";
import { smsText } from "/page/telephone.js";
import { wordsOf } from "/page/words.js";

/** @import * as Types from "/page/types.ts" */
/** @typedef {{ id: number, data: string | undefined }} Tapped */

const TYPING_MS = 5000;
const TAP_MS = 15000;
const TOAST_MS = 4000;
const TOAST_MS_A_LETTER = 40;
const NOTICE_MS = 15000;
const READ_MS = 150;
/** @type {Map<string, string>} */
const drafts = new Map();

export class Chat {
  title = state.bot.name;
  description = "";
  group = false;
  started = true;
  blocked = false;
  /** @type {Types.Keyboard | null} */
  keyboard = null;
  /** @type {Types.Command[]} */
  commands = [];
  /** @type {number[]} */
  pinned = [];
  /** @type {Record<string, string[]>} */
  reactions = {};
  /** Own messages that the bot has not taken yet. @type {Set<number>} */
  waiting = new Set();
  /** @type {Types.Sms[]} */
  sms = [];
  smsUnread = 0;
  readMark = 0;
  below = 0;
  /** Taps that wait for their answer, by the number of the tap or, before it is known, by themselves. */
  pending = /** @type {Map<string | Tapped, Tapped>} */ (new Map());
  /** @type {Set<string>} */
  answered = new Set();
  loading = 0;
  /** @type {Types.Happening[]} */
  later = [];
  typingTimer = 0;
  readTimer = 0;

  /**
   * `page` goes back, closes this chat, shows the telephone, and is told what changed.
   * @param {Types.Entry} entry @param {Types.Page<Chat>} page
   */
  constructor(entry, page) {
    this.entry = entry;
    this.page = page;
    this.words = wordsOf(entry.language);
    const template = /** @type {HTMLTemplateElement} */ ($("chat-template"));
    this.element = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    this.element.dataset.key = entry.key;
    this.element.lang = this.words.lang;
    this.element.setAttribute("aria-label", entry.name);
    /** @type {Types.Find} */
    this.find = (/** @type {string} */ name) => {
      return /** @type {any} */ (this.element.querySelector(`[data-part="${name}"]`));
    };
    this.actions = this.makeActions();
    this.log = new Log(this.find("log"), this, () => this.onScrolled());
    this.composer = new Composer(this, this.find);
    this.listen();
  }

  makeActions() {
    return {
      bot: () => state.bot.username,
      command: (/** @type {string} */ text) => this.act("text", { text }),
      start: (/** @type {string} */ parameter) => this.act("start", { parameter }),
      show: (/** @type {number} */ id) => this.log.reveal(id),
      copy: this.copy.bind(this),
      view: (/** @type {string} */ source, /** @type {string} */ about) => viewPhoto(source, about, this.words),
      menu: (/** @type {Types.Message} */ message, /** @type {HTMLElement} */ anchor) => {
        messageMenu(this, message, anchor);
      },
      tap: this.tap.bind(this),
    };
  }

  listen() {
    const { find, words } = this;
    label(find("back"), "All chats");
    label(find("side-toggle"), `Phone of ${this.entry.owner}`);
    label(find("menu-toggle"), words.chatMenu);
    label(find("close"), `Close the chat of ${this.entry.owner}`);
    label(find("to-end"), words.toEnd);
    find("log").setAttribute("aria-label", words.log);
    find("drop").textContent = words.drop;
    find("back").addEventListener("click", () => this.page.back());
    find("close").addEventListener("click", () => this.page.close(this));
    find("side-toggle").addEventListener("click", () => this.page.toggleSide(this));
    find("menu-toggle").addEventListener("click", () => chatMenu(this));
    find("to-end").addEventListener("click", () => {
      this.log.toEnd();
      this.onScrolled();
      this.composer.focus();
    });
    find("pinned").addEventListener("click", () => this.log.reveal(this.pinned.at(-1)));
    for (const kind of ["focusin", "pointerdown"]) this.element.addEventListener(kind, () => this.page.activate(this));
    listenForMenus(this);
  }

  dispose() {
    this.log.close();
    this.element.remove();
    clearTimeout(this.readTimer);
    clearTimeout(this.typingTimer);
  }

  // -- loading

  /** Load everything again. Events wait meanwhile: an answer older than an event would hide it. */
  async load() {
    this.loading += 1;
    try {
      const { person, chat } = this.entry;
      this.take(await get("/api/chat", { person, chat }));
    } catch (error) {
      this.toast(reasonOf(error));
    } finally {
      this.loading -= 1;
      if (!this.loading) this.later.splice(0).forEach((event) => this.handle(event));
    }
  }

  /** @param {Types.ChatState} loaded */
  take(loaded) {
    const first = !this.element.dataset.loaded;
    this.element.dataset.loaded = "yes";
    const { title, description, started, blocked, keyboard, commands, pinned, reactions, sms } = loaded;
    Object.assign(this, { title, description, started, blocked, keyboard, commands, pinned, reactions, sms });
    this.group = loaded.type !== "private";
    this.waiting = new Set(loaded.waiting);
    this.readMark = loaded.read;
    this.find("title").textContent = this.title;
    face(this.find("face"), this.group ? this.title : this.entry.owner, this.group ? this.entry.chat : this.entry.person);
    const fresh = loaded.messages.filter((m) => m.message_id > loaded.read && m.from.id !== this.entry.person);
    const known = fresh.length < loaded.messages.length;
    this.log.show(loaded.messages, fresh.length && known ? fresh[0].message_id : null);
    this.composer.show();
    if (first) this.composer.fill(drafts.get(this.entry.key) ?? "");
    this.showStatus();
    this.showPinned();
    this.markRead();
    this.page.changed(this);
  }

  /** Load the bot's commands and description again; the messages stay as they are. */
  async loadProfile() {
    const { person, chat } = this.entry;
    const loaded = await this.attempt(get("/api/chat", { person, chat }));
    if (!loaded) return;
    Object.assign(this, { title: loaded.title, description: loaded.description, commands: loaded.commands });
    this.find("title").textContent = this.title;
    this.composer.show();
    if (!this.log.messages.size) this.log.render();
  }

  waitsForStart() {
    return !this.group && (state.start !== null || !this.started || !this.log.messages.size);
  }

  /** @param {string} text */
  keepDraft(text) {
    drafts.set(this.entry.key, text);
  }

  // -- what happens

  /** @param {Types.Happening} event */
  handle(event) {
    if (this.loading) {
      this.later.push(event);
      return;
    }
    if (event.type === "sms" && event.phone === this.entry.phone) this.smsCame(event.sms);
    if (!("chat_id" in event) || event.chat_id !== this.entry.chat) return;
    const does = /** @type {((this: Chat, event: Types.Happening) => void) | undefined} */ (happened[event.type]);
    does?.call(this, event);
  }

  /** @param {Types.Sms} sms */
  smsCame(sms) {
    this.sms.unshift(sms);
    this.page.changed(this);
    if (!this.page.seesSide(this)) {
      this.smsUnread += 1;
      this.notice(sms);
    }
    this.showSmsBadge();
  }

  onScrolled() {
    if (this.log.atEnd) this.below = 0;
    const count = this.below;
    this.find("to-end").hidden = this.log.atEnd;
    this.find("to-end-badge").hidden = !count;
    this.find("to-end-badge").textContent = String(count);
    label(this.find("to-end"), count ? this.words.newBelow(count) : this.words.toEnd);
    if (this.log.atEnd) this.markRead();
  }

  /** Tell the sandbox how far the person has read, if they see the end of the chat. */
  markRead() {
    const last = this.log.last();
    const sees = this.element.offsetParent !== null && document.visibilityState === "visible" && this.log.atEnd;
    if (!last || !sees || last.message_id <= this.readMark) return;
    clearTimeout(this.readTimer);
    this.readTimer = setTimeout(() => {
      this.readMark = last.message_id;
      this.act("read", { message_id: last.message_id });
    }, READ_MS);
  }

  /** Read the bot's message to a screen reader, once, in the active chat. @param {Types.Message} message */
  say(message) {
    if (message.from.id === this.entry.person || state.active !== this) return;
    this.find("said").textContent = `${fullName(message.from)}: ${preview(message, this.words)}`;
  }

  // -- acting

  /** What a promise gives, or null with its reason as a toast. @template T @param {Promise<T>} promise */
  async attempt(promise) {
    try {
      return await promise;
    } catch (error) {
      this.toast(reasonOf(error));
      return null;
    }
  }

  /** @param {string} action @param {object} more */
  act(action, more = {}) {
    const { person, chat } = this.entry;
    return this.attempt(post("/api/act", { person, chat, action, ...more }));
  }

  /** @param {FormData} form */
  sendFiles(form) {
    return this.attempt(post("/api/upload", form));
  }

  async begin() {
    if (this.blocked) return this.act("unblock");
    const parameter = state.start ?? "";
    state.start = null;
    await this.act("start", { parameter });
    this.composer.show();
    this.composer.focus();
  }

  /** @param {Types.Message} message @param {Types.InlineButton} button @param {HTMLElement} element */
  async tap(message, button, element) {
    busy(element, true);
    const tapped = { id: message.message_id, data: button.callback_data };
    // Until its number is known the tap is its own key, so that a card drawn again still shows it.
    this.pending.set(tapped, tapped);
    const result = await this.act("tap", { message_id: tapped.id, data: tapped.data });
    this.pending.delete(tapped);
    const id = result?.callback_id;
    if (id && !this.answered.delete(id)) {
      this.pending.set(id, tapped);
      setTimeout(() => this.done(id), TAP_MS);
    } else {
      this.release(tapped);
    }
  }

  /** @param {string} id */
  done(id) {
    const tapped = this.pending.get(id);
    this.pending.delete(id);
    if (tapped) this.release(tapped);
    else this.answered.add(id);
  }

  /** @param {Tapped} tapped */
  release({ id, data }) {
    if (this.isPending(id, data)) return;
    const keys = this.log.node(id)?.querySelectorAll(".key.busy") ?? [];
    for (const key of /** @type {Iterable<HTMLElement>} */ (keys)) {
      if (key.dataset.data === data) busy(key, false);
    }
  }

  /** @param {number} id @param {string | undefined} data */
  isPending(id, data) {
    for (const tapped of this.pending.values()) if (tapped.id === id && tapped.data === data) return true;
    return false;
  }

  /** @param {string} text */
  async copy(text) {
    await this.attempt(navigator.clipboard.writeText(text).then(() => this.toast(this.words.copied)));
  }

  takeFocus() {
    this.composer.focus();
  }

  // -- showing

  showStatus(typing = false) {
    clearTimeout(this.typingTimer);
    const { words } = this;
    const line = this.find("status");
    line.classList.toggle("typing", typing);
    if (typing) line.replaceChildren(words.typing, dots());
    else if (!state.connected) line.textContent = words.connecting;
    else if (this.blocked) line.textContent = words.blocked;
    else line.textContent = this.group ? words.as(this.entry.owner) : `${words.as(this.entry.owner)} · ${words.bot}`;
    if (typing) this.typingTimer = setTimeout(() => this.showStatus(), TYPING_MS);
  }

  showPinned() {
    const message = this.log.messages.get(this.pinned.at(-1) ?? 0);
    const bar = this.find("pinned");
    bar.hidden = !message;
    if (message) bar.replaceChildren(make("strong", "", this.words.pinned), make("span", "", preview(message, this.words)));
  }

  showSmsBadge() {
    if (this.page.seesSide(this)) this.smsUnread = 0;
    this.find("sms-badge").hidden = !this.smsUnread;
    this.find("sms-badge").textContent = String(this.smsUnread);
    const shown = this.page.seesSide(this);
    this.find("side-toggle").setAttribute("aria-expanded", String(shown));
    if (shown) this.find("notices").replaceChildren();
  }

  /** Show one toast at a time: the newest counts, and there are buttons below it. @param {string} text */
  toast(text) {
    const element = make("div", "toast", text);
    this.find("toasts").replaceChildren(element);
    setTimeout(() => element.remove(), TOAST_MS + text.length * TOAST_MS_A_LETTER);
  }

  /** Hide the text message: its code has been typed. @param {string} written */
  wipe(written) {
    for (const box of this.find("notices").children) {
      if (box.querySelector(".code")?.textContent === written.trim()) box.remove();
    }
  }

  /** Show a text message over the chat, as a telephone does. @param {Types.Sms} sms */
  notice(sms) {
    const box = make("div", "notice");
    const badge = make("span", "notice-icon");
    badge.append(icon("sms"));
    const body = make("div", "notice-body");
    body.append(make("strong", "", this.words.sms), smsText(sms.text, (code) => {
      box.remove();
      this.composer.write(code);
    }, this.words.fill));
    const close = make("button", "round small");
    close.type = "button";
    label(close, this.words.close);
    close.append(icon("close"));
    close.addEventListener("click", () => box.remove());
    box.append(badge, body, close);
    this.find("notices").replaceChildren(box);
    setTimeout(() => box.remove(), NOTICE_MS);
  }
}

function dots() {
  const span = make("span", "dots");
  span.setAttribute("aria-hidden", "true");
  span.append(make("i"), make("i"), make("i"));
  return span;
}
