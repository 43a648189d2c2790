welcome-title = <b>Withdraw your cloud account's cash here.</b>
welcome-do =
    First connect your account. Either way you type a 6-digit code sent to its security phone.
    1. If it is the phone of this chat, tap <b>Use my phone number</b>.
    2. If not, ask support for a connection link. Open the link within 15 minutes. It brings you back here.
welcome-safe = Nobody will ask you for a code in any other place.
connect-title = <b>Connect another account</b>
connect-do =
    1. If its security phone is the phone of this chat, tap <b>Use my phone number</b>.
    2. If not, ask support for a connection link and open it within 15 minutes.

contact-way = Use my phone number
contact-title = <b>Connect by phone number</b>
contact-do = Tap <b>Share my number</b> below. The number is removed from this chat at once.
contact-share = Share my number
contact-received = Number received, and removed from this chat.
contact-none = No number was shared.
contact-foreign = That is not your own number, so I removed it. Only your own counts, shared with <b>Share my number</b>.
contact-typed = Nothing typed counts here. Tap <b>Share my number</b> below, or Cancel.

phone-title = <b>Connect by phone { $phone }</b>
phone-sent = If this is the security phone of an account, a 6-digit code is on its way to it. Type it here before { $until }.
phone-hint = Nothing arrived? Look in the junk folder, or ask again after a minute. A phone gets at most 3 codes an hour this way. A connection link works too.

choose-title = <b>{ $count } accounts use this phone. Which to connect?</b>
choose-line = ○ { $account }
choose-linked = ✓ { $account }, connected
choose-do = You can choose until { $until }.
choose-all = Connect all { $count }

link-title = <b>Connect account { $account }</b>
link-sent = A 6-digit code is on its way to security phone { $phone }. Type it here before { $until }.
link-hint = Nothing arrived? Look in the junk folder, or ask for a new code after a minute.
link-delete = What you type is removed from this chat.
link-locked = No code counts here before then. Begin anew after that.
link-again = Send a new code
linked-title = <b>Connected: { $name } · { $account }</b>
linked-many = <b>Connected: { $count } accounts</b>
linked-all = <b>Nothing new to connect.</b> Every account on this phone is connected here already.
linked-next = Costs shows what can be withdrawn, and why the rest is held.

code-shape = A code has 6 digits. That was not one, so it did not count as a try.
code-not-awaited = That looked like a code, so I removed it. I am not waiting for one now.
link-code-connects = <b>Code to connect an account</b>
link-code-proves = <b>Code to prove a new phone</b>
link-code-removes = <b>Code to remove a chat</b>
