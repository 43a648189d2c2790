// What the server sends to the page, and what the parts of the page hand to each other. Only a type checker reads it.

import type { wordsOf } from "/page/words.js";

export type Words = ReturnType<typeof wordsOf>;

export interface User {
  id: number;
  first_name: string;
  last_name?: string;
}

export interface Entity {
  type: string;
  offset: number;
  length: number;
  url?: string;
}

export interface InlineButton {
  text: string;
  url?: string;
  callback_data?: string;
  copy_text?: { text: string };
}

export interface Contact extends Omit<User, "id"> {
  phone_number: string;
}

export interface Document {
  file_id: string;
  file_name?: string;
  file_size?: number;
}

/** As the Bot API shows it. */
export interface Message {
  message_id: number;
  date: number;
  edit_date?: number;
  from: User;
  text?: string;
  entities?: Entity[];
  caption?: string;
  caption_entities?: Entity[];
  photo?: { file_id: string; width: number; height: number }[];
  document?: Document;
  contact?: Contact;
  media_group_id?: string;
  forward_origin?: { sender_user?: User; sender_user_name?: string };
  reply_to_message?: Message;
  reply_markup?: { inline_keyboard?: InlineButton[][] };
}

export interface ReplyKey {
  text: string;
  request_contact?: boolean;
}

export interface Keyboard {
  keyboard?: ReplyKey[][];
  force_reply?: boolean;
  hidden?: boolean;
  input_field_placeholder?: string;
}

export interface Command {
  command: string;
  description: string;
}

export interface Sms {
  id: number;
  text: string;
  at: number;
}

/** The last message of a chat, for the list. */
export interface Last {
  id: number;
  date: number;
  from: number;
  text: string;
}

export interface PersonState {
  id: number;
  name: string;
  language: string;
  phone: string | null;
  unread: number;
  last: Last | null;
}

export interface GroupState {
  id: number;
  title: string;
  members: number[];
  unread: Record<string, number>;
  last: Last | null;
}

/** The answer of /api/state. */
export interface ServerState {
  version: string;
  now: number;
  zone: string | null;
  bot: { id: number; name: string; username: string };
  persons: PersonState[];
  groups: GroupState[];
}

/** The answer of /api/chat. */
export interface ChatState {
  type: string;
  title: string;
  started: boolean;
  blocked: boolean;
  read: number;
  waiting: number[];
  messages: Message[];
  keyboard: Keyboard | null;
  pinned: number[];
  reactions: Record<string, string[]>;
  commands: Command[];
  description: string;
  sms: Sms[];
}

/** One chat of one person in the list; `sms` and `typing` are known to the page alone. */
export interface Entry {
  key: string;
  person: number;
  chat: number;
  owner: string;
  name: string;
  phone: string | null;
  language: string;
  unread: number;
  last: Last | null;
  sms?: number;
  typing?: number;
}

/** What the server tells, by type. */
export interface Happenings {
  hello: object;
  resync: object;
  persons: object;
  profile: object;
  panels: object;
  message: { chat_id: number; message: Message };
  edited: { chat_id: number; message: Message };
  deleted: { chat_id: number; message_ids: number[] };
  keyboard: { chat_id: number; keyboard: Keyboard | null };
  pinned: { chat_id: number; message_ids: number[] };
  reaction: { chat_id: number; message_id: number; emoji: string[] };
  blocked: { chat_id: number; blocked: boolean };
  typing: { chat_id: number };
  taken: { chat_id: number; message_id: number };
  read: { chat_id: number; person_id: number; message_id: number };
  toast: { chat_id: number; callback_id: string; person_id: number; text: string; show_alert: boolean };
  sms: { phone: string; sms: Sms };
}

export type Happening = { [Type in keyof Happenings]: { type: Type } & Happenings[Type] }[keyof Happenings];

/** What is done about some of them. */
export type Handlers<This = void> = {
  [Type in keyof Happenings]?: (this: This, event: Happenings[Type]) => void;
};

/** What a text can ask of its chat. */
export interface TextActions {
  bot: () => string;
  command: (text: string) => void;
  start: (parameter: string) => void;
}

/** What the page does for a chat; `Chat` is that of chat.js. */
export interface Page<Chat> {
  back: () => void;
  close: (chat: Chat) => void;
  activate: (chat: Chat) => void;
  toggleSide: (chat: Chat) => void;
  seesSide: (chat: Chat) => boolean;
  changed: (chat: Chat) => void;
}

/** The element of a chat that has this name. */
export interface Find {
  (name: "text"): HTMLTextAreaElement;
  (name: "file"): HTMLInputElement;
  (name: string): HTMLElement;
}

/** A line of a menu: what it says, what it does, how it looks. */
export type MenuItem = [text: string, run: () => void, tone?: string];

export interface PanelRow {
  label: string;
  value?: string;
  ends_s?: number | null;
}

export interface PanelTable {
  columns: string[];
  rows: string[][];
  empty?: string;
}

export interface PanelInput {
  label: string;
  kind: "text" | "number" | "datetime" | "choice";
  value: string;
  options?: { value: string; label: string }[];
  immediate?: boolean;
}

export interface PanelButton {
  action: string;
  label: string;
  input_label?: string | null;
  input?: PanelInput | null;
  hint?: string | null;
  tone?: "plain" | "main" | "danger";
  pressed?: boolean | null;
  confirm?: string | null;
}

export interface PanelBlock {
  rows?: PanelRow[];
  table?: PanelTable | null;
  buttons?: PanelButton[];
}

export interface Panel extends PanelBlock {
  id: string;
  title: string;
  summary?: string;
  alert?: boolean;
  sections?: ({ title: string } & PanelBlock)[];
}

/** Carries out a button of a panel. */
export type PanelAct = (panel: string, action: string, value: string) => Promise<void>;
