// What each event of the sandbox does to its chat; `this` is the chat.

import { alertBox } from "/page/overlays.js";
import { state } from "/page/state.js";

/** @import { Chat } from "/page/chat.js" */
/** @import { Handlers } from "/page/types.ts" */

/** @type {Handlers<Chat>} */
export const happened = {
  message({ message }) {
    if (message.from.id === state.bot.id) this.showStatus();
    else this.waiting.add(message.message_id);
    const known = this.log.messages.has(message.message_id);
    const began = this.waitsForStart();
    this.started = true;
    if (!this.log.atEnd && !known) this.below += 1;
    this.log.put(message);
    if (began !== this.waitsForStart()) this.composer.show();
    this.say(message);
    this.onScrolled();
  },
  edited({ message }) {
    this.log.put(message);
    this.showPinned();
    this.say(message);
  },
  deleted({ message_ids }) {
    // A deleted message must not be read aloud either.
    this.find("said").textContent = "";
    this.log.remove(message_ids);
    if (!this.log.messages.size) this.composer.show();
    this.showPinned();
    this.onScrolled();
  },
  keyboard({ keyboard }) {
    this.keyboard = keyboard;
    this.composer.show();
    const last = this.log.last((message) => message.from.id === state.bot.id);
    if (keyboard?.force_reply && last) this.composer.setAim("reply", last);
  },
  pinned({ message_ids }) {
    this.pinned = message_ids;
    this.showPinned();
  },
  reaction({ message_id, emoji }) {
    this.reactions[message_id] = emoji;
    this.log.touch(message_id);
  },
  blocked({ blocked }) {
    this.blocked = blocked;
    this.composer.show();
    this.showStatus();
  },
  typing() {
    this.showStatus(true);
  },
  taken({ message_id }) {
    this.waiting.delete(message_id);
    this.log.touch(message_id);
  },
  read({ person_id, message_id }) {
    if (person_id === this.entry.person) this.readMark = Math.max(this.readMark, message_id);
  },
  toast({ callback_id, person_id, text, show_alert }) {
    this.done(callback_id);
    if (person_id !== this.entry.person) return;
    if (!text) this.find("toasts").replaceChildren();
    else if (show_alert) alertBox(text, this.words);
    else this.toast(text);
  },
};
